"""Messages on screens over a real connection: what is sent, and what each answer means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from py_vapid import Vapid
from pytest_django import Settings

from notifications.channels.channel import Answer, Envelope, Words
from notifications.channels.push import PushChannel
from notifications.domain.attempt import Outcome
from notifications.domain.kind import MessageKind
from notifications.domain.push_key import public_key_of
from notifications.models import PushSubscription
from plans.models import Patient
from tests.notifications.envelopes import envelope
from tests.servers.ports import free_port
from tests.servers.push import Browser, PushServer, Reply

NOW = datetime(2026, 3, 10, 7, 30, tzinfo=UTC)
KEY = envelope().key


def _envelope(patient: Patient, **changes: Any) -> Envelope:
    known: dict[str, Any] = {
        "recipient_id": patient.user_id,
        "expires_at": NOW + timedelta(hours=2),
        "write": _never,
    }
    return envelope(**known | changes)


def _never() -> Words:
    raise AssertionError("a screen needs no words")


def _screen(patient: Patient, browser: Browser, **fields: Any) -> PushSubscription:
    return PushSubscription.objects.create(
        user=patient.user,
        added_at=NOW,
        **{"endpoint": browser.endpoint, "p256dh": browser.p256dh, "auth": browser.auth} | fields,
    )


def _send(patient: Patient, **fields: Any) -> Answer:
    return PushChannel().send(_envelope(patient, **fields), now=NOW)


def test_a_screen_is_told_that_there_is_a_message_and_no_more(
    patient: Patient, push_server: PushServer, settings: Settings
) -> None:
    _screen(patient, push_server.new_browser())

    assert _send(patient) == Answer(Outcome.SENT)

    (push,) = push_server.received
    assert push.said == {"kind": "exercise_reminder", "language": "nl", "key": KEY}
    assert (push.topic, push.ttl, push.urgency) == (KEY, 7200, "normal")
    assert Vapid.verify(push.authorization)
    assert push.authorization.endswith(f"k={public_key_of(settings.VAPID_PRIVATE_KEY)}")


def test_the_length_of_a_message_does_not_tell_its_kind(
    patient: Patient, push_server: PushServer
) -> None:
    _screen(patient, push_server.new_browser())

    for kind in MessageKind:
        _send(patient, kind=kind)

    assert len(push_server.received) == len(MessageKind)
    assert len({push.size for push in push_server.received}) == 1


@pytest.mark.parametrize("kind", [MessageKind.REFERRAL, MessageKind.ALERT, MessageKind.ESCALATION])
def test_what_calls_for_a_human_is_urgent(
    patient: Patient, push_server: PushServer, kind: MessageKind
) -> None:
    _screen(patient, push_server.new_browser())

    _send(patient, kind=kind)

    assert [push.urgency for push in push_server.received] == ["high"]


@pytest.mark.parametrize(
    ("expires_at", "seconds"),
    [
        (None, 24 * 60 * 60),
        (NOW + timedelta(minutes=30), 30 * 60),
        (NOW + timedelta(days=90), 28 * 24 * 60 * 60),
        (NOW, 60),
        (NOW - timedelta(minutes=5), 60),
    ],
)
def test_a_screen_that_is_off_shows_it_later_only_while_it_is_of_use(
    patient: Patient, push_server: PushServer, expires_at: datetime | None, seconds: int
) -> None:
    _screen(patient, push_server.new_browser())

    _send(patient, expires_at=expires_at)

    assert [push.ttl for push in push_server.received] == [seconds]


def test_what_is_sent_twice_is_seen_once(patient: Patient, push_server: PushServer) -> None:
    _screen(patient, push_server.new_browser())

    for _ in range(2):
        _send(patient)

    assert len(push_server.received) == 2
    assert len(push_server.shown) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(
    patient: Patient, push_server: PushServer, status: int
) -> None:
    gone = _screen(patient, push_server.new_browser())
    push_server.replies = [Reply(status)]

    assert _send(patient) == Answer(Outcome.PERMANENT, f"HTTP {status}")

    assert not PushSubscription.objects.filter(pk=gone.pk).exists()
    assert _send(patient) == Answer(Outcome.PERMANENT, "NoScreen")


@pytest.mark.parametrize("status", [400, 401, 403, 413, 422])
def test_a_message_that_is_refused_is_not_tried_again(
    patient: Patient, push_server: PushServer, status: int
) -> None:
    _screen(patient, push_server.new_browser())
    push_server.replies = [Reply(status)]

    assert _send(patient) == Answer(Outcome.PERMANENT, f"HTTP {status}")

    assert PushSubscription.objects.exists()


@pytest.mark.parametrize("status", [408, 500, 502, 503])
def test_a_push_service_in_trouble_is_tried_again(
    patient: Patient, push_server: PushServer, status: int
) -> None:
    _screen(patient, push_server.new_browser())
    push_server.replies = [Reply(status)]

    assert _send(patient) == Answer(Outcome.TEMPORARY, f"HTTP {status}")


@pytest.mark.parametrize(
    ("retry_after", "wait"),
    [
        ("90", timedelta(seconds=90)),
        ("0", timedelta(seconds=1)),
        ("999999999999999999", timedelta(hours=1)),
        ("Tue, 10 Mar 2026 07:32:00 GMT", timedelta(minutes=2)),
        ("Tue, 10 Mar 2026 07:32:00 -0000", timedelta(minutes=2)),
        ("Tue, 10 Mar 2026 06:00:00 GMT", timedelta(seconds=1)),
        ("Wed, 11 Mar 2026 07:30:00 GMT", timedelta(hours=1)),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_a_push_service_says_how_long_to_wait(
    patient: Patient, push_server: PushServer, retry_after: str, wait: timedelta | None
) -> None:
    screen = _screen(patient, push_server.new_browser())
    push_server.replies = [Reply(429, {"Retry-After": retry_after})]

    assert _send(patient) == Answer(Outcome.TEMPORARY, "HTTP 429", wait)

    screen.refresh_from_db()
    assert screen.wait_until == (None if wait is None else NOW + wait)


def test_a_screen_that_asked_to_wait_is_left_alone_until_then(
    patient: Patient, push_server: PushServer
) -> None:
    _screen(patient, push_server.new_browser(), wait_until=NOW + timedelta(minutes=3))
    channel, envelope = PushChannel(), _envelope(patient)

    early = channel.send(envelope, now=NOW + timedelta(minutes=1))
    later = channel.send(envelope, now=NOW + timedelta(minutes=3))

    assert early == Answer(Outcome.TEMPORARY, "AskedToWait", timedelta(minutes=2))
    assert later == Answer(Outcome.SENT)
    assert len(push_server.received) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nobody_sends_the_program_elsewhere(
    patient: Patient, push_server: PushServer, status: int
) -> None:
    _screen(patient, push_server.new_browser())
    elsewhere = push_server.new_browser().endpoint
    push_server.replies = [Reply(status, {"Location": elsewhere})]

    assert _send(patient).outcome is Outcome.TEMPORARY

    assert len(push_server.received) == 1


def test_silence_after_the_message_was_handed_over_is_an_unknown_fate(
    patient: Patient, push_server: PushServer
) -> None:
    _screen(patient, push_server.new_browser())
    push_server.stall_seconds = 5
    channel = PushChannel(timeout=(3, 0.2))

    assert channel.send(_envelope(patient), now=NOW) == Answer(Outcome.UNKNOWN, "ReadTimeout")

    assert len(push_server.received) == 1


def test_a_connection_that_breaks_off_is_an_unknown_fate(
    patient: Patient, push_server: PushServer
) -> None:
    _screen(patient, push_server.new_browser())
    push_server.replies = [Reply(0)]

    assert _send(patient) == Answer(Outcome.UNKNOWN, "ConnectionError")


def test_a_push_service_that_is_down_says_nothing_about_the_message(
    patient: Patient, push_server: PushServer, settings: Settings
) -> None:
    host = f"127.0.0.1:{free_port()}"
    settings.PUSH_HOSTS = (host,)
    _screen(patient, push_server.new_browser(), endpoint=f"http://{host}/push/x")

    assert _send(patient) == Answer(Outcome.UNREACHABLE, "NewConnectionError")


def test_a_push_service_that_cannot_prove_who_it_is_gets_nothing(
    patient: Patient, push_server: PushServer
) -> None:
    browser = push_server.new_browser()
    _screen(patient, browser, endpoint=browser.endpoint.replace("http://", "https://"))

    assert _send(patient) == Answer(Outcome.UNREACHABLE, "SSLError")

    assert push_server.received == []


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        ([500, 201], Answer(Outcome.SENT)),
        ([201, 410], Answer(Outcome.SENT)),
        ([410, 503], Answer(Outcome.TEMPORARY, "HTTP 503")),
        ([413, 410], Answer(Outcome.PERMANENT, "HTTP 413")),
        ([0, 410], Answer(Outcome.UNKNOWN, "ConnectionError")),
        ([0, 500], Answer(Outcome.TEMPORARY, "HTTP 500")),
    ],
)
def test_one_screen_is_enough_and_else_the_best_hope_counts(
    patient: Patient, push_server: PushServer, replies: list[int], expected: Answer
) -> None:
    for _ in range(2):
        _screen(patient, push_server.new_browser())
    push_server.replies = [Reply(status) for status in replies]

    assert _send(patient) == expected

    assert len({push.token for push in push_server.received}) == 2
    assert PushSubscription.objects.count() == 2 - replies.count(410)


def test_the_shortest_wait_of_several_screens_counts(
    patient: Patient, push_server: PushServer
) -> None:
    for _ in range(2):
        _screen(patient, push_server.new_browser())
    push_server.replies = [Reply(429, {"Retry-After": wait}) for wait in ("120", "30")]

    assert _send(patient) == Answer(Outcome.TEMPORARY, "HTTP 429", timedelta(seconds=30))


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        ({"endpoint": "http://169.254.169.254/latest/"}, "BadAddress"),
        ({"endpoint": "https://fcm.googleapis.com@127.0.0.1/x"}, "BadAddress"),
        ({"p256dh": ""}, "BadKey"),
        ({"auth": "AAAA"}, "BadKey"),
    ],
)
def test_a_screen_that_cannot_be_right_is_never_called_and_spoils_no_other(
    patient: Patient, push_server: PushServer, broken: dict[str, str], expected: str
) -> None:
    _screen(patient, push_server.new_browser(), **broken)

    assert _send(patient) == Answer(Outcome.PERMANENT, expected)
    assert push_server.received == []

    _screen(patient, push_server.new_browser())

    assert _send(patient) == Answer(Outcome.SENT)


def test_many_dead_screens_do_not_hold_a_worker_for_long(
    patient: Patient, push_server: PushServer
) -> None:
    for _ in range(5):
        _screen(patient, push_server.new_browser())
    push_server.stall_seconds = 5
    channel = PushChannel(timeout=(3, 0.2), longest_seconds=0.1)

    assert channel.send(_envelope(patient), now=NOW).outcome is Outcome.UNKNOWN

    assert len(push_server.received) == 1


def test_the_clinics_own_address_has_no_screen(patient: Patient, push_server: PushServer) -> None:
    _screen(patient, push_server.new_browser())

    assert _send(patient, recipient_id=None) == Answer(Outcome.PERMANENT, "NoScreen")


def test_without_a_key_nothing_is_tried(
    patient: Patient, push_server: PushServer, settings: Settings
) -> None:
    _screen(patient, push_server.new_browser())
    settings.VAPID_PRIVATE_KEY = ""

    assert _send(patient) == Answer(Outcome.PERMANENT, "NoKeys")

    assert push_server.received == []
