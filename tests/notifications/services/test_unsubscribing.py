"""The link at the foot of a mail ends one sort of mail for one person, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.signing import Signer
from pytest_django import Settings

from notifications.domain.kind import MessageKind, Topic, Via
from notifications.models import Decline, WishChange
from notifications.selectors.wishes import wishes_of
from notifications.services.unsubscribing import (
    Unsubscription,
    read_token,
    unsubscribe,
    unsubscribe_link,
    unsubscribe_token,
)
from plans.models import Patient, User
from tests.factories.people import make_clinic, make_patient
from tests.side_by_side import all_at_once

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
CANNOT_BE_DECLINED = [kind for kind in MessageKind if kind.topic is None]


@pytest.fixture(autouse=True)
def _known_address(settings: Settings) -> None:
    settings.SITE_URL = "https://herstel.example.org"


def _read_link(address: str) -> Unsubscription:
    """Read what a link says."""
    what = read_token(address.rstrip("/").rpartition("/")[2])
    assert what is not None
    return what


def test_the_link_names_person_topic_and_channel(patient: Patient) -> None:
    link = unsubscribe_link(patient.user, MessageKind.NUDGE, Via.EMAIL)

    assert link.startswith("https://herstel.example.org/unsubscribe/")
    assert _read_link(link) == Unsubscription(
        patient.user, patient.user.language, Topic.NUDGES, Via.EMAIL
    )


def test_the_link_carries_nothing_to_sign_in_with_and_no_name(patient: Patient) -> None:
    link = unsubscribe_link(patient.user, MessageKind.NUDGE, Via.EMAIL)

    assert patient.user.email not in link
    assert patient.user.password not in link
    assert str(patient.user.public_id) not in link


def test_the_same_mail_sent_again_has_the_same_link(patient: Patient) -> None:
    links = {unsubscribe_link(patient.user, MessageKind.NUDGE, Via.EMAIL) for _ in range(2)}

    assert len(links) == 1


@pytest.mark.parametrize("kind", CANNOT_BE_DECLINED)
def test_what_concerns_safety_has_no_link(patient: Patient, kind: MessageKind) -> None:
    assert unsubscribe_link(patient.user, kind, Via.EMAIL) == ""


def test_the_clinics_own_address_has_no_link() -> None:
    assert unsubscribe_link(None, MessageKind.DIGEST, Via.EMAIL) == ""


def test_without_an_address_of_the_program_there_is_no_link(
    patient: Patient, settings: Settings
) -> None:
    settings.SITE_URL = ""

    assert unsubscribe_link(patient.user, MessageKind.NUDGE, Via.EMAIL) == ""


def test_a_token_that_was_tampered_with_says_nothing(patient: Patient) -> None:
    token = unsubscribe_token(patient.user, Topic.NUDGES, Via.EMAIL)
    places = range(len(token))

    forged = [token[:place] + chr(ord(token[place]) ^ 1) + token[place + 1 :] for place in places]

    assert [read_token(other) for other in forged] == [None] * len(token)
    assert read_token(token[:-1]) is None
    assert read_token("") is None


def test_a_signature_made_for_something_else_is_not_taken(patient: Patient) -> None:
    content = [patient.user.public_id.hex, Topic.NUDGES.value, Via.EMAIL.value]

    assert read_token(Signer().sign_object(content)) is None


def test_a_person_who_is_gone_cannot_be_meant(patient: Patient) -> None:
    token = unsubscribe_token(patient.user, Topic.NUDGES, Via.EMAIL)
    patient.user.is_active = False
    patient.user.save(update_fields=["is_active"])
    patient.user.public_id = uuid4()

    assert read_token(token) is None
    assert read_token(unsubscribe_token(patient.user, Topic.NUDGES, Via.EMAIL)) is None


def test_what_somebody_is_not_told_cannot_be_ended(physiotherapist: User) -> None:
    assert read_token(unsubscribe_token(physiotherapist, Topic.NUDGES, Via.EMAIL)) is None
    assert read_token(unsubscribe_token(physiotherapist, Topic.DIGEST, Via.INBOX)) is None


def test_one_click_ends_one_topic_on_one_channel(patient: Patient) -> None:
    what = _read_link(unsubscribe_link(patient.user, MessageKind.PLAN_PAUSED, Via.EMAIL))

    unsubscribe(what=what, now=NOW)

    wishes = wishes_of({patient.user_id})[patient.user_id]
    assert wishes.declined == {(Topic.PLAN_NEWS, Via.EMAIL)}


def test_the_person_did_it_and_twice_is_once(patient: Patient) -> None:
    what = _read_link(unsubscribe_link(patient.user, MessageKind.NUDGE, Via.EMAIL))

    for _ in range(2):
        unsubscribe(what=what, now=NOW)

    change = WishChange.objects.get()
    assert (change.user, change.by, change.at) == (patient.user, patient.user, NOW)
    assert change.what == {"nudges/email": [True, False]}


def test_the_link_in_an_old_mail_still_works_with_the_secret_of_before(
    patient: Patient, settings: Settings
) -> None:
    token = unsubscribe_token(patient.user, Topic.NUDGES, Via.EMAIL)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "een-ander-geheim-van-vijftig-tekens-of-nog-iets-meer-dan-dat"

    assert read_token(token) is not None


def test_three_clicks_at_once_are_one(committed: None, catalogue: None) -> None:
    patient = make_patient(make_clinic())
    link = unsubscribe_link(patient.user, MessageKind.NUDGE, Via.EMAIL)

    all_at_once(lambda: unsubscribe(what=_read_link(link), now=NOW))

    assert Decline.objects.count() == WishChange.objects.count() == 1
