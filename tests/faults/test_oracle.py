"""What the fault suite counts: lost, twice, seen twice, too late, and what was never due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from notifications.domain.kind import Via
from notifications.models import Message
from notifications.services.rounds import plan_round
from plans.catalogue.reading import Catalogue
from tests.faults.crowd import make_crowd
from tests.faults.figures import Figures
from tests.faults.oracle import Due, compare
from tests.faults.sinks.taken import Arrival

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


@pytest.fixture
def due(catalogue: Catalogue) -> list[Due]:
    """Two patients with two reminders each, and a referral of one of them; all is planned."""
    found = make_crowd(2, now=NOW, referrals=1)
    plan_round(now=NOW)
    Message.objects.update(attempt=1)
    return found


def _all_of_it() -> list[Arrival]:
    return [
        Arrival(NOW, message.message_id, message.recipient.email, message.kind, message.kind)
        for message in Message.objects.filter(channel=Via.EMAIL).select_related("recipient")
        if message.recipient is not None
    ]


def _compared(due: list[Due], came: list[Arrival]) -> Figures:
    figures = Figures("none", "any", "made up")
    compare(figures, due, came, slack=timedelta(seconds=30))
    return figures


def test_the_rules_and_the_ledger_agree_when_nothing_breaks(due: list[Due]) -> None:
    figures = _compared(due, _all_of_it())

    assert (figures.due, figures.delivered, figures.lost) == (6, 6, 0)
    assert (figures.calls_due, figures.calls_delivered) == (2, 2)
    assert (figures.raw, figures.visible, figures.late) == (0, 0, 0)


def test_what_did_not_come_is_lost(due: list[Due]) -> None:
    assert _compared(due, []).lost == 6


def _again(mail: Arrival) -> Arrival:
    return mail


def _under_another_mark(mail: Arrival) -> Arrival:
    return replace(mail, id="<somebody-else@clinic.example>")


def _much_later(mail: Arrival) -> Arrival:
    return replace(mail, at=NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("change", "raw", "late"), [(_again, 1, 0), (_much_later, 1, 1)], ids=["at once", "late"]
)
def test_the_same_mark_twice_is_one_mail_for_a_reader(
    due: list[Due], change: Callable[[Arrival], Arrival], raw: int, late: int
) -> None:
    came = _all_of_it()
    reminder = next(mail for mail in came if mail.subject == "log_reminder")

    figures = _compared(due, [*came, change(reminder)])

    assert (figures.raw, figures.visible, figures.late) == (raw, 0, late)


def test_the_same_words_under_another_mark_are_seen_twice(due: list[Due]) -> None:
    came = _all_of_it()
    reminder = next(mail for mail in came if mail.subject == "log_reminder")

    figures = _compared(due, [*came, _under_another_mark(reminder)])

    assert figures.raw == 0
    assert figures.visible > 0


def test_a_reminder_that_was_not_due_is_one_too_many(due: list[Due]) -> None:
    without_one = [item for item in due if item.key[0] != "log_reminder"]

    assert _compared(without_one, _all_of_it()).visible == 2
