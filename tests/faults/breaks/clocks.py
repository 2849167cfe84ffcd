"""Clocks: the days on which they change, at high speed, and one that is two hours behind."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from time import sleep
from zoneinfo import ZoneInfo

from notifications.domain.kind import MessageKind
from notifications.models import Preference
from plans.models import Patient
from tests.faults.crowd import make_crowd, make_patient_in, set_clocks
from tests.faults.figures import Figures
from tests.faults.oracle import Due, all_came, compare, due_reminders
from tests.faults.running import wait_until
from tests.faults.sinks.taken import Arrival
from tests.faults.stage import Stage
from tests.faults.talking import Workers

_HOUR = timedelta(hours=1)
_STARTED_ON = date(2026, 9, 20)


@dataclass(frozen=True, slots=True)
class _Change:
    """A day on which the clock changes somewhere; the moments lie around the change."""

    zone: str
    on: date


_CHANGES = (
    _Change("Australia/Lord_Howe", date(2026, 10, 4)),
    _Change("Europe/Amsterdam", date(2026, 10, 25)),
    _Change("America/New_York", date(2026, 11, 1)),
    _Change("America/New_York", date(2027, 3, 14)),
    _Change("Europe/Amsterdam", date(2027, 3, 28)),
    _Change("Australia/Lord_Howe", date(2027, 4, 4)),
)
_ZONES = ("Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")

_MOMENTS = (
    (time(2, 30), time(8), time(20)),
    (time(1, 30), time(2), time(3)),
    (time(2, 15), time(2, 59), time(7, 30)),
)
"""In the gap of one zone or another, and in the hour that comes twice; half an hour apart or more,
because a reminder is of use until the next moment."""

_LOG_AT = (time(2, 10), time(1, 30), time(21))


def change_the_clocks(stage: Stage, figures: Figures) -> None:
    """Live through each change with two workers, in steps of a few minutes."""
    _people()
    stage.mail.start()
    workers = Workers(stage.programs, stage.folder)
    due: list[Due] = []
    changes = _CHANGES[4:5] if stage.is_short else _CHANGES
    for change in changes:
        began = datetime.combine(change.on, time(), tzinfo=ZoneInfo(change.zone)).astimezone(UTC)
        ends = began + 26 * _HOUR
        began -= _HOUR
        set_clocks(planned_until=began, next_due_at=began)
        due += due_reminders(after=began, until=ends)
        _live(stage, workers, began, ends, most=25)
        figures.times += 1
    came = stage.mail.came()
    compare(figures, due, came, slack=timedelta(minutes=1))
    figures.must(workers.falls == 0, f"{workers.falls} workers fell")
    for change in changes:
        _one_question_a_day(figures, change, came, due)
    figures.judge(most_raw=0)


def _people() -> None:
    """Make three patients in each zone who mind no hour of the day."""
    for zone in _ZONES:
        for moments, log_at in zip(_MOMENTS, _LOG_AT, strict=True):
            make_patient_in(zone, moments, log_at, starts_on=_STARTED_ON)
    Preference.objects.bulk_create(
        [
            Preference(user_id=user_id, quiet_from=time(0), quiet_until=time(0))
            for user_id in Patient.objects.values_list("user_id", flat=True)
        ]
    )


def _live(stage: Stage, workers: Workers, began: datetime, ends: datetime, *, most: int) -> None:
    """Let the clock run, in steps of which none is longer than ``most`` minutes."""
    dice = random.Random(began.isoformat())
    at = began
    while at < ends:
        at = min(at + timedelta(minutes=dice.randint(3, most)), ends)
        stage.mail.behave(clock=at)
        workers.all_at(at)


def _one_question_a_day(
    figures: Figures, change: _Change, came: Sequence[Arrival], due: Sequence[Due]
) -> None:
    """Count by the wall calendar, with no rule in between: the score is asked once that day."""
    addresses = {
        patient.user.email
        for patient in Patient.objects.select_related("user").filter(timezone=change.zone)
    }
    asked = Counter(
        item.key[1]
        for item in due
        if item.key[0] == MessageKind.LOG_REMINDER
        and item.key[1] in addresses
        and item.key[2].startswith(change.on.isoformat())
    )
    figures.must(
        asked == Counter(dict.fromkeys(addresses, 1)),
        f"the rules ask for the score of {change.on} in {change.zone} {asked.total()} times",
    )
    zone = ZoneInfo(change.zone)
    that_day = {arrival.to for arrival in came if arrival.at.astimezone(zone).date() == change.on}
    figures.must(addresses <= that_day, f"somebody in {change.zone} heard nothing on {change.on}")


def put_clocks_wrong(stage: Stage, figures: Figures) -> None:
    """Let three loops share the work of which one is two hours behind and one two hours ahead."""
    due = make_crowd(300, now=datetime.now(UTC), referrals=30)
    stage.mail.start()
    stage.mail.behave(seconds=0.01)
    loops = [
        stage.programs.start(
            f"clock{hours:+d}",
            (
                *(sys.executable, "-m", "tests.faults.wrong_clock", str(hours)),
                *("run_due", "--loop", "--every", "0.2"),
            ),
        )
        for hours in (-2, 2, 0)
    ]
    figures.times = 2
    figures.seconds = wait_until(
        "everything due has come",
        lambda: all_came(due, stage.mail.came()),
        seconds=90,
    )
    # Each of them looks a good many times more.
    sleep(4.0)
    for running in loops:
        figures.must(not running.has_ended(), f"{running.log.stem} ended")
    compare(figures, due, stage.mail.came(), slack=timedelta(seconds=30))
    figures.judge(most_raw=0)
