"""From something that happens to what is seen on a screen, whatever the push service does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from notifications.channels.push import PushChannel
from notifications.domain.kind import Via
from notifications.models import Message, PushSubscription
from notifications.services.compose import plan_reminders
from notifications.services.deliver import deliver_due
from notifications.services.handover import hand_over_events
from notifications.services.screens import add_screen
from plans.models import Patient
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import refer
from tests.servers.push import Browser, PushServer, Reply

pytestmark = pytest.mark.usefixtures("catalogue")

DAY = date(2026, 3, 2)
# Half past seven in the morning in Amsterdam.
MORNING = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
QUICK = PushChannel(timeout=(3, 0.3))


@pytest.fixture
def browser(patient: Patient, push_server: PushServer) -> Browser:
    """The browser in which the patient turned messages on."""
    browser = push_server.new_browser()
    _add(browser, patient)
    return browser


def _add(browser: Browser, patient: Patient) -> None:
    add_screen(
        endpoint=browser.endpoint,
        p256dh=browser.p256dh,
        auth=browser.auth,
        by=patient.user,
        now=MORNING - timedelta(days=1),
    )


def _remind(patient: Patient) -> None:
    begin = MORNING - timedelta(hours=1)
    start_demo_plan(patient, starts_on=DAY, now=begin)
    plan_reminders(now=begin)
    plan_reminders(now=MORNING)


def _refer(patient: Patient) -> None:
    refer(patient, now=MORNING)
    hand_over_events(now=MORNING)


def _deliver(now: datetime) -> int:
    return deliver_due(now=now, channels={Via.PUSH: QUICK})


def _on_screen() -> Message:
    return Message.objects.get(channel=Via.PUSH)


def test_a_reminder_is_seen_once_on_every_screen(
    patient: Patient, browser: Browser, push_server: PushServer
) -> None:
    _add(push_server.new_browser(), patient)
    _remind(patient)

    counts = [_deliver(MORNING), _deliver(MORNING), _deliver(MORNING + timedelta(minutes=5))]

    assert counts == [1, 0, 0]
    assert len(push_server.received) == len(push_server.shown) == 2
    assert {push.said["kind"] for push in push_server.received} == {"exercise_reminder"}
    assert _on_screen().state == "sent"


def test_nothing_about_the_patient_leaves_the_clinic(
    patient: Patient, browser: Browser, push_server: PushServer
) -> None:
    _refer(patient)

    _deliver(MORNING)

    (push,) = push_server.received
    assert set(push.said) == {"kind", "language", "key"}
    assert push.said["kind"] == "referral"
    assert push.urgency == "high"


def test_who_has_no_screen_gets_no_message_for_one(
    patient: Patient, push_server: PushServer
) -> None:
    _refer(patient)

    assert not Message.objects.filter(channel=Via.PUSH).exists()


def test_a_push_service_that_is_busy_gets_it_when_it_asked_for_it(
    patient: Patient, browser: Browser, push_server: PushServer
) -> None:
    _remind(patient)
    push_server.replies = [Reply(429, {"Retry-After": "600"})]

    _deliver(MORNING)
    _deliver(MORNING + timedelta(minutes=9))
    waiting = len(push_server.received)
    _deliver(MORNING + timedelta(minutes=11))

    assert waiting == 1
    assert len(push_server.received) == 2
    assert len(push_server.shown) == 1
    assert _on_screen().state == "sent"


def test_a_browser_that_is_gone_ends_the_message_and_is_forgotten(
    patient: Patient, browser: Browser, push_server: PushServer
) -> None:
    _remind(patient)
    push_server.replies = [Reply(410)]

    _deliver(MORNING)

    message = _on_screen()
    assert (message.state, message.reason, message.last_error) == ("failed", "refused", "HTTP 410")
    assert not PushSubscription.objects.exists()


def test_a_reminder_of_which_nobody_knows_the_fate_is_not_sent_again(
    patient: Patient, browser: Browser, push_server: PushServer
) -> None:
    _remind(patient)
    push_server.stall_seconds = 5

    _deliver(MORNING)
    push_server.stall_seconds = 0
    _deliver(MORNING + timedelta(hours=1))

    assert len(push_server.received) == 1
    assert _on_screen().state == "unknown"


def test_a_referral_of_which_nobody_knows_the_fate_is_sent_again_and_seen_once(
    patient: Patient, browser: Browser, push_server: PushServer
) -> None:
    _refer(patient)
    push_server.stall_seconds = 5

    _deliver(MORNING)
    push_server.stall_seconds = 0
    _deliver(MORNING + timedelta(hours=1))

    assert len(push_server.received) == 2
    assert len(push_server.shown) == 1
    assert _on_screen().state == "sent"


def test_a_reminder_is_not_shown_when_its_moment_has_passed(
    patient: Patient, browser: Browser, push_server: PushServer
) -> None:
    _remind(patient)
    push_server.replies = [Reply(503)]

    _deliver(MORNING)
    _deliver(MORNING + timedelta(hours=2))

    assert len(push_server.received) == 1
    assert _on_screen().state == "expired"
