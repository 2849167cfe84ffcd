"""Goes on with another protocol for the same complaint, after showing the plan it gives."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from plans.domain.days import local_day
from plans.domain.refusal import Refusal
from plans.models import Plan, PlanStatus, Role
from plans.selectors.catalogue import protocol_of, published_protocol, published_protocols
from plans.selectors.words import language
from plans.services.starting import preview_plan, switch_plan
from plans.web.admission import person, plan_for
from plans.web.change_forms import WORDS_AT_MOST
from plans.web.changing import hide, version_seen
from plans.web.plan_words import phase_lines
from plans.web.problem import problem_of


class SwitchForm(forms.Form):
    """Which protocol the plan goes on with, and why."""

    protocol = forms.ChoiceField(label=_("Goes on as"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why? (may be left out)"), max_length=WORDS_AT_MOST, required=False
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = []
        for version in published_protocols():
            protocol = protocol_of(version.pk)
            # From a follow-up the same protocol can begin anew.
            is_followed = version.pk == plan.protocol_version_id and not plan.is_follow_up
            if protocol.region != plan.injury.region or is_followed:
                continue
            choices.append(
                (protocol.slug, f"{protocol.names.in_language(language())} - {protocol.slug}")
            )
        cast("forms.ChoiceField", self.fields["protocol"]).choices = choices


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the other protocols for this complaint, the plan one of them gives, or switch to it."""
    user, plan = person(request), plan_for(request, public_id, roles=(Role.PHYSIOTHERAPIST,))
    now = timezone.now()
    form = SwitchForm(request.POST if request.method == "POST" else None, plan=plan)
    context: dict[str, Any] = {
        "plan": plan,
        "patient": plan.injury.patient,
        "name": protocol_of(plan.protocol_version_id).names.in_language(language()),
        "form": form,
        "is_active": plan.status == PlanStatus.ACTIVE,
        "version": plan.version,
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "plans/switch.html", context, status=400 if form.errors else 200)
    try:
        version = published_protocol(form.cleaned_data["protocol"])
        if request.POST.get("step") != "confirm":
            today = local_day(now, plan.injury.patient.zone)
            starts_on = max(today, plan.starts_on)
            planned = preview_plan(
                version=version,
                patient=plan.injury.patient,
                region=plan.injury.region,
                starts_on=starts_on,
                injured_on=plan.injury.injured_on,
                today=today,
            )
            protocol = protocol_of(version.pk)
            context["phases"] = phase_lines(planned.phases, protocol, today=starts_on)
            context["becomes"] = protocol.names.in_language(language())
            hide(form)
            return render(request, "plans/switch.html", context)
        switch_plan(
            plan=plan,
            version=version,
            by=user,
            now=now,
            reason=form.cleaned_data["reason"],
            expected_version=version_seen(request),
        )
    except Refusal as refusal:
        context["problem"] = problem_of(refusal)
        return render(request, "plans/switch.html", context, status=context["problem"].status)
    messages.success(request, gettext("The plan has been switched."))
    return redirect("patient", plan.injury.patient.public_id)
