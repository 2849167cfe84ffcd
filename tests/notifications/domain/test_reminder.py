"""Which reminders a day has, and why one is not sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.kind import MessageKind
from notifications.domain.reminder import (
    Rhythm,
    Standing,
    open_turns,
    reminders_between,
    standing,
    suppression,
)
from notifications.domain.state import Reason
from notifications.domain.telling import telling_at
from notifications.domain.timing import QuietHours
from notifications.domain.wishes import Away, Wishes
from plans.domain.agenda import AgendaDay, AgendaItem
from plans.domain.dosage import Dose

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
RHYTHM = Rhythm((time(7, 30), time(20)), time(20, 30), AMSTERDAM)
MORNING = time(7, 30)
NOON = time(12)


@dataclass(frozen=True)
class Day:
    """One plan's day."""

    agenda: AgendaDay
    plan_id: int = 1
    ticks: dict[tuple[str, int], str] = field(default_factory=dict)
    score_logged: bool = False


def _turn(key: str = "build_up-1", turn: int = 1, moment: time | None = MORNING) -> AgendaItem:
    return AgendaItem(key, "heel-raise", Dose(sets=3, reps=15), turn, moment)


def _day(*items: AgendaItem, paused: bool = False, asks_score: bool = True) -> AgendaDay:
    return AgendaDay(date(2026, 3, 2), "build_up", paused, items, (), asks_score)


def _minutes_later(count: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=count)


def test_a_day_has_a_reminder_for_each_moment_one_for_the_score_and_one_for_silence() -> None:
    day = datetime(2026, 3, 1, 23, tzinfo=UTC)

    found = reminders_between(7, RHYTHM, QuietHours(), after=day, until=day + timedelta(days=1))

    assert [(reminder.dedupe_key, reminder.due_at, reminder.expires_at) for reminder in found] == [
        (
            "exercise_reminder:7:2026-03-02:07:30",
            datetime(2026, 3, 2, 6, 30, tzinfo=UTC),
            datetime(2026, 3, 2, 8, 30, tzinfo=UTC),
        ),
        (
            "nudge:7:2026-03-02",
            datetime(2026, 3, 2, 11, tzinfo=UTC),
            datetime(2026, 3, 2, 21, tzinfo=UTC),
        ),
        (
            "exercise_reminder:7:2026-03-02:20:00",
            datetime(2026, 3, 2, 19, tzinfo=UTC),
            datetime(2026, 3, 2, 21, tzinfo=UTC),
        ),
        (
            "log_reminder:7:2026-03-02",
            datetime(2026, 3, 2, 19, 30, tzinfo=UTC),
            datetime(2026, 3, 2, 21, tzinfo=UTC),
        ),
    ]


@given(
    start=st.integers(0, 365 * 24 * 60).map(_minutes_later),
    hours=st.lists(st.integers(1, 60), min_size=1, max_size=8),
)
def test_however_often_one_looks_each_reminder_has_one_key(
    start: datetime, hours: list[int]
) -> None:
    looks = [start]
    for count in hours:
        looks.append(looks[-1] + timedelta(hours=count))

    keys = [
        reminder.dedupe_key
        for after, until in pairwise(looks)
        for reminder in reminders_between(7, RHYTHM, QuietHours(), after=after, until=until)
    ]

    whole = reminders_between(7, RHYTHM, QuietHours(), after=start, until=looks[-1])
    assert keys == [reminder.dedupe_key for reminder in whole]
    assert len(set(keys)) == len(keys)


def test_only_what_stands_at_the_moment_is_asked() -> None:
    plans = [Day(_day(_turn(), _turn("build_up-2", moment=NOON), _turn("build_up-3", moment=None)))]

    assert [turn.item.prescription for turn in open_turns(plans, MORNING)] == ["build_up-1"]
    assert standing(MessageKind.EXERCISE_REMINDER, plans, MORNING) is Standing.OPEN
    assert standing(MessageKind.EXERCISE_REMINDER, plans, time(9)) is Standing.NOTHING


def test_what_is_ticked_off_over_all_plans_is_done() -> None:
    half = [Day(_day(_turn()), ticks={("build_up-1", 1): "full"}), Day(_day(_turn("other-1")))]
    whole = [half[0], Day(_day(_turn("other-1")), ticks={("other-1", 1): "partial"})]

    assert standing(MessageKind.EXERCISE_REMINDER, half, MORNING) is Standing.OPEN
    assert [turn.item.prescription for turn in open_turns(half, MORNING)] == ["other-1"]
    assert standing(MessageKind.EXERCISE_REMINDER, whole, MORNING) is Standing.DONE


def test_a_paused_plan_does_not_silence_another() -> None:
    paused = Day(_day(paused=True, asks_score=False))

    assert standing(MessageKind.EXERCISE_REMINDER, [paused], MORNING) is Standing.PAUSED
    assert standing(MessageKind.LOG_REMINDER, [paused], MORNING) is Standing.PAUSED
    both = [paused, Day(_day(_turn()))]
    assert standing(MessageKind.EXERCISE_REMINDER, both, MORNING) is Standing.OPEN


def test_the_score_is_asked_until_every_plan_has_it() -> None:
    logged, open_ = Day(_day(), score_logged=True), Day(_day())

    assert standing(MessageKind.LOG_REMINDER, [logged, open_], MORNING) is Standing.OPEN
    assert standing(MessageKind.LOG_REMINDER, [logged], MORNING) is Standing.DONE
    assert standing(MessageKind.LOG_REMINDER, [], MORNING) is Standing.NOTHING


def test_a_turn_is_reminded_of_once_however_the_moments_are_moved() -> None:
    plans = [Day(_day(_turn(), _turn("build_up-2")))]

    assert [turn.key for turn in open_turns(plans, MORNING)] == ["1:build_up-1:1", "1:build_up-2:1"]
    some, all_of_them = ["1:build_up-1:1"], ["1:build_up-1:1", "1:build_up-2:1"]
    assert [turn.key for turn in open_turns(plans, MORNING, some)] == ["1:build_up-2:1"]
    kind = MessageKind.EXERCISE_REMINDER
    assert standing(kind, plans, MORNING, some) is Standing.OPEN
    assert standing(kind, plans, MORNING, all_of_them) is Standing.TOLD


def test_a_day_on_which_all_is_done_is_done_also_when_it_was_told() -> None:
    ticked = [Day(_day(_turn()), ticks={("build_up-1", 1): "full"})]

    found = standing(MessageKind.EXERCISE_REMINDER, ticked, MORNING, ["1:build_up-1:1"])

    assert found is Standing.DONE


TODAY = date(2026, 3, 2)
AWAY = Wishes(away=(Away(TODAY, TODAY + timedelta(days=1)),))
RESTS = Wishes(rests_on_holidays=True)


@pytest.mark.parametrize(
    ("found", "wishes", "is_holiday", "walls", "expected"),
    [
        (Standing.OPEN, Wishes(), False, [MORNING], None),
        (Standing.DONE, Wishes(), False, [MORNING], Reason.DONE),
        (Standing.TOLD, Wishes(), False, [MORNING], Reason.ALREADY_TOLD),
        (Standing.PAUSED, Wishes(), False, [MORNING], Reason.PAUSED),
        (Standing.OPEN, Wishes(), False, [time(23)], Reason.QUIET_HOURS),
        (Standing.OPEN, AWAY, False, [MORNING], Reason.AWAY),
        (Standing.OPEN, RESTS, True, [MORNING], Reason.HOLIDAY),
        (Standing.OPEN, RESTS, False, [MORNING], None),
        (Standing.OPEN, Wishes(), True, [MORNING], None),
        # Late: its moment was not in the quiet hours, but now it is quiet.
        (Standing.OPEN, Wishes(), False, [time(21, 30), time(22, 10)], Reason.QUIET_HOURS),
    ],
)
def test_a_reminder_that_is_not_sent_says_why(
    found: Standing, wishes: Wishes, is_holiday: bool, walls: list[time], expected: Reason | None
) -> None:
    reason = suppression(found, wishes, day=TODAY, is_holiday=is_holiday, walls=walls)

    assert reason is expected


def test_what_cannot_wait_is_told_in_the_quiet_hours_too() -> None:
    night = datetime(2026, 3, 2, 23, tzinfo=UTC)

    assert telling_at(night, "immediate", QuietHours(), AMSTERDAM) == night
    morning = datetime(2026, 3, 3, 6, tzinfo=UTC)
    assert telling_at(night, "contact", QuietHours(), AMSTERDAM) == morning


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        # At half past ten in the evening it stays quiet until tomorrow: then it is told at once.
        (datetime(2026, 3, 2, 21, 30, tzinfo=UTC), datetime(2026, 3, 2, 21, 30, tzinfo=UTC)),
        # At three at night the day is still long.
        (datetime(2026, 3, 2, 2, tzinfo=UTC), datetime(2026, 3, 2, 6, tzinfo=UTC)),
        (datetime(2026, 3, 2, 11, tzinfo=UTC), datetime(2026, 3, 2, 11, tzinfo=UTC)),
    ],
)
def test_what_belongs_to_a_day_is_told_on_that_day(asked: datetime, told: datetime) -> None:
    assert telling_at(asked, "", QuietHours(), AMSTERDAM, same_day=True) == told


@given(
    minutes=st.integers(0, 365 * 24 * 60),
    starts=st.times(),
    ends=st.times(),
)
def test_nothing_that_belongs_to_a_day_waits_for_the_next(
    minutes: int, starts: time, ends: time
) -> None:
    asked = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)

    told = telling_at(asked, "", QuietHours(starts, ends), AMSTERDAM, same_day=True)

    assert told >= asked
    assert told.astimezone(AMSTERDAM).date() == asked.astimezone(AMSTERDAM).date()
