"""The patient's own page: who looked at my record, when, and on what ground."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from plans.domain.days import local_day
from plans.models import AccessEntry, Role
from plans.selectors.access_log import DAYS_AT_FIRST, looks_at
from plans.selectors.words import ACCESSES, GROUNDS
from plans.web.admission import own_record
from plans.web.words import named

LINES_ON_A_PAGE = 50


class Period(forms.Form):
    """From which day to which day."""

    since = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=_("Up to and including"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@dataclass(frozen=True, slots=True)
class LookLine:
    """One look, in words."""

    at: datetime
    who: str
    role: str
    clinic: str
    what: str
    ground: str
    is_emergency: bool


@login_required
@require_GET
def my_access_log(request: HttpRequest) -> HttpResponse:
    """Show a patient who looked at their record, the newest first."""
    patient = own_record(request)
    if patient is None:
        raise Http404
    today = local_day(timezone.now(), patient.zone)
    period = Period(request.GET or None)
    given: dict[str, Any] = period.cleaned_data if period.is_valid() else {}
    since = given.get("since") or today - timedelta(days=DAYS_AT_FIRST)
    until = given.get("until") or today
    rows = looks_at(patient, since=since, until=until)
    page = Paginator(rows, LINES_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "patient": patient,
        "period": Period(initial={"since": since, "until": until}),
        "since": since,
        "until": until,
        "page": page,
        "lines": look_lines(page.object_list, patient.user_id),
    }
    return render(request, "plans/my_access_log.html", context)


def look_lines(rows: Iterable[AccessEntry], own: int) -> list[LookLine]:
    """Put lines of the log into words for the patient whose record it is."""
    return [
        LookLine(
            at=row.at,
            who=str(_("You yourself")) if row.user_id == own else _name(row),
            role=str(Role(row.role).label) if row.role in Role.values else "",
            clinic=row.clinic.name if row.clinic else "",
            what=named(ACCESSES, row.kind),
            ground=named(GROUNDS, row.basis) if row.basis else "",
            is_emergency=row.basis == "break_glass" or row.kind == "break_glass",
        )
        for row in rows
    ]


def _name(row: AccessEntry) -> str:
    return row.user.name if row.user else str(_("The program"))
