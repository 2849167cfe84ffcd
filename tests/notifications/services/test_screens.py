"""A person's screens: added once, moved to whoever asked last, and no more than ten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from pytest_django import Settings

from notifications.models import PushSubscription
from notifications.services.screens import MOST_SCREENS, add_screen, remove_screen
from plans.domain.refusal import Refusal, RefusalKind
from plans.models import Patient, User
from tests.servers.push import Browser, PushServer

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def _add(browser: Browser, by: User, now: datetime = NOW) -> tuple[PushSubscription, bool]:
    return add_screen(
        endpoint=browser.endpoint, p256dh=browser.p256dh, auth=browser.auth, by=by, now=now
    )


def test_adding_a_screen_twice_has_the_effect_of_once(
    patient: Patient, push_server: PushServer
) -> None:
    browser = push_server.new_browser()

    first, was_new = _add(browser, patient.user)
    second, is_new = _add(browser, patient.user, NOW + timedelta(hours=1))

    assert (was_new, is_new) == (True, False)
    assert first.public_id == second.public_id
    assert PushSubscription.objects.count() == 1


def test_a_screen_that_is_added_again_need_not_wait_any_more(
    patient: Patient, push_server: PushServer
) -> None:
    browser = push_server.new_browser()
    screen, _ = _add(browser, patient.user)
    screen.wait_until = NOW + timedelta(hours=1)
    screen.save(update_fields=["wait_until"])

    again, _ = _add(browser, patient.user)

    assert again.wait_until is None


def test_a_browser_belongs_to_whoever_asked_last(
    patient: Patient, physiotherapist: User, push_server: PushServer
) -> None:
    browser = push_server.new_browser()
    _add(browser, patient.user)

    _add(browser, physiotherapist)

    assert [screen.user_id for screen in PushSubscription.objects.all()] == [physiotherapist.pk]


def test_the_oldest_screen_makes_room_for_the_newest(
    patient: Patient, physiotherapist: User, push_server: PushServer
) -> None:
    _add(push_server.new_browser(), physiotherapist, NOW - timedelta(days=9))
    added = [
        _add(push_server.new_browser(), patient.user, NOW + timedelta(minutes=number))[0]
        for number in range(MOST_SCREENS + 1)
    ]

    kept = set(PushSubscription.objects.filter(user=patient.user).values_list("pk", flat=True))

    assert kept == {screen.pk for screen in added[1:]}
    assert PushSubscription.objects.filter(user=physiotherapist).count() == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"endpoint": "http://169.254.169.254/latest/"}, "unknown_push_service"),
        ({"endpoint": "https://127.0.0.1/push/x"}, "unknown_push_service"),
        ({"endpoint": ""}, "unknown_push_service"),
        ({"p256dh": "AAAA"}, "wrong_screen_keys"),
        ({"auth": "not base64url!"}, "wrong_screen_keys"),
    ],
)
def test_what_is_no_browser_is_refused(
    patient: Patient, push_server: PushServer, changed: dict[str, str], code: str
) -> None:
    browser = push_server.new_browser()
    told = {"endpoint": browser.endpoint, "p256dh": browser.p256dh, "auth": browser.auth}

    with pytest.raises(Refusal) as refused:
        add_screen(**told | changed, by=patient.user, now=NOW)

    assert refused.value.code == code
    assert not PushSubscription.objects.exists()


def test_a_clinic_without_a_key_takes_no_screens(
    patient: Patient, push_server: PushServer, settings: Settings
) -> None:
    settings.VAPID_PRIVATE_KEY = ""

    with pytest.raises(Refusal) as refused:
        _add(push_server.new_browser(), patient.user)

    assert refused.value.kind is RefusalKind.CONFLICT


def test_a_person_removes_only_a_screen_of_their_own(
    patient: Patient, physiotherapist: User, push_server: PushServer
) -> None:
    screen, _ = _add(push_server.new_browser(), patient.user)

    for public_id, by in ((screen.public_id, physiotherapist), (uuid4(), patient.user)):
        with pytest.raises(Refusal) as refused:
            remove_screen(public_id=public_id, by=by)
        assert refused.value.kind is RefusalKind.NOT_FOUND
    assert PushSubscription.objects.exists()

    remove_screen(public_id=screen.public_id, by=patient.user)

    assert not PushSubscription.objects.exists()
