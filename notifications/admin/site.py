"""The first page of the admin says whether messages go out as they should."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from notifications.admin.pages import is_administrator, of_own_clinic
from notifications.admin.words import channel_in_words
from notifications.domain.canary import LONGEST_SILENCE
from notifications.models import ChannelState, RefusedAddress, StuckEvent
from notifications.selectors.canary import canary_seen_at


@dataclass(frozen=True, slots=True)
class Vitals:
    """What staff see before anybody asks where a message stays."""

    worker_seen_at: datetime | None
    is_worker_silent: bool
    stuck_events: int
    refused_addresses: int
    closed_channels: str
    can_look_closer: bool


def vitals(request: HttpRequest) -> Vitals:
    """Look whether the worker works, what could not be told, and which channels do not answer."""
    now, seen_at = timezone.now(), canary_seen_at()
    stuck = of_own_clinic(StuckEvent.objects.all(), request, "event__clinic_id")
    refused = of_own_clinic(RefusedAddress.objects.all(), request, "user__clinic_id")
    closed = ChannelState.objects.filter(closed_until__gt=now).order_by("channel")
    return Vitals(
        worker_seen_at=seen_at,
        is_worker_silent=seen_at is None or now - seen_at > LONGEST_SILENCE,
        stuck_events=stuck.count(),
        refused_addresses=refused.filter(address=F("user__email")).count(),
        closed_channels=", ".join(map(channel_in_words, closed)),
        can_look_closer=is_administrator(request),
    )


_usual_context = admin.site.each_context


def _each_context(request: HttpRequest) -> dict[str, Any]:
    """Let the pages ask how the telling goes; only the first page does."""
    return _usual_context(request) | {"vitals_of_messages": partial(vitals, request)}


# A site class of our own would have to be named in the settings, for this one fact.
admin.site.each_context = _each_context  # type: ignore[method-assign]
