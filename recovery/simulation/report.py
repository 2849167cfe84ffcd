"""The result of a dry run, read back from the rows that the live system would have kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from notifications.domain.kind import Via
from notifications.models import Message
from plans.domain.agenda import AgendaItem
from plans.domain.days import days_between, midnight
from plans.domain.event import EventKind
from plans.models import Event, Outcome, Plan, ProtocolVersion, Role, Verdict
from plans.selectors.adherence import adherence_over
from plans.selectors.catalogue import protocol_of
from plans.selectors.day import PlanDay, plan_days, plans_with_dates
from plans.selectors.plan_values import DOSE, dated_plan
from recovery.simulation.cast import Cast
from recovery.simulation.scenario import Scenario

Entry = dict[str, Any]


def report(scenario: Scenario, cast: Cast, *, version: ProtocolVersion) -> Entry:
    """Return the whole result document of a run."""
    plans = list(plans_with_dates().filter(injury=cast.injury).order_by("pk"))
    days = list(days_between(scenario.start_on, scenario.until + timedelta(days=1)))
    agenda = list(plan_days(plans, days, as_of=scenario.until))
    current = next((plan for plan in reversed(plans) if not plan.is_follow_up), None)
    # The first plan may follow a copy of the protocol with the overrides in it.
    is_first = current is None or current.continues_id is None
    shown = version if is_first else current.protocol_version  # type: ignore[union-attr]
    return {
        "protocol": shown.slug,
        "version": shown.number,
        "pathway": protocol_of(shown.pk).pathway,
        "phases": _phases(current) if current else [],
        "agenda": _agenda(agenda, days) if current else {},
        "timeline": _timeline(scenario, cast, plans),
        "adherence": _adherence(agenda),
        "plan": _plan(current, scenario.until),
    }


def _phases(plan: Plan) -> list[Entry]:
    return [
        {
            "kind": phase.kind,
            "starts_on": phase.starts_on.isoformat(),
            "earliest_end": phase.earliest_end_on.isoformat(),
            "ends_on": phase.ends_on.isoformat(),
            "latest_end": phase.latest_end_on.isoformat(),
            "duration": {
                name: getattr(phase.duration, name)
                for name in ("type", "min", "max", "target", "source")
                if hasattr(phase.duration, name)
            },
            "status": phase.status.value,
        }
        for phase in dated_plan(plan).phases
    ]


def _agenda(planned: list[PlanDay], days: list[date]) -> Entry:
    by_day: dict[str, list[Entry]] = {day.isoformat(): [] for day in days}
    for item in planned:
        by_day[item.agenda.day.isoformat()].extend(
            _agenda_item(turn, item.ticks) for turn in item.agenda.items
        )
    return by_day


def _agenda_item(turn: AgendaItem, ticks: dict[tuple[str, int], str]) -> Entry:
    return {
        "exercise": turn.exercise,
        "moment": f"{turn.moment:%H:%M}" if turn.moment else None,
        "dose": DOSE.dump_python(turn.dose, mode="json", exclude_none=True),
        "done": ticks.get((turn.prescription, turn.turn)),
    }


def _adherence(planned: list[PlanDay]) -> Entry:
    total = adherence_over(planned)
    return {
        "percent": total.percent,
        "due": total.due,
        "done": total.done,
        "partial": total.partial,
    }


def _plan(plan: Plan | None, until: date) -> Entry:
    if plan is None:
        return {"status": "none"}
    if plan.outcome:
        return {"status": plan.status, "outcome": plan.outcome}
    return {"status": "paused" if dated_plan(plan).is_paused_on(until) else plan.status}


def _timeline(scenario: Scenario, cast: Cast, plans: list[Plan]) -> list[Entry]:
    """Put everything that happened in order; what happened at one instant keeps its own order."""
    entries = [
        *_verdicts(cast),
        *_events(cast),
        *_ended_pauses(plans, scenario),
        *_messages(cast),
    ]
    entries.sort(key=lambda entry: (entry[0], _TURNS[entry[1]["type"]]))
    return [{"at": at.astimezone(scenario.zone).isoformat()} | entry for at, entry in entries]


_TURNS = {
    kind: turn
    for turn, kinds in enumerate(
        (
            ("log", "paused", "resumed", "switched", "phase_opened"),
            ("verdict", "session", "gate"),
            ("question", "referral"),
            ("ended",),
            ("message",),
        )
    )
    for kind in kinds
}
"""The order within one instant: what happened, what it came to, and who was told of it."""


def _verdicts(cast: Cast) -> Iterator[tuple[datetime, Entry]]:
    """Tell every verdict, and a later revision of it when that says something else.

    A late report in the middle of a window is new evidence, and mostly no other verdict.
    """
    told: dict[tuple[int, str, str, date], Entry] = {}
    for row in Verdict.objects.filter(plan__injury=cast.injury).order_by("pk"):
        tell = _VERDICT_TELLERS.get(row.kind, _tell_verdict)
        place, entry = (row.plan_id, row.kind, row.rule, row.window_first), tell(row)
        if told.get(place) != entry:
            told[place] = entry
            yield row.given_at, entry


def _tell_verdict(row: Verdict) -> Entry:
    entry: Entry = {"type": "verdict", "rule": row.rule, "verdict": row.verdict}
    for name in ("baseline", "end", "delta", "percent"):
        if row.evidence.get("baseline") is not None:
            entry[name] = _number(row.evidence[name])
    return entry | {"window": [row.window_first.isoformat(), row.window_last.isoformat()]}


def _tell_session(row: Verdict) -> Entry:
    return {
        "type": "session",
        "exercise": row.rule,
        "verdict": row.verdict,
        "ceiling": row.evidence["ceiling"],
    }


def _tell_gate(row: Verdict) -> Entry:
    missing = row.evidence["missing"]
    return {"type": "gate", "phase": row.rule, "verdict": row.verdict, "missing": missing}


_VERDICT_TELLERS = {"session": _tell_session, "gate": _tell_gate}


def _number(exact: str | None) -> float | None:
    return float(Fraction(exact)) if exact is not None else None


def _events(cast: Cast) -> Iterator[tuple[datetime, Entry]]:
    for event in (
        Event.objects.filter(injury=cast.injury).select_related("by", "plan").order_by("pk")
    ):
        entry = _event(event)
        if entry is not None:
            yield event.at, entry


def _event(event: Event) -> Entry | None:
    """Put an event in the words of the timeline; ``None`` for one that has no place there."""
    tell = _TELLERS.get(EventKind(event.kind))
    return tell(event) if tell is not None else None


def _tell_opening(event: Event) -> Entry:
    by = "patient" if event.by.role == Role.PATIENT else "physiotherapist"
    return {"type": "phase_opened", "phase": event.facts["change"]["phase"], "by": by}


def _tell_pause(event: Event) -> Entry:
    return {
        "type": "paused",
        "until": event.facts["change"]["until_on"],
        "reason": event.reason,
    }


def _tell_end(event: Event) -> Entry | None:
    """Tell the end of a plan; a switch is told as such, and a follow-up just runs out."""
    outcome = event.facts["outcome"]
    is_follow_up = event.plan is not None and event.plan.is_follow_up
    if outcome == Outcome.SWITCHED or is_follow_up:
        return None
    return {"type": "ended", "reason": event.reason or outcome}


def _facts(kind: str, *names: str) -> Callable[[Event], Entry]:
    """Tell an event by these facts of it."""
    return lambda event: {"type": kind} | {name: event.facts[name] for name in names}


_TELLERS: dict[EventKind, Callable[[Event], Entry | None]] = {
    EventKind.PAIN_LOGGED: _facts("log", "for", "counted"),
    EventKind.QUESTION_ASKED: _facts("question", "question", "rule"),
    EventKind.REFERRAL_RAISED: _facts("referral", "rule", "to", "urgency"),
    EventKind.PHASE_OPENED: _tell_opening,
    EventKind.PLAN_PAUSED: _tell_pause,
    EventKind.PLAN_RESUMED: _facts("resumed"),
    EventKind.PLAN_SWITCHED: lambda event: {"type": "switched", "protocol": event.facts["to"]},
    EventKind.PLAN_ENDED: _tell_end,
}


def _ended_pauses(plans: list[Plan], scenario: Scenario) -> Iterator[tuple[datetime, Entry]]:
    """Say when a pause ran out by itself: at the first midnight after it."""
    for plan in plans:
        for pause in plan.pauses.all():
            ran_out = pause.resumed_at is None and pause.until_on <= scenario.until
            if ran_out and (plan.ended_on is None or pause.until_on < plan.ended_on):
                yield midnight(pause.until_on, scenario.zone), {"type": "resumed"}


def _messages(cast: Cast) -> Iterator[tuple[datetime, Entry]]:
    # What goes out by mail stands in the inbox too, and would be told twice here.
    rows = Message.objects.filter(patient=cast.patient, channel=Via.EMAIL, settled_at__isnull=False)
    for row in rows.order_by("pk"):
        entry: Entry = {"type": "message", "kind": row.kind, "to": row.to, "channel": row.channel}
        if row.state != "sent":
            entry["suppressed"] = row.reason
        yield row.settled_at or row.due_at, entry
