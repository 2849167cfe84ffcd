"""What a person can choose: which topics over which channels, and for how long it may be quiet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from notifications.domain.kind import Topic, Via
from notifications.domain.timing import QuietHours
from notifications.domain.wishes import Wishes

Switch = tuple[Topic, Via]
"""One topic over one channel: what can be turned on and off by itself."""

CHOOSABLE = (Via.EMAIL, Via.PUSH)
"""The inbox is always written."""

LONGEST_QUIET = timedelta(hours=14)
"""Longer quiet hours would be a way to turn off everything (clinic's choice)."""

_TOPICS: Mapping[str, tuple[Topic, ...]] = MappingProxyType(
    {
        "patient": (
            Topic.EXERCISE_REMINDERS,
            Topic.LOG_REMINDERS,
            Topic.NUDGES,
            Topic.PLAN_NEWS,
            Topic.WEEKLY_SUMMARY,
        ),
        "physiotherapist": (Topic.DIGEST,),
        "staff": (Topic.DIGEST,),
        "administrator": (Topic.DIGEST,),
    }
)


def topics_for(role: str) -> tuple[Topic, ...]:
    """Return what somebody in this role is told and may decline, in the order of a page."""
    return _TOPICS.get(role, ())


def is_on(wishes: Wishes, switch: Switch) -> bool:
    """Say whether a topic comes over a channel; the weekly summary comes only when asked for."""
    if switch[0] is Topic.WEEKLY_SUMMARY and not wishes.weekly_summary:
        return False
    return switch not in wishes.declined


def switches_of(wishes: Wishes, role: str) -> dict[Switch, bool]:
    """Return every switch of somebody in this role, and whether it is on."""
    switches = [(topic, via) for topic in topics_for(role) for via in CHOOSABLE]
    return {switch: is_on(wishes, switch) for switch in switches}


def after_switching(wishes: Wishes, asked: Mapping[Switch, bool]) -> Wishes:
    """Return the wishes with these switches on or off; what already is so is left as it is."""
    changed = {switch: on for switch, on in asked.items() if on != is_on(wishes, switch)}
    if any(topic is Topic.WEEKLY_SUMMARY for topic, _via in changed):
        # Asked for over one channel, it does not come over the other one too.
        summary = {via: (Topic.WEEKLY_SUMMARY, via) for via in CHOOSABLE}
        changed = {switch: is_on(wishes, switch) for switch in summary.values()} | changed
        wishes = replace(wishes, weekly_summary=any(changed[switch] for switch in summary.values()))
    off = {switch for switch, on in changed.items() if not on}
    return replace(wishes, declined=(frozenset(wishes.declined) | off) - (changed.keys() - off))


def length_of(quiet: QuietHours) -> timedelta:
    """Return how long it is quiet each day, by the wall clock."""
    starts, ends = (
        timedelta(hours=wall.hour, minutes=wall.minute, seconds=wall.second)
        for wall in (quiet.starts, quiet.ends)
    )
    return (ends - starts) % timedelta(days=1)
