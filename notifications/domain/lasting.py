"""Until when a piece of news is worth telling."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from notifications.domain.kind import MessageKind
from plans.domain.days import ONE_DAY, local_day, midnight

_LASTS: Mapping[MessageKind, timedelta] = MappingProxyType(
    {
        # After three days without an answer silence has decided (DEF-3).
        MessageKind.QUESTION: timedelta(days=3),
        # What a patient has seen in the plan for days is no news; clinic's choice.
        MessageKind.PHASE_OPENED: timedelta(days=3),
        MessageKind.PLAN_CHANGED: timedelta(days=3),
        MessageKind.PLAN_PAUSED: timedelta(days=3),
        MessageKind.GATE_MET: timedelta(days=7),
    }
)


def worthless_at(
    kind: MessageKind, due_at: datetime, zone: ZoneInfo, *, same_day: bool = False
) -> datetime | None:
    """Return from when on news that is due at ``due_at`` is told no more (UTC).

    ``same_day`` is for what belongs to one day of the patient; so does that a plan goes on. What
    calls for a human has no end: it is told as long as what it is about is open.
    """
    if same_day or kind is MessageKind.PLAN_RESUMED:
        return midnight(local_day(due_at, zone) + ONE_DAY, zone)
    lasts = _LASTS.get(kind)
    return None if lasts is None else due_at + lasts
