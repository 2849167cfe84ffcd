"""Verdicts as a physiotherapist reads them: what the rules found, and the sessions apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from plans.models import ActivityKind, Plan, Verdict
from plans.selectors.catalogue import exercise_names
from plans.selectors.verdicts import GATE, SESSION, explanation_of, revisions_of
from plans.selectors.words import PHASES, language
from plans.web.words import named, say

SESSIONS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One verdict in words: what was judged, over which days, and what each of the two reads."""

    about: str
    first: date
    last: date
    title: str
    patient: str
    clinician: str
    has_called: bool
    given_at: datetime


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One day's load by one exercise, with the pain during it and on the mornings around it."""

    day: date
    what: str
    title: str
    during: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class VerdictGroups:
    """The verdicts about one plan; sessions would drown the rest and stand by themselves."""

    rules: list[VerdictLine] = field(default_factory=list)
    gates: list[VerdictLine] = field(default_factory=list)
    sessions: list[SessionLine] = field(default_factory=list)
    session_count: int = 0


def verdict_groups(plans: Sequence[Plan]) -> dict[int, VerdictGroups]:
    """Return what was found about each plan by its id, the latest first; three queries."""
    revisions = _revisions(plans)
    newest = sorted((rows[-1] for rows in revisions.values()), key=_by_window, reverse=True)
    called = {rows[-1].pk for rows in revisions.values() if any(map(_has_called, rows))}
    slugs = {row.rule for row in newest if row.kind == SESSION}
    names = exercise_names(slugs, language()) if slugs else {}
    names |= {kind.value: str(kind.label) for kind in ActivityKind}
    by_plan: dict[int, list[Verdict]] = {}
    for row in newest:
        by_plan.setdefault(row.plan_id, []).append(row)
    return {plan_id: _groups(own, names, called) for plan_id, own in by_plan.items()}


def _groups(
    rows: Sequence[Verdict], names: Mapping[str, str], called: Collection[int]
) -> VerdictGroups:
    sessions = [row for row in rows if row.kind == SESSION]
    return VerdictGroups(
        rules=[
            _verdict_line(row, row.rule, has_called=row.pk in called)
            for row in rows
            if row.kind not in (SESSION, GATE)
        ],
        gates=[
            _verdict_line(row, named(PHASES, row.rule), has_called=False)
            for row in rows
            if row.kind == GATE
        ],
        sessions=[_session_line(row, names) for row in sessions[:SESSIONS_SHOWN]],
        session_count=len(sessions),
    )


_Place = tuple[int, str, str, date]


def _revisions(plans: Sequence[Plan]) -> dict[_Place, list[Verdict]]:
    """Return every verdict with what it said before, the newest revision last."""
    found: dict[_Place, list[Verdict]] = {}
    for row in revisions_of(plans):
        found.setdefault((row.plan_id, row.kind, row.rule, row.window_first), []).append(row)
    return found


def _has_called(row: Verdict) -> bool:
    return bool(row.referrals.all())


def _by_window(row: Verdict) -> tuple[date, int]:
    return row.window_last, row.pk


def _verdict_line(row: Verdict, about: str, *, has_called: bool) -> VerdictLine:
    call = next(iter(row.referrals.all()), None)
    explanation = explanation_of(row, call)
    return VerdictLine(
        about=about,
        first=row.window_first,
        last=row.window_last,
        title=say(explanation.title),
        patient=say(explanation.patient),
        clinician=say(explanation.clinician),
        has_called=has_called,
        given_at=row.given_at,
    )


def _session_line(row: Verdict, names: Mapping[str, str]) -> SessionLine:
    numbers: dict[str, Any] = row.evidence if isinstance(row.evidence, dict) else {}
    return SessionLine(
        day=row.window_first,
        what=names.get(row.rule, row.rule),
        title=say(explanation_of(row).title),
        during=_score(numbers.get("during")),
        before=_score(numbers.get("before")),
        after=_score(numbers.get("after")),
    )


def _score(number: object) -> str:
    return str(number) if number is not None else "–"
