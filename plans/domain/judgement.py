"""What one rule found over one window: the outcome, the numbers, and what it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plans.domain.rule import Rule

Evidence = Mapping[str, object]
"""What a verdict rests on, as JSON: days as ISO dates, exact numbers as fractions (``17/4``)."""


class Basis(StrEnum):
    """What decided: the scores, the patient's answer, or the lack of one."""

    SCORES = "scores"
    ANSWER = "answer"
    SILENCE = "silence"
    UNDECIDED = "undecided"


class Outcome(StrEnum):
    """The verdicts that rules of several kinds share."""

    OK = "ok"
    ON_TRACK = "on_track"
    CONTACT_PHYSIO = "contact_physio"
    GP_NOW = "gp_now"
    EMERGENCY = "emergency"
    CHECK_NEEDED = "check_needed"
    INSUFFICIENT_DATA = "insufficient_data"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One rule over one window.

    ``fires`` says that somebody has to look; ``asks`` names the questions that the patient still
    has to answer before that is known. ``is_final`` closes the rule for good (DEF-2b), once the
    day ``settles_on`` (the one after the window unless said) can no longer change. ``is_daily``
    marks one of a row of days of which only the changes are worth keeping.
    """

    rule: Rule
    first: date
    last: date
    outcome: str
    fires: bool
    basis: Basis
    evidence: Evidence
    asks: tuple[str, ...] = ()
    is_final: bool = False
    is_daily: bool = False
    settles_on: date | None = None


def call(rule: Rule) -> Outcome:
    """Name the verdict that sends the patient where ``rule`` says."""
    return _CALLS[rule.to]


_CALLS = {
    "physiotherapist": Outcome.CONTACT_PHYSIO,
    "gp": Outcome.GP_NOW,
    "emergency": Outcome.EMERGENCY,
}
