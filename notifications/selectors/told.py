"""What patients were reminded of already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from notifications.domain.kind import MessageKind, Via
from notifications.domain.nudge import LONGEST_LIMIT
from notifications.domain.state import State
from notifications.models import Message

_GOES_OUT = (State.PENDING, State.SENDING, State.SENT, State.UNKNOWN)
_ZONES_DIFFER = timedelta(days=2)


@dataclass(slots=True)
class Told:
    """The turns of each day, and the days on which a patient was nudged, oldest first."""

    turns: dict[tuple[int, date], set[str]] = field(default_factory=dict)
    nudges: dict[int, list[date]] = field(default_factory=dict)

    def turns_on(self, patient_id: int, day: date) -> Collection[str]:
        """Return the keys of the turns of which this patient was reminded on ``day``."""
        return self.turns.get((patient_id, day), ())

    def nudged_on(self, patient_id: int) -> list[date]:
        """Return the days on which this patient was nudged; a new one may be added."""
        return self.nudges.setdefault(patient_id, [])


def told_before(*, patients: Collection[int], first_on: date) -> Told:
    """Return what these patients were reminded of since ``first_on``; one query.

    Nudges are known from as long before as they count against the next one.
    """
    since = datetime.combine(first_on, time(), tzinfo=UTC) - _ZONES_DIFFER
    rows = (
        Message.objects.filter(
            patient_id__in=patients,
            channel=Via.EMAIL,
            state__in=_GOES_OUT,
            kind__in=(MessageKind.EXERCISE_REMINDER, MessageKind.NUDGE),
            due_at__gte=since - timedelta(days=LONGEST_LIMIT),
        )
        .order_by("due_at")
        .values_list("kind", "patient_id", "facts")
    )
    told = Told()
    for kind, patient_id, facts in rows:
        assert patient_id is not None  # noqa: S101 - every reminder is about a patient
        day = date.fromisoformat(facts["day"])
        if kind == MessageKind.NUDGE:
            told.nudged_on(patient_id).append(day)
        elif day >= first_on:
            told.turns.setdefault((patient_id, day), set()).update(facts.get("turns", ()))
    return told
