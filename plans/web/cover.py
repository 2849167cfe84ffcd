"""Who else may see a patient's record: colleagues who stand in, and emergency openings."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from plans.domain.care import LONGEST_REASON
from plans.domain.days import local_day, midnight
from plans.domain.refusal import Refusal
from plans.domain.sight import AccessKind, sight_of
from plans.models import Patient, Role, User
from plans.selectors.relations import colleagues_to_cover, relations_now
from plans.selectors.scope import find, visible_relations
from plans.services.relations import add_cover, end_relation
from plans.web.admission import patient_in_care, person
from plans.web.problem import Problem, problem_of


class CoverForm(forms.Form):
    """Who stands in, up to and including which day, and why."""

    physiotherapist = forms.ChoiceField(label=_("Who stands in?"))
    last_on = forms.DateField(
        label=_("Up to and including"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(label=_("Why?"), max_length=LONGEST_REASON)

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(row.public_id): row for row in colleagues_to_cover(patient)}
        cast("forms.ChoiceField", self.fields["physiotherapist"]).choices = [
            (public_id, row.name) for public_id, row in self.colleagues.items()
        ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show who else may see a record, and let a colleague stand in."""
    user, patient = person(request), patient_in_care(request, public_id)
    form = CoverForm(request.POST if request.method == "POST" else None, patient=patient)
    now, problem = timezone.now(), None
    if request.method == "POST" and form.is_valid():
        problem = _add(request, user, patient, form, now)
        if problem is None:
            messages.success(request, gettext("The colleague can see the record now."))
            return redirect("cover", public_id)
    context = {
        "patient": patient,
        "form": form,
        "relations": relations_now(user, patient, now=now),
        "may_add": patient.physiotherapist_id == user.pk and bool(form.colleagues),
        "problem": problem,
        "user_pk": user.pk,
    }
    status = problem.status if problem else (400 if form.errors else 200)
    return render(request, "plans/cover.html", context, status=status)


@login_required
@require_POST
def end_cover(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End somebody's sight of a record before its time."""
    user = person(request)
    rows = visible_relations(user).select_related("patient", "physiotherapist")
    if user.role == Role.PATIENT:
        rows = rows.none()
    relation = find(rows, public_id, sight_of(request))
    if relation is None:
        raise Http404
    try:
        end_relation(relation=relation, by=user, now=timezone.now())
    except Refusal:
        sight_of(request).refused("carerelation", public_id, relation.patient_id)
        raise Http404 from None
    sight_of(request).did(AccessKind.ACCESS_CHANGED)
    messages.success(request, gettext("This has ended."))
    # Who ended the own sight of a colleague's patient may not look at the record any more.
    if relation.physiotherapist_id == user.pk:
        return redirect("worklist")
    return redirect("cover", relation.patient.public_id)


def _add(
    request: HttpRequest, user: User, patient: Patient, form: CoverForm, now: datetime
) -> Problem | None:
    filled = form.cleaned_data
    try:
        relation = add_cover(
            patient=patient,
            physiotherapist=form.colleagues[filled["physiotherapist"]],
            until_at=_end_of(filled["last_on"], patient, now),
            reason=filled["reason"],
            by=user,
            now=now,
        )
    except Refusal as refusal:
        return problem_of(refusal)
    sight_of(request).did(AccessKind.ACCESS_CHANGED, "carerelation", relation.public_id)
    return None


def _end_of(day: date, patient: Patient, now: datetime) -> datetime:
    """Return the midnight after ``day`` at the clinic; a day far off is refused by the service."""
    zone = ZoneInfo(patient.clinic.timezone)
    today = local_day(now, zone)
    nearest = min(max(day, today - timedelta(days=1)), today + timedelta(days=400))
    return midnight(nearest + timedelta(days=1), zone)
