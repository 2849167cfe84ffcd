"""What follows from an attempt to send."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from notifications.domain.attempt import (
    MOST_INTERRUPTIONS,
    RETRY_AFTER,
    Outcome,
    Step,
    after_interruption,
    next_step,
)
from notifications.domain.kind import MessageKind
from notifications.domain.state import Reason, State

NOW = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)


def _step(
    outcome: Outcome,
    kind: MessageKind = MessageKind.EXERCISE_REMINDER,
    *,
    attempt: int = 1,
    before: bool = False,
) -> Step:
    return next_step(outcome, kind=kind, attempt=attempt, was_unknown_before=before, now=NOW)


def test_sent_is_sent() -> None:
    assert _step(Outcome.SENT) == Step(State.SENT)


def test_a_refusal_for_good_is_never_tried_again() -> None:
    assert _step(Outcome.PERMANENT) == Step(State.FAILED, Reason.REFUSED)


@pytest.mark.parametrize(
    ("attempt", "minutes"), [(1, 5), (2, 15), (3, 30), (4, 60), (5, 120), (6, 120), (40, 120)]
)
def test_a_refusal_for_now_is_tried_again_ever_later(attempt: int, minutes: int) -> None:
    step = _step(Outcome.TEMPORARY, attempt=attempt)

    assert step == Step(State.PENDING, not_before=NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "kind",
    [
        MessageKind.EXERCISE_REMINDER,
        MessageKind.LOG_REMINDER,
        MessageKind.QUESTION,
        MessageKind.GATE_MET,
    ],
)
def test_a_reminder_that_may_have_arrived_is_not_sent_again(kind: MessageKind) -> None:
    assert _step(Outcome.UNKNOWN, kind) == Step(State.UNKNOWN, Reason.NO_ANSWER)


@pytest.mark.parametrize("kind", [MessageKind.REFERRAL, MessageKind.ALERT, MessageKind.TASK])
def test_what_calls_for_a_human_is_sent_once_more(kind: MessageKind) -> None:
    assert _step(Outcome.UNKNOWN, kind) == Step(State.PENDING, not_before=NOW + RETRY_AFTER[0])
    assert _step(Outcome.UNKNOWN, kind, before=True) == Step(State.UNKNOWN, Reason.NO_ANSWER)


def test_a_server_that_says_how_long_to_wait_is_believed() -> None:
    step = next_step(
        Outcome.TEMPORARY,
        kind=MessageKind.EXERCISE_REMINDER,
        attempt=3,
        was_unknown_before=False,
        now=NOW,
        wait=timedelta(seconds=90),
    )

    assert step == Step(State.PENDING, not_before=NOW + timedelta(seconds=90))


def test_a_server_that_cannot_be_reached_says_nothing_about_the_message() -> None:
    assert _step(Outcome.UNREACHABLE, attempt=40) == Step(State.PENDING)


def test_what_nobody_can_handle_is_set_aside_in_the_end() -> None:
    steps = [after_interruption(times, NOW).state for times in range(1, MOST_INTERRUPTIONS + 1)]

    assert steps == [State.PENDING] * (MOST_INTERRUPTIONS - 1) + [State.FAILED]
    assert after_interruption(MOST_INTERRUPTIONS, NOW).reason is Reason.INTERRUPTED
