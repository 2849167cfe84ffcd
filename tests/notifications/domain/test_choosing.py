"""Each topic has its own switch over each channel; none of them is a master switch."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.choosing import (
    CHOOSABLE,
    after_switching,
    is_on,
    length_of,
    switches_of,
    topics_for,
)
from notifications.domain.kind import MessageKind, Topic, Via
from notifications.domain.timing import QuietHours
from notifications.domain.wishes import Wishes

SWITCHES = [(topic, via) for topic in Topic for via in CHOOSABLE]

some_wishes = st.builds(
    Wishes,
    declined=st.frozensets(st.sampled_from(SWITCHES)),
    weekly_summary=st.booleans(),
)
some_switching = st.dictionaries(st.sampled_from(SWITCHES), st.booleans())


@given(wishes=some_wishes, asked=some_switching)
def test_what_was_asked_for_is_so_and_nothing_else_changes(
    wishes: Wishes, asked: dict[tuple[Topic, Via], bool]
) -> None:
    after = after_switching(wishes, asked)

    for switch in SWITCHES:
        assert is_on(after, switch) == asked.get(switch, is_on(wishes, switch))


@given(wishes=some_wishes, asked=some_switching)
def test_switching_twice_is_switching_once(
    wishes: Wishes, asked: dict[tuple[Topic, Via], bool]
) -> None:
    after = after_switching(wishes, asked)

    assert after_switching(after, asked) == after


def test_with_everything_off_what_concerns_safety_still_comes() -> None:
    silent = after_switching(Wishes(), dict.fromkeys(SWITCHES, False))

    calls = [kind for kind in MessageKind if kind.calls_a_human] + [MessageKind.QUESTION]

    assert all(silent.want(kind, via) for kind in calls for via in Via)


def test_with_everything_off_the_inbox_is_still_written() -> None:
    silent = after_switching(Wishes(), dict.fromkeys(SWITCHES, False))

    assert all(silent.want(kind, Via.INBOX) for kind in MessageKind)


def test_a_summary_turned_off_altogether_is_declined_too() -> None:
    """So that one that was written before goes out over no channel."""
    wanted = Wishes(weekly_summary=True)
    off = {(Topic.WEEKLY_SUMMARY, via): False for via in CHOOSABLE}

    after = after_switching(wanted, off)

    assert not after.weekly_summary
    assert not any(after.want(MessageKind.WEEKLY_SUMMARY, via) for via in CHOOSABLE)


@pytest.mark.parametrize("role", ["patient", "physiotherapist", "staff"])
def test_every_role_has_switches_of_its_own_topics(role: str) -> None:
    switches = switches_of(Wishes(), role)

    assert {topic for topic, _via in switches} == set(topics_for(role))
    assert {via for _topic, via in switches} == set(CHOOSABLE)


def test_no_topic_is_left_without_somebody_who_can_decline_it() -> None:
    roles = ("patient", "physiotherapist", "staff")

    assert {topic for role in roles for topic in topics_for(role)} == set(Topic)


@pytest.mark.parametrize(
    ("starts", "ends", "hours"),
    [
        (time(22), time(7), 9),
        (time(7), time(22), 15),
        (time(8), time(8), 0),
        (time(0), time(6, 30), 6.5),
    ],
)
def test_quiet_hours_last_from_one_end_to_the_other(starts: time, ends: time, hours: float) -> None:
    assert length_of(QuietHours(starts, ends)) == timedelta(hours=hours)
