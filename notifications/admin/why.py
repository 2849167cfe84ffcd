"""A page that tells of one day of one patient why each message went out, or why there was none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications.admin.pages import is_at_the_desk
from notifications.admin.words import (
    fate_in_words,
    kind_in_words,
    silence_in_words,
    switch_in_words,
    whom_in_words,
)
from notifications.domain.kind import Via
from notifications.models import Delivery, Message
from notifications.selectors.why import DayOfMessages, Thing, day_of_messages
from plans.domain.days import ONE_DAY, local_day
from plans.domain.sight import sight_of
from plans.selectors.scope import Viewer, find, visible_patients

if TYPE_CHECKING:
    # Django's own class knows its model only for the type checker.
    PatientField = forms.ModelChoiceField[Any]
else:
    PatientField = forms.ModelChoiceField

_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2999, 12, 30)


class PatientSelect(AutocompleteSelect):
    """A box in which one types a name; a patient goes by ``public_id`` there."""

    def __init__(self, site: admin.AdminSite) -> None:
        field: Any = copy(Message._meta.get_field("patient"))
        field.remote_field = copy(field.remote_field)
        field.remote_field.field_name = "public_id"
        super().__init__(field, site)

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        """Show who was chosen; what is no such name was nobody."""
        return super().optgroups(name, [each for each in value if _is_name(each)], attrs)


def _is_name(typed: str) -> bool:
    try:
        UUID(typed)
    except ValueError:
        return False
    return True


class WhyForm(forms.Form):
    """Whose day it is, and which."""

    def __init__(self, *args: Any, viewer: Viewer, site: admin.AdminSite, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["patient"] = PatientField(
            label=capfirst(_("patient")),
            queryset=visible_patients(viewer).select_related("user"),
            to_field_name="public_id",
            widget=PatientSelect(site),
        )
        self.fields["day"] = forms.DateField(
            label=capfirst(_("day")),
            required=False,
            validators=[MinValueValidator(_FIRST_DAY), MaxValueValidator(_LAST_DAY)],
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One message over one channel, with what became of it and every attempt."""

    message: Message
    whom: str
    sentence: str
    attempts: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on the page; ``day`` is there when it came up on this day but is told on another.

    ``clock`` says so when the clock skips or repeats its moment.
    """

    at: datetime
    wall: str
    day: str
    what: str
    clock: str
    sentence: str
    lines: tuple[Line, ...]


def why_page(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """Show one day of one patient of the own clinic; without a day it is the patient's today."""
    if not is_at_the_desk(request):
        raise PermissionDenied
    asked = request.GET if "patient" in request.GET else None
    form = WhyForm(asked, viewer=request.user, site=site)
    told = _told(form, request) if form.is_valid() else None
    sight = sight_of(request)
    if told is None:
        _note_whom_one_may_not_see(form, request)
        sight.listed("patient", ())
    else:
        patient = form.cleaned_data["patient"]
        sight.saw("message", patient.public_id, patient.pk)
        # Shows the day that was meant where none was named.
        shown = {"patient": patient.public_id, "day": told.day}
        form = WhyForm(shown, initial=shown, viewer=request.user, site=site)
    context = site.each_context(request) | {
        "title": gettext("Why was this sent, or not?"),
        "opts": Message._meta,
        "form": form,
        "media": form.media,
    }
    if told is not None:
        context |= _what_to_show(told) | {"patient": form.initial["patient"]}
    return render(request, "admin/notifications/why.html", context)


def _note_whom_one_may_not_see(form: WhyForm, request: HttpRequest) -> None:
    asked = request.GET.get("patient", "")
    if "patient" in form.errors and _is_name(asked):
        find(visible_patients(request.user), UUID(asked), sight_of(request))


def _told(form: WhyForm, request: HttpRequest) -> DayOfMessages | None:
    patient, now = form.cleaned_data["patient"], timezone.now()
    day = form.cleaned_data["day"] or local_day(now, patient.zone)
    return day_of_messages(patient_id=patient.pk, day=day, viewer=request.user, now=now)


def _what_to_show(told: DayOfMessages) -> dict[str, Any]:
    zone = told.clock.zone
    return {
        "told": told,
        "zone": zone,
        "entries": tuple(_entries(told, zone)),
        "wishes": tuple(_wishes(told)),
        "day_before": told.day - ONE_DAY,
        "day_after": told.day + ONE_DAY,
    }


def _entries(told: DayOfMessages, zone: ZoneInfo) -> Iterator[Entry]:
    return (_entry(thing, told, zone) for thing in told.things)


def _entry(thing: Thing, told: DayOfMessages, zone: ZoneInfo) -> Entry:
    sentence, day = "", local_day(thing.due_at, zone)
    if thing.silence is not None:
        sentence = silence_in_words(
            thing.silence, thing.reason, kind=thing.kind, at=thing.due_at, zone=zone
        )
    return Entry(
        at=thing.due_at,
        wall=f"{thing.due_at.astimezone(zone):%H:%M}",
        day="" if day == told.day else formats.date_format(day, "j F"),
        what=kind_in_words(thing.kind),
        clock=_clock_in_words(thing, zone),
        sentence=sentence,
        lines=tuple(_lines(thing.messages, told, zone)),
    )


def _lines(messages: Iterable[Message], told: DayOfMessages, zone: ZoneInfo) -> Iterator[Line]:
    for message in messages:
        yield Line(
            message=message,
            whom=whom_in_words(message),
            sentence=fate_in_words(
                message,
                now=told.now,
                zone=zone,
                closed_until=told.closed_until.get(Via(message.channel)),
            ),
            attempts=tuple(sorted(message.deliveries.all(), key=lambda row: row.attempt)),
        )


def _clock_in_words(thing: Thing, zone: ZoneInfo) -> str:
    """Say what the clock did, on the two days of the year on which it is changed."""
    if thing.reminder is None:
        return ""
    local = thing.due_at.astimezone(zone)
    if local.time().replace(second=0, microsecond=0) != thing.reminder.wall:
        return gettext(
            "The clock is put forward: %(wall)s does not exist on this day, so it is %(time)s."
        ) % {"wall": f"{thing.reminder.wall:%H:%M}", "time": f"{local:%H:%M}"}
    if local.replace(fold=1).utcoffset() != local.replace(fold=0).utcoffset():
        return gettext(
            "The clock is put back: %(time)s comes twice on this day, and only the first counts."
        ) % {"time": f"{local:%H:%M}"}
    return ""


def _wishes(told: DayOfMessages) -> Iterator[str]:
    """Say what holds for the whole day, as the patient wants it now."""
    quiet, wishes = told.wishes.quiet, told.wishes
    if quiet.starts != quiet.ends:
        yield gettext("Quiet hours from %(from)s to %(until)s.") % {
            "from": f"{quiet.starts:%H:%M}",
            "until": f"{quiet.ends:%H:%M}",
        }
    if wishes.is_away(told.day):
        yield gettext("The patient is away on this day.")
    if told.is_holiday and wishes.rests_on_holidays:
        yield gettext("It is a public holiday, on which the patient wants no reminders.")
    if wishes.declined:
        said = sorted(switch_in_words(switch) for switch in wishes.declined)
        yield gettext("Not wanted: %(topics)s.") % {"topics": ", ".join(said)}
