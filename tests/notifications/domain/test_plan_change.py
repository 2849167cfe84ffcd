"""Of several changes the one that matters most is told."""

from __future__ import annotations

from notifications.domain.plan_change import weightiest
from plans.domain.event import EventKind


def test_the_weightiest_change_is_told_of_all() -> None:
    moved_and_tailored = {EventKind.PLAN_TAILORED, EventKind.PLAN_MOVED, EventKind.PAIN_LOGGED}

    assert weightiest(moved_and_tailored, "tailored") == "moved"
    assert weightiest({EventKind.PLAN_STARTED, EventKind.PLAN_SWITCHED}, "started") == "switched"


def test_without_any_change_the_first_word_stands() -> None:
    assert weightiest({EventKind.PLAN_ENDED}, "tailored") == "tailored"
