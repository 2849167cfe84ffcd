"""One message that nobody survives, and some that cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime

from notifications.domain.attempt import MOST_INTERRUPTIONS
from notifications.domain.kind import MessageKind, Via
from notifications.domain.state import Reason, State
from notifications.models import Message
from notifications.services.rounds import plan_round
from tests.faults.crowd import MINUTE, make_crowd
from tests.faults.figures import Figures
from tests.faults.oracle import Due, compare
from tests.faults.stage import Stage
from tests.faults.talking import Workers

_MINUTES = 40


def end_the_worker(stage: Stage, figures: Figures) -> None:
    """Let one message end every worker that handles it; it is set aside after the fifth."""
    due, began = _planned(stage)
    deadly = Message.objects.filter(kind=MessageKind.EXERCISE_REMINDER, channel=Via.EMAIL)[0]
    workers = Workers(stage.programs, stage.folder, arguments=("--deadly", deadly.message_id))
    figures.seconds = _let_time_pass(stage, workers, began, (deadly,))
    figures.times = workers.falls
    figures.must(
        workers.falls == MOST_INTERRUPTIONS,
        f"it ended {workers.falls} workers, not {MOST_INTERRUPTIONS}",
    )
    _judge(stage, figures, due, (deadly,))


def be_unreadable(stage: Stage, figures: Figures) -> None:
    """Let three messages hold nonsense, so that finding their words fails each time."""
    due, began = _planned(stage)
    rows = Message.objects.filter(kind=MessageKind.LOG_REMINDER, channel=Via.EMAIL)
    broken = tuple(rows.order_by("pk")[:3])
    for message, facts in zip(broken, ({}, {"day": "never"}, {"day": 7}), strict=True):
        Message.objects.filter(pk=message.pk).update(facts=facts)
    workers = Workers(stage.programs, stage.folder)
    figures.seconds = _let_time_pass(stage, workers, began, broken)
    figures.times = len(broken)
    figures.must(workers.falls == 0, f"{workers.falls} workers fell")
    _judge(stage, figures, due, broken)


def _planned(stage: Stage) -> tuple[list[Due], datetime]:
    """Write all that is due into the ledger; nothing has been sent."""
    began = datetime.now(UTC).replace(second=0, microsecond=0)
    due = make_crowd(25 if stage.is_short else 100, now=began, referrals=10)
    while plan_round(now=began):
        pass
    stage.mail.start()
    return due, began


def _let_time_pass(
    stage: Stage, workers: Workers, began: datetime, bad: tuple[Message, ...]
) -> float:
    """Go on by the minute until the bad ones are set aside; return after how many seconds."""
    numbers = [message.pk for message in bad]
    waits = Message.objects.filter(pk__in=numbers, settled_at__isnull=True)
    at = began
    while waits.exists() and at < began + _MINUTES * MINUTE:
        stage.mail.behave(clock=at)
        workers.all_at(at)
        at += MINUTE
    return (at - began).total_seconds()


def _judge(stage: Stage, figures: Figures, due: list[Due], bad: tuple[Message, ...]) -> None:
    for message in bad:
        key = _key(message)
        due = [item for item in due if item.key != key]
        message.refresh_from_db()
        is_set_aside = (message.state, message.reason) == (State.FAILED, Reason.INTERRUPTED)
        figures.must(is_set_aside, f"one is {message.state} ({message.reason}), not set aside")
    others = Message.objects.filter(settled_at__isnull=True)
    figures.must(not others.exists(), f"{others.count()} others still wait")
    compare(figures, due, stage.mail.came(), slack=MINUTE)
    figures.judge(most_raw=0)


def _key(message: Message) -> tuple[str, ...]:
    """Name the message as the rules do; its facts in memory are those from before."""
    assert message.recipient is not None
    facts = message.facts
    return (message.kind, message.recipient.email, f"{facts['day']} {facts['moment']}")
