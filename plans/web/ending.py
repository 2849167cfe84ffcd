"""Ends a plan in two steps: how and why, and a second look."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from plans.domain.refusal import Refusal
from plans.models import Outcome, PlanStatus, Role
from plans.services.ending import end_plan
from plans.web.admission import person, plan_for
from plans.web.change_forms import WORDS_AT_MOST
from plans.web.changing import back_to, injury_name, version_seen
from plans.web.problem import problem_of


class EndForm(forms.Form):
    """End the plan: how it ended, and why."""

    outcome = forms.ChoiceField(
        label=_("How does the plan end?"),
        choices=[
            (choice.value, choice.label) for choice in Outcome if choice is not Outcome.SWITCHED
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why? (may be left out)"), max_length=WORDS_AT_MOST, required=False
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask how the plan ends, show it once more, and end it."""
    user, plan = person(request), plan_for(request, public_id, roles=(Role.PHYSIOTHERAPIST,))
    form = EndForm(request.POST if request.method == "POST" else None)
    context = {
        "plan": plan,
        "patient": plan.injury.patient,
        "form": form,
        "name": injury_name(plan),
        "is_active": plan.status == PlanStatus.ACTIVE,
        "version": plan.version,
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "plans/end.html", context, status=400 if form.errors else 200)
    if request.POST.get("step") != "confirm":
        return render(request, "plans/end.html", context | {"confirming": True})
    try:
        end_plan(
            plan=plan,
            by=user,
            now=timezone.now(),
            expected_version=version_seen(request),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        problem = problem_of(refusal)
        if refusal.code == "not_recovered_yet":
            form["reason"].label = gettext("Why end the plan all the same?")
        # It was looked at twice already; a reason is all that may be missing.
        context |= {"problem": problem, "confirming": True}
        return render(request, "plans/end.html", context, status=problem.status)
    messages.success(request, gettext("The plan has ended. Everything that was reported stays."))
    return back_to(user, plan)
