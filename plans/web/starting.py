"""Starts a plan in three steps: choose a protocol and a day, see the dated plan, confirm."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Exists
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from plans.domain.days import local_day
from plans.domain.preview import PlanPreview
from plans.domain.refusal import Refusal
from plans.models import Injury, Patient, ProtocolVersion, Side, User
from plans.selectors.caseload import plans_under_way
from plans.selectors.catalogue import (
    exercise_names,
    intake_of,
    protocol_of,
    published_intakes,
    published_protocol,
    published_protocols,
)
from plans.selectors.scope import visible_injuries
from plans.selectors.words import PHASES, language
from plans.services.starting import add_injury, check_injury_day, preview_plan, start_plan
from plans.web.admission import patient_in_care, person
from plans.web.changing import hide
from plans.web.plan_words import phase_lines
from plans.web.problem import Problem, problem_of
from plans.web.words import date_in_words, named, say

NEW_COMPLAINT = "new"


class StartForm(forms.Form):
    """Which protocol, for which complaint, from which day."""

    protocol = forms.ChoiceField(label=_("Protocol"))
    complaint = forms.ChoiceField(label=_("For which injury?"), widget=forms.RadioSelect)
    injured_on = forms.DateField(
        label=_("New injury: began on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    side = forms.ChoiceField(
        label=_("New injury: side"), choices=Side.choices, initial=Side.NONE, required=False
    )
    starts_on = forms.DateField(
        label=_("The plan starts on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self,
        *args: Any,
        complaints: list[Injury],
        regions: dict[str, str],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        by_region: dict[str, list[tuple[str, str]]] = {}
        for version in published_protocols():
            protocol = protocol_of(version.pk)
            pathway = (
                gettext("on your own") if protocol.pathway == "self_care" else gettext("treatment")
            )
            name = f"{protocol.names.in_language(language())} ({pathway}) - {protocol.slug}"
            region = regions.get(protocol.region, protocol.region)
            by_region.setdefault(region, []).append((protocol.slug, name))
        cast("forms.ChoiceField", self.fields["protocol"]).choices = sorted(by_region.items())
        cast("forms.ChoiceField", self.fields["complaint"]).choices = [
            *((str(item.public_id), _known(item, regions)) for item in complaints),
            (NEW_COMPLAINT, gettext("a new injury")),
        ]
        self.fields["complaint"].initial = (
            str(complaints[0].public_id) if complaints else NEW_COMPLAINT
        )
        self.fields["starts_on"].initial = today
        self.fields["injured_on"].initial = today

    def clean(self) -> dict[str, Any]:
        """Ask for the day on which a new injury began."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("complaint") == NEW_COMPLAINT and not cleaned.get("injured_on"):
            self.add_error("injured_on", gettext("Fill in the day on which the injury began."))
        return cleaned


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the form, the plan it would give, or start it."""
    user, patient = person(request), patient_in_care(request, public_id)
    now = timezone.now()
    form = StartForm(
        request.POST if request.method == "POST" else None,
        complaints=complaints_without_plan(user, patient),
        regions={version.slug: say(intake_of(version.pk).name) for version in published_intakes()},
        today=local_day(now, patient.zone),
    )
    context: dict[str, Any] = {"patient": patient, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "plans/start.html", context, status=400 if form.errors else 200)
    try:
        version = published_protocol(form.cleaned_data["protocol"])
        if request.POST.get("step") != "confirm":
            context |= _preview(user, patient, version, form.cleaned_data, now)
            hide(form)
            return render(request, "plans/start.html", context)
        _start(user, patient, version, form.cleaned_data, now)
    except Refusal as refusal:
        problem: Problem = problem_of(refusal)
        context["problem"] = problem
        return render(request, "plans/start.html", context, status=problem.status)
    messages.success(request, gettext("The plan has started."))
    return redirect("patient", patient.public_id)


def complaints_without_plan(user: User, patient: Patient) -> list[Injury]:
    """Return the complaints of a patient for which no plan is under way, the newest first."""
    rows = visible_injuries(user).filter(~Exists(plans_under_way()), patient=patient)
    return list(rows.order_by("-injured_on", "-pk"))


def _preview(
    user: User, patient: Patient, version: ProtocolVersion, filled_in: dict[str, Any], now: datetime
) -> dict[str, Any]:
    """Lay the protocol out on the calendar, and put it in words."""
    today = local_day(now, patient.zone)
    injured_on = filled_in["injured_on"]
    if filled_in["complaint"] != NEW_COMPLAINT:
        injured_on = _complaint(user, patient, filled_in["complaint"]).injured_on
    else:
        check_injury_day(injured_on, today)
    planned: PlanPreview = preview_plan(
        version=version,
        patient=patient,
        starts_on=filled_in["starts_on"],
        injured_on=injured_on,
        today=today,
    )
    protocol = protocol_of(version.pk)
    names = exercise_names({slug for week in planned.weeks for slug in week.turns}, language())
    return {
        "planned": planned,
        "name": protocol.names.in_language(language()),
        "version": version,
        "starts_on": filled_in["starts_on"],
        "injured_on": injured_on,
        "phases": phase_lines(planned.phases, protocol, today=filled_in["starts_on"]),
        "weeks": [
            {
                "number": week.number,
                "starts_on": week.starts_on,
                "phases": ", ".join(named(PHASES, kind) for kind in week.phases),
                "turns": [
                    f"{names.get(slug, slug)} ({times}x)" for slug, times in week.turns.items()
                ],
            }
            for week in planned.weeks
        ],
        "judged": planned.judged,
    }


@transaction.atomic
def _start(
    user: User, patient: Patient, version: ProtocolVersion, filled_in: dict[str, Any], now: datetime
) -> None:
    """Write the complaint down if it is new, and start the plan; both or neither."""
    if filled_in["complaint"] == NEW_COMPLAINT:
        injury = add_injury(
            patient=patient,
            region=protocol_of(version.pk).region,
            injured_on=filled_in["injured_on"],
            side=filled_in["side"] or Side.NONE,
            by=user,
            now=now,
        )
    else:
        injury = _complaint(user, patient, filled_in["complaint"])
    start_plan(injury=injury, version=version, starts_on=filled_in["starts_on"], by=user, now=now)


def _complaint(user: User, patient: Patient, public_id: str) -> Injury:
    return visible_injuries(user).get(patient=patient, public_id=public_id)


def _known(injury: Injury, regions: dict[str, str]) -> str:
    region = regions.get(injury.region, injury.region)
    return gettext("%(region)s, since %(day)s") % {
        "region": region,
        "day": date_in_words(injury.injured_on),
    }
