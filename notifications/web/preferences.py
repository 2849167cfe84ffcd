"""The page on which somebody says what they want to be told, and when they are away."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from notifications.domain.person import Person
from notifications.selectors.seen import note_wishes
from notifications.selectors.whereabouts import zone_of
from notifications.selectors.wishes import absences_of, wishes_of
from notifications.services.wishes import change_wishes, drop_absence, note_absence
from notifications.web.wish_forms import AbsenceForm, WishForm
from plans.domain.days import local_day
from plans.domain.refusal import Refusal, RefusalKind
from plans.selectors.words import language


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """Show what the reader is told, or change it."""
    person = _reader(request)
    note_wishes(request, person)
    wishes = wishes_of({person.pk})[person.pk]
    data = request.POST if request.method == "POST" else None
    form = WishForm(data, wishes=wishes, role=person.role)
    if request.method != "POST" or not form.is_valid():
        return _page(request, person, form=form)
    try:
        change_wishes(user=person, by=person, now=timezone.now(), **form.chosen())
    except Refusal as refusal:
        return _page(request, person, form=form, refusal=refusal)
    messages.success(request, _("Your preferences have been saved."))
    return redirect("preferences")


@require_POST
@login_required
def note_away(request: HttpRequest) -> HttpResponse:
    """Note when the reader is away."""
    person = _reader(request)
    note_wishes(request, person)
    form = AbsenceForm(request.POST)
    if not form.is_valid():
        return _page(request, person, absence=form)
    try:
        note_absence(user=person, by=person, now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        return _page(request, person, absence=form, refusal=refusal)
    messages.success(request, _("It has been noted that you are away."))
    return redirect("preferences")


@require_POST
@login_required
def drop_away(request: HttpRequest, from_on: str) -> HttpResponse:
    """Take back that the reader is away from this day on."""
    person = _reader(request)
    note_wishes(request, person)
    try:
        first = date.fromisoformat(from_on)
    except ValueError:
        raise Http404 from None
    drop_absence(user=person, from_on=first, by=person, now=timezone.now())
    messages.success(request, _("The absence has been removed."))
    return redirect("preferences")


def _page(
    request: HttpRequest,
    person: Person,
    *,
    form: WishForm | None = None,
    absence: AbsenceForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    today = local_day(timezone.now(), zone_of(person.pk))
    wishes = wishes_of({person.pk})[person.pk]
    away = absences_of(person.pk).filter(until_on__gt=today).order_by("from_on")
    has_mistakes = any(filled is not None and filled.errors for filled in (form, absence))
    context: dict[str, Any] = {
        "form": form or WishForm(wishes=wishes, role=person.role),
        "absence": absence or AbsenceForm(),
        "away": away,
        "is_patient": person.role == "patient",
        "problem": refusal and {"message": refusal.message.in_language(language())},
    }
    status = 400 if has_mistakes else 200
    if refusal is not None:
        status = 409 if refusal.kind is RefusalKind.CONFLICT else 400
    return render(request, "notifications/preferences.html", context, status=status)


def _reader(request: HttpRequest) -> Person:
    if not request.user.is_authenticated:
        raise Http404
    return request.user
