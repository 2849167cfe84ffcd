"""Which of several things that fired comes first (DEF-17)."""

from __future__ import annotations

from enum import IntEnum

from plans.domain.rule import Addressee, Urgency


class Priority(IntEnum):
    """From what cannot wait to what is only worth knowing."""

    EMERGENCY = 0
    GP_NOW = 1
    PHYSIO_NOW = 2
    PHYSIO = 3
    WHEN_IT_SUITS = 4
    STEP_BACK = 5
    INFO = 6


def priority_of(to: Addressee | str, urgency: Urgency | str) -> Priority:
    """Rank a referral by whom it calls and how soon."""
    if to == "emergency":
        return Priority.EMERGENCY
    if to == "gp":
        return Priority.GP_NOW
    return _OF_PHYSIOTHERAPIST[urgency]


_OF_PHYSIOTHERAPIST = {
    "immediate": Priority.PHYSIO_NOW,
    "important": Priority.PHYSIO_NOW,
    "contact": Priority.PHYSIO,
    "may": Priority.WHEN_IT_SUITS,
}
