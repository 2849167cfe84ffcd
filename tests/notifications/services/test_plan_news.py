"""A patient hears what somebody else changed about the plan, once and as it stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from notifications.domain.kind import MessageKind
from notifications.domain.state import Reason
from notifications.models import Message, Preference
from notifications.selectors.plan_news import plan_words, why_not_to_tell
from notifications.services.handover import hand_over_events
from plans.domain.change import (
    Change,
    ExtendPhase,
    MovePlan,
    OpenPhase,
    PausePlan,
    RemoveExercise,
    ResumePlan,
)
from plans.models import Patient, Plan, User
from plans.selectors.catalogue import published_protocol
from plans.services.changing import change_plan
from plans.services.ending import complete_recovery, end_plan
from plans.services.history import the_program
from plans.services.starting import switch_plan
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import become_ready, mails

pytestmark = pytest.mark.usefixtures("catalogue")

START = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
NIGHT = datetime(2026, 3, 2, 23, tzinfo=UTC)
MORNING = datetime(2026, 3, 3, 6, tzinfo=UTC)
SOON = timedelta(minutes=10)


@pytest.fixture
def plan(patient: Patient) -> Plan:
    """A plan whose start was told already."""
    plan = start_demo_plan(patient, "achilles-treatment", starts_on=START, now=NOON)
    hand_over_events(now=NOON)
    _settle_all()
    return plan


def _settle_all() -> None:
    """Let everything that waits have been sent."""
    waiting = Message.objects.filter(settled_at__isnull=True)
    waiting.update(state="sent", settled_at=NOON)


def _change(plan: Plan, change: Change, by: User, now: datetime) -> None:
    change_plan(plan=plan, change=change, by=by, now=now, reason="griep")


def _told(now: datetime) -> list[Message]:
    """What is told by mail of what has just happened."""
    before = set(mails().values_list("pk", flat=True))
    hand_over_events(now=now)
    return list(mails().exclude(pk__in=before).order_by("pk"))


def _words(message: Message, language: str = "nl") -> dict[str, str]:
    return plan_words(MessageKind(message.kind), message.facts, language)


def _why_not(message: Message, now: datetime) -> Reason | None:
    return why_not_to_tell(MessageKind(message.kind), message.facts["plan"], message.facts, now=now)


def test_a_new_plan_is_told_with_its_first_day(patient: Patient) -> None:
    plan = start_demo_plan(patient, starts_on=START, now=NOON)

    (message,) = _told(NOON)

    assert (message.kind, message.to) == ("plan_changed", "patient")
    assert (message.recipient_id, message.plan_id) == (patient.user_id, plan.pk)
    assert message.due_at == NOON + SOON
    assert message.expires_at == NOON + SOON + timedelta(days=3)
    assert Message.objects.get(channel="inbox").due_at == NOON
    assert _words(message) == {"change": "started", "starts_on": "2 maart 2026"}
    assert _words(message, "en") == {"change": "started", "starts_on": "2 March 2026"}
    assert _why_not(message, NOON + SOON) is None


def test_news_waits_for_the_morning(patient: Patient) -> None:
    start_demo_plan(patient, starts_on=START, now=NIGHT)

    (message,) = _told(NIGHT)

    assert message.due_at == MORNING


def test_several_changes_in_a_row_are_told_as_the_weightiest(
    plan: Plan, physiotherapist: User
) -> None:
    key = plan.prescriptions.order_by("pk")[0].key
    later = NOON + timedelta(days=1)
    _change(
        plan, RemoveExercise(prescription=key, from_on=date(2026, 3, 5)), physiotherapist, later
    )
    (message,) = _told(later)
    _change(plan, MovePlan(starts_on=date(2026, 3, 9)), physiotherapist, later + SOON / 2)
    _change(plan, ExtendPhase(phase="relative_rest", days=3), physiotherapist, later + SOON / 2)

    assert _told(later + SOON / 2) == []

    assert _words(message) == {"change": "moved", "starts_on": "9 maart 2026"}
    assert Message.objects.filter(kind="plan_changed", facts__change="moved").count() == 0


def test_a_change_after_that_is_told_anew(plan: Plan, physiotherapist: User) -> None:
    for days in (1, 2):
        later = NOON + timedelta(days=days)
        _change(plan, ExtendPhase(phase="relative_rest", days=1), physiotherapist, later)

        (message,) = _told(later)

        assert _words(message) == {"change": "extended"}
        _settle_all()


def test_a_switch_is_one_message_about_the_new_plan(plan: Plan, physiotherapist: User) -> None:
    later = NOON + timedelta(days=7)
    after = switch_plan(
        plan=plan,
        version=published_protocol("achilles-self-care"),
        by=physiotherapist,
        now=later,
    )

    (message,) = _told(later)

    assert message.plan_id == after.pk
    assert _words(message) == {"change": "switched", "starts_on": "9 maart 2026"}


def test_a_plan_that_is_ended_is_told_although_a_change_of_it_waits(
    plan: Plan, physiotherapist: User
) -> None:
    later = NOON + timedelta(days=1)
    _change(plan, ExtendPhase(phase="relative_rest", days=1), physiotherapist, later)
    (changed,) = _told(later)
    end_plan(plan=plan, outcome="stopped", by=physiotherapist, now=later, reason="verhuisd")

    (ended,) = _told(later)

    assert _words(ended) == {"change": "ended"}
    assert _why_not(ended, later) is None
    assert _why_not(changed, later) is Reason.NOT_DUE


def test_recovery_is_told_and_its_follow_up_is_not(plan: Plan) -> None:
    later = NOON + timedelta(days=60)
    complete_recovery(plan=plan, by=the_program(), now=later)

    (message,) = _told(later)

    assert _words(message) == {"change": "recovered"}
    follow_up = Plan.objects.get(continues=plan)
    complete_recovery(plan=follow_up, by=the_program(), now=later + timedelta(days=90))
    assert _told(later + timedelta(days=90)) == []


def test_a_phase_that_was_opened_is_told_at_once(patient: Patient, physiotherapist: User) -> None:
    plan, midnight = become_ready(patient, "achilles-treatment")
    hand_over_events(now=midnight)
    at = midnight + timedelta(hours=9)
    _change(plan, OpenPhase(phase="build_up"), physiotherapist, at)

    (message,) = (row for row in _told(at) if row.kind == "phase_opened")

    assert message.due_at == at
    assert _words(message) == {"phase": "Opbouw"}
    assert _words(message, "en") == {"phase": "Build-up"}
    assert _why_not(message, at) is None
    assert (
        why_not_to_tell(MessageKind.PHASE_OPENED, plan.pk, {"phase": "relative_rest"}, now=at)
        is Reason.NOT_DUE
    )


def test_who_opened_the_phase_need_not_be_told(patient: Patient) -> None:
    plan, midnight = become_ready(patient)
    at = midnight + timedelta(hours=9)
    _change(plan, OpenPhase(phase="build_up"), patient.user, at)

    hand_over_events(now=at)

    assert not Message.objects.filter(kind="phase_opened").exists()


def test_a_pause_is_told_and_that_it_is_over_on_the_morning_of_that_day(
    plan: Plan, physiotherapist: User
) -> None:
    _change(plan, PausePlan(until_on=date(2026, 3, 6)), physiotherapist, NOON)

    paused, resumed = _told(NOON)

    assert (paused.kind, paused.due_at) == ("plan_paused", NOON)
    assert _words(paused) == {"until_on": "6 maart 2026"}
    assert _why_not(paused, NOON) is None
    assert _why_not(paused, NOON + timedelta(days=4)) is Reason.NOT_DUE
    back_at = datetime(2026, 3, 6, 6, tzinfo=UTC)
    assert (resumed.kind, resumed.due_at) == ("plan_resumed", back_at)
    assert resumed.expires_at == datetime(2026, 3, 6, 23, tzinfo=UTC)
    assert {row.due_at for row in Message.objects.filter(kind="plan_resumed")} == {back_at}
    assert _words(resumed) == {}
    assert _why_not(resumed, back_at) is None


def test_a_pause_that_begins_later_is_told_when_it_begins(
    plan: Plan, physiotherapist: User
) -> None:
    pause = PausePlan(from_on=date(2026, 3, 10), until_on=date(2026, 3, 12))
    _change(plan, pause, physiotherapist, NOON)

    paused, _ = _told(NOON)

    assert paused.due_at == datetime(2026, 3, 10, 6, tzinfo=UTC)
    assert _why_not(paused, paused.due_at) is None


def test_who_pauses_the_own_plan_is_told_only_that_it_goes_on(plan: Plan, patient: Patient) -> None:
    Preference.objects.create(user=patient.user, quiet_from=time(0), quiet_until=time(0))
    _change(plan, PausePlan(until_on=date(2026, 3, 6)), patient.user, NOON)

    (resumed,) = _told(NOON)

    assert (resumed.kind, resumed.due_at) == (
        "plan_resumed",
        datetime(2026, 3, 6, 6, tzinfo=UTC),
    )


def test_a_pause_that_is_cut_short_is_over_once(plan: Plan, physiotherapist: User) -> None:
    _change(plan, PausePlan(until_on=date(2026, 3, 6)), physiotherapist, NOON)
    _, runs_out = _told(NOON)
    at = NOON + timedelta(days=2)
    _change(plan, ResumePlan(), physiotherapist, at)

    (resumed,) = _told(at)

    assert (resumed.kind, resumed.due_at) == ("plan_resumed", at)
    assert _why_not(resumed, at) is None
    assert _why_not(runs_out, runs_out.due_at) is Reason.NOT_DUE


def test_that_a_plan_goes_on_is_not_told_while_it_is_paused_again(
    plan: Plan, physiotherapist: User
) -> None:
    _change(plan, PausePlan(until_on=date(2026, 3, 6)), physiotherapist, NOON)
    _, runs_out = _told(NOON)
    again = PausePlan(from_on=date(2026, 3, 6), until_on=date(2026, 3, 9))
    _change(plan, again, physiotherapist, NOON)

    assert _why_not(runs_out, runs_out.due_at) is Reason.NOT_DUE


def test_who_takes_up_the_own_plan_again_knows(plan: Plan, patient: Patient) -> None:
    _change(plan, PausePlan(until_on=date(2026, 3, 6)), patient.user, NOON)
    hand_over_events(now=NOON)
    _change(plan, ResumePlan(), patient.user, NOON + timedelta(days=1))

    assert _told(NOON + timedelta(days=1)) == []


def test_news_that_is_days_old_is_kept_as_too_late(patient: Patient) -> None:
    start_demo_plan(patient, starts_on=START, now=NOON)

    (message,) = _told(NOON + timedelta(days=4))

    assert (message.state, message.reason) == ("expired", "expired")
    assert Message.objects.count() == 1
