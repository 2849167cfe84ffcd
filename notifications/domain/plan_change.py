"""What can be changed about a plan, in the order of what a patient must know most."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from plans.domain.event import EventKind

CHANGES: Mapping[EventKind, str] = MappingProxyType(
    {
        EventKind.PLAN_SWITCHED: "switched",
        EventKind.PLAN_STARTED: "started",
        EventKind.PLAN_MOVED: "moved",
        EventKind.PHASE_EXTENDED: "extended",
        EventKind.PLAN_TAILORED: "tailored",
    }
)
"""The weightiest first: several changes in a row are told as the weightiest of them."""

ENDINGS = frozenset({"ended", "recovered"})
"""The changes after which there is no plan any more."""

NAMES_A_DAY = frozenset({"switched", "started", "moved"})
"""The changes that are told with the day on which the plan begins."""


def weightiest(kinds: Collection[EventKind], otherwise: str) -> str:
    """Return the change that is told of all that happened; ``otherwise`` if none is among them."""
    return next((change for kind, change in CHANGES.items() if kind in kinds), otherwise)
