"""Was a milestone reached in time? Such as: the build-up to sport is under way (DEF-5)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from plans.domain.log import AnswerReport, latest_answer
from plans.domain.rule import MilestoneRule
from plans.domain.rules.window import Window


class Milestone(StrEnum):
    """Whether the milestone was reached when the window closed."""

    ON_TRACK = "on_track"
    CONTACT_PHYSIO = "contact_physio"


def judge_milestone(
    rule: MilestoneRule, answers: Iterable[AnswerReport], window: Window
) -> Milestone:
    """Look at the latest answer for a day of the window; no answer means not reached."""
    answer = latest_answer(answers, rule.question, until=window.last)
    return Milestone.ON_TRACK if answer == rule.answer else Milestone.CONTACT_PHYSIO
