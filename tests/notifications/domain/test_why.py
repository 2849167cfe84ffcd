"""For every moment without a message, and for every message that waits, there is one reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.reminder import Standing
from notifications.domain.state import Reason, State
from notifications.domain.why import (
    SOON,
    PlanSpan,
    Silence,
    Stillness,
    UntoldMoment,
    Wait,
    what_it_waits_for,
    why_nothing,
)

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
LONG_AGO = AT - timedelta(days=60)
PLAN = PlanSpan(AT - timedelta(days=1), DAY - timedelta(days=1), None)
EARLY, LATE = AT - timedelta(hours=2), AT + timedelta(hours=2)
SILENCE = Stillness(was_heard=False, was_asked=True, may_be_said=True)


def moment(
    *,
    now: datetime = LATE,
    plans: tuple[PlanSpan, ...] = (PLAN,),
    standing: Standing = Standing.OPEN,
    planned_until: datetime | None = LATE,
    reason: Reason | None = None,
    first_told_at: datetime | None = LONG_AGO,
    changed_at: datetime | None = None,
    stillness: Stillness | None = None,
    is_stopped: bool = False,
    record_began_at: datetime = LONG_AGO,
) -> UntoldMoment:
    return UntoldMoment(
        day=DAY,
        at=AT,
        now=now,
        record_began_at=record_began_at,
        plans=plans,
        standing=standing,
        is_stopped=is_stopped,
        reason=reason,
        planned_until=planned_until,
        first_told_at=first_told_at,
        changed_at=changed_at,
        stillness=stillness,
    )


NOTHING = Standing.NOTHING


@pytest.mark.parametrize(
    ("untold", "silence"),
    [
        (moment(record_began_at=LATE), Silence.NO_RECORD),
        (moment(standing=NOTHING, plans=()), Silence.NO_PLAN),
        (
            moment(standing=NOTHING, plans=(PlanSpan(LONG_AGO, date(2026, 3, 3), None),)),
            Silence.NOT_BEGUN,
        ),
        (
            moment(standing=NOTHING, plans=(PlanSpan(LONG_AGO, date(2026, 2, 1), DAY),)),
            Silence.ENDED,
        ),
        (moment(standing=NOTHING, is_stopped=True), Silence.STOPPED),
        (moment(standing=NOTHING), Silence.NOTHING_ASKED),
        (moment(now=EARLY), Silence.AHEAD),
        (moment(now=EARLY, stillness=SILENCE), Silence.AHEAD_AFTER_SILENCE),
        (moment(now=EARLY, reason=Reason.QUIET_HOURS), Silence.AHEAD_BUT),
        (moment(stillness=SILENCE, standing=Standing.PAUSED), Silence.PAUSED),
        (moment(stillness=SILENCE, standing=Standing.DONE), Silence.HEARD),
        (
            moment(stillness=Stillness(was_heard=True, was_asked=True, may_be_said=True)),
            Silence.HEARD,
        ),
        (
            moment(stillness=Stillness(was_heard=False, was_asked=False, may_be_said=True)),
            Silence.NOT_ASKED_LONG_ENOUGH,
        ),
        (
            moment(stillness=Stillness(was_heard=False, was_asked=True, may_be_said=False)),
            Silence.NUDGED_ENOUGH,
        ),
        (moment(plans=(PlanSpan(LATE, DAY, None),)), Silence.PLAN_CAME_LATER),
        (moment(now=AT + SOON, planned_until=EARLY), Silence.NOW),
        (moment(planned_until=EARLY), Silence.OVERDUE),
        (moment(planned_until=None), Silence.OVERDUE),
        (moment(first_told_at=LATE, changed_at=LATE), Silence.BEFORE_LEDGER),
        (moment(first_told_at=None), Silence.BEFORE_LEDGER),
        (moment(changed_at=AT + timedelta(hours=1)), Silence.CHANGED_SINCE),
        (moment(changed_at=EARLY), Silence.STOOD_STILL),
        (moment(), Silence.STOOD_STILL),
    ],
)
def test_the_reason_is_the_first_that_holds(untold: UntoldMoment, silence: Silence) -> None:
    assert why_nothing(untold) is silence


INSTANTS = st.sampled_from([LONG_AGO, EARLY, AT, AT + SOON, LATE])
DAYS = st.sampled_from([DAY - timedelta(days=9), DAY, DAY + timedelta(days=9)])
SPANS = st.builds(PlanSpan, INSTANTS, DAYS, st.none() | DAYS)
STILLNESS = st.builds(Stillness, st.booleans(), st.booleans(), st.booleans())


@given(
    st.builds(
        UntoldMoment,
        day=st.just(DAY),
        at=st.just(AT),
        now=INSTANTS,
        record_began_at=INSTANTS,
        plans=st.lists(SPANS, max_size=3),
        standing=st.sampled_from(Standing),
        is_stopped=st.booleans(),
        reason=st.none() | st.sampled_from(Reason),
        planned_until=st.none() | INSTANTS,
        first_told_at=st.none() | INSTANTS,
        changed_at=st.none() | INSTANTS,
        stillness=st.none() | STILLNESS,
    )
)
def test_whatever_is_known_there_is_a_reason(untold: UntoldMoment) -> None:
    silence = why_nothing(untold)

    assert silence in Silence
    is_ahead = silence in {Silence.AHEAD, Silence.AHEAD_AFTER_SILENCE, Silence.AHEAD_BUT}
    assert not is_ahead or untold.at > untold.now


@pytest.mark.parametrize(
    ("state", "due_at", "lease_until", "wait"),
    [
        (State.PENDING, LATE, None, Wait.MOMENT),
        (State.PENDING, EARLY, None, Wait.TURN),
        (State.PENDING, EARLY, EARLY, Wait.TURN),
        (State.PENDING, EARLY, LATE, Wait.RETRY),
        (State.SENDING, EARLY, LATE, Wait.ANSWER),
        (State.SENDING, EARLY, AT, Wait.RESCUE),
    ],
)
def test_what_a_message_waits_for(
    state: State, due_at: datetime, lease_until: datetime | None, wait: Wait
) -> None:
    assert what_it_waits_for(state, due_at=due_at, lease_until=lease_until, now=AT) is wait


def test_a_message_waits_for_a_channel_that_does_not_answer() -> None:
    for closed_until, wait in ((LATE, Wait.CHANNEL), (EARLY, Wait.TURN)):
        found = what_it_waits_for(
            State.PENDING, due_at=EARLY, lease_until=None, now=AT, closed_until=closed_until
        )
        assert found is wait


@given(st.sampled_from(State), INSTANTS, st.none() | INSTANTS)
def test_only_what_is_settled_waits_for_nothing(
    state: State, due_at: datetime, lease_until: datetime | None
) -> None:
    wait = what_it_waits_for(state, due_at=due_at, lease_until=lease_until, now=AT)

    assert (wait is None) == (state not in {State.PENDING, State.SENDING})
