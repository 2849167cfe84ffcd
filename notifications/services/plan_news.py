"""Tells a patient what somebody else changed about the plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.core.exceptions import ObjectDoesNotExist

from notifications.domain.kind import MessageKind
from notifications.domain.morning import morning_of
from notifications.domain.plan_change import CHANGES
from notifications.selectors.wishes import wishes_of
from notifications.services.news import News, to_patient
from notifications.services.tell import Draft
from plans.domain.days import local_day
from plans.selectors.day import PatientClock, patient_clocks, plans_with_dates
from plans.selectors.events import EventRow

SETTLES = timedelta(minutes=10)
"""Who changes a plan mostly changes more than one thing: it is told together, this long after."""


def plan_changed(event: EventRow, now: datetime) -> Iterable[Draft]:
    """Tell that the plan was started, switched, moved, made longer or shorter, or tailored."""
    if _is_told_otherwise(event):
        return []
    return _told(event, CHANGES[event.kind], now, about=str(_plan(event)))


def plan_ended(event: EventRow, now: datetime) -> Iterable[Draft]:
    """Tell that the plan has ended; a switch is told as such, and a follow-up just runs out."""
    outcome = event.facts["outcome"]
    is_recovered = outcome == "recovered"
    if outcome == "switched" or (is_recovered and _descent(event)[0]):
        return []
    change = "recovered" if is_recovered else "ended"
    # A change that still waits falls away when the plan ends, so it must not keep this back.
    return _told(event, change, now, about=f"{_plan(event)}.end", settles=timedelta())


def phase_opened(event: EventRow, now: datetime) -> Iterable[Draft]:
    """Tell that a phase was opened; who opened it knows."""
    if _by_patient(event):
        return []
    phase = event.facts["change"]["phase"]
    plan_id = _plan(event)
    news = _news(event, MessageKind.PHASE_OPENED, f"{plan_id}.{phase}", {"phase": phase})
    return [to_patient(news, now=now)]


def plan_paused(event: EventRow, now: datetime) -> Iterable[Draft]:
    """Tell that the plan is paused, from the pause's first day on, and when it goes on.

    A pause that runs out leaves no event, so that the plan goes on is planned here; it is told
    only if it is still true then.
    """
    change = event.facts["change"]
    until_on = date.fromisoformat(change["until_on"])
    clock = _clock(event)
    if not _by_patient(event):
        yield to_patient(_pause(event, clock, change), now=now)
    on = until_on.isoformat()
    back_at = _morning(clock, until_on)
    runs_out = _news(event, MessageKind.PLAN_RESUMED, f"{_plan(event)}.{on}", {"on": on})
    yield to_patient(replace(runs_out, at=back_at, seen_at=back_at), now=now)


def plan_resumed(event: EventRow, now: datetime) -> Iterable[Draft]:
    """Tell that the plan goes on before the pause was over."""
    if _by_patient(event):
        return []
    on = local_day(event.at, _clock(event).zone).isoformat()
    news = _news(event, MessageKind.PLAN_RESUMED, f"{_plan(event)}.{on}", {"on": on})
    return [to_patient(news, now=now)]


def _pause(event: EventRow, clock: PatientClock, change: dict[str, str]) -> News:
    until_on = change["until_on"]
    news = _news(
        event, MessageKind.PLAN_PAUSED, f"{_plan(event)}.{until_on}", {"until_on": until_on}
    )
    from_on = date.fromisoformat(change.get("from_on", local_day(event.at, clock.zone).isoformat()))
    if from_on <= local_day(event.at, clock.zone):
        return news
    begins_at = _morning(clock, from_on)
    return replace(news, at=begins_at, seen_at=begins_at)


def _told(
    event: EventRow, change: str, now: datetime, *, about: str, settles: timedelta = SETTLES
) -> list[Draft]:
    if _by_patient(event):
        return []
    news = _news(event, MessageKind.PLAN_CHANGED, about, {"change": change})
    return [to_patient(replace(news, at=event.at + settles, seen_at=event.at), now=now)]


def _news(event: EventRow, kind: MessageKind, about: str, facts: dict[str, str]) -> News:
    plan_id = _plan(event)
    return News(
        kind=kind,
        about=about,
        event_id=event.id,
        at=event.at,
        patient_id=_patient(event),
        plan_id=plan_id,
        facts={"plan": plan_id, **facts},
    )


def _is_told_otherwise(event: EventRow) -> bool:
    """Say whether a start is part of a switch, or of the recovery that a follow-up comes after."""
    is_follow_up, continues = _descent(event)
    return CHANGES[event.kind] == "started" and (is_follow_up or continues is not None)


def _by_patient(event: EventRow) -> bool:
    return event.by_id == _clock(event).user_id


def _clock(event: EventRow) -> PatientClock:
    patient_id = _patient(event)
    return patient_clocks([patient_id])[patient_id]


def _morning(clock: PatientClock, day: date) -> datetime:
    quiet = wishes_of([clock.user_id])[clock.user_id].quiet
    return morning_of(day, quiet, clock.zone)


def _descent(event: EventRow) -> tuple[bool, int | None]:
    """Say whether the plan is a follow-up after recovery, and which plan came before it."""
    plans = plans_with_dates().values_list("is_follow_up", "continues_id")
    return plans.get(pk=_plan(event))


def _plan(event: EventRow) -> int:
    if event.plan_id is None:
        raise ObjectDoesNotExist(f"event {event.id} is about no plan")
    return event.plan_id


def _patient(event: EventRow) -> int:
    if event.patient_id is None:
        raise ObjectDoesNotExist(f"event {event.id} is about no patient")
    return event.patient_id
