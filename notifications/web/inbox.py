"""The inbox: what somebody was told, and where to go on from there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notifications.domain.inbox_words import Place
from notifications.domain.person import Person
from notifications.selectors.inbox import About, InboxItem, inbox_item, inbox_of, unread_of
from notifications.selectors.seen import note_message, note_messages, note_no_message
from notifications.selectors.whereabouts import zone_of
from notifications.services.reading import mark_all_read, mark_read
from plans.domain.refusal import Refusal
from plans.domain.sight import AccessKind, sight_of
from plans.selectors.people import sees
from plans.selectors.words import language

MESSAGES_ON_A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Line:
    """One message as the page shows it, in the reader's language."""

    item: InboxItem
    headline: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a message leads to."""

    address: str
    name: Promise


@require_safe
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """List the messages, the newest first."""
    person = _reader(request)
    page = Paginator(inbox_of(person), MESSAGES_ON_A_PAGE).get_page(request.GET.get("page"))
    note_messages(request, page)
    context = {
        "page": page,
        "lines": [_line(inbox_item(row)) for row in page],
        "unread": unread_of(person),
        "zone": zone_of(person.pk),
    }
    return render(request, "notifications/inbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def inbox_message(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open one message; looking changes nothing, only the button notes that it was read."""
    person = _reader(request)
    if request.method == "POST":
        return _read(request, person, public_id)
    row = inbox_of(person).filter(public_id=public_id).first()
    if row is None:
        note_no_message(request, public_id)
        raise Http404
    note_message(request, row)
    item = inbox_item(row)
    context = {
        "line": _line(item),
        "onward": _onward(item, person),
        "zone": zone_of(person.pk),
        "patient_page": _patient_page(item, person),
    }
    return render(request, "notifications/message.html", context)


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Note that everything on the page was read, and go back to it."""
    until = _instant(request.POST.get("until", ""))
    if until is not None:
        note_messages(request, ())
        mark_all_read(until=until, by=_reader(request), now=timezone.now())
        sight_of(request).did(AccessKind.CHANGE, "message")
    return redirect("inbox")


def _read(request: HttpRequest, person: Person, public_id: UUID) -> HttpResponse:
    """Note that the message was read, and go where it leads to or back to the inbox."""
    try:
        message = mark_read(public_id=public_id, by=person, now=timezone.now())
    except Refusal:
        note_no_message(request, public_id)
        raise Http404 from None
    note_message(request, message)
    if request.POST.get("then") == "onward":
        return redirect(_onward(inbox_item(message), person).address)
    return redirect("inbox")


def _line(item: InboxItem) -> Line:
    spoken = language()
    return Line(item, item.headline.in_language(spoken), item.sentence.in_language(spoken))


def _onward(item: InboxItem, person: Person) -> Onward:
    if person.role == "patient":
        if item.place is Place.PLAN and item.plan is not None:
            return Onward(reverse("plan", args=[item.plan]), _("To my plan"))
        return Onward(reverse("today"), _("To today"))
    if person.role == "physiotherapist":
        if item.about is not None and not _treats(item.about, person):
            return Onward(_patient_page(item, person), _("To the colleague's patient"))
        return Onward(reverse("worklist"), _("To the worklist"))
    return Onward(reverse("front"), _("To my page"))


def _patient_page(item: InboxItem, person: Person) -> str:
    """Return where a physiotherapist reads on about the patient; empty where there is nothing.

    Of a colleague's patient only the name and whose it is stand there, with the way to open the
    record.
    """
    if person.role != "physiotherapist" or item.about is None:
        return ""
    page = "patient" if _treats(item.about, person) else "colleagues_patient"
    return reverse(page, args=[item.about.public_id])


def _treats(about: About, person: Person) -> bool:
    return sees(person.pk, about.public_id)


def _reader(request: HttpRequest) -> Person:
    if not request.user.is_authenticated:
        raise Http404
    return request.user


def _instant(words: str) -> datetime | None:
    """Read an instant from a form; ``None`` for what is none."""
    try:
        found = parse_datetime(words)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
