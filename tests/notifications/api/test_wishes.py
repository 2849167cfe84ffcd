"""The API by which somebody chooses what they are told, and says when they are away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from notifications.domain.kind import MessageKind, Via
from notifications.models import Absence, WishChange
from notifications.selectors.wishes import wishes_of
from plans.models import Clinic, Patient, User
from tests.factories.people import make_patient, make_staff

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
WISHES = "/api/me/preferences/"
ABSENCES = "/api/me/absences/"
ON = {"email": True, "push": True}
OFF = {"email": False, "push": False}
DEFAULTS: dict[str, Any] = {
    "quiet_from": "22:00",
    "quiet_until": "07:00",
    "rests_on_holidays": False,
    "topics": {
        "exercise_reminders": ON,
        "log_reminders": ON,
        "nudges": ON,
        "plan_news": ON,
        "weekly_summary": OFF,
    },
}
CHRISTMAS = {"from_on": "2026-12-24", "until_on": "2026-12-28"}


@pytest.fixture(autouse=True)
def _a_morning_in_march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def at_home(patient: Patient) -> APIClient:
    return _signed_in(patient.user)


def _signed_in(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def _with_topic(topic: str, switches: object) -> dict[str, Any]:
    return DEFAULTS | {"topics": DEFAULTS["topics"] | {topic: switches}}


def test_a_patient_who_chose_nothing_sees_the_defaults(at_home: APIClient) -> None:
    assert at_home.get(WISHES).json() == DEFAULTS
    assert not WishChange.objects.exists()


def test_who_works_at_the_clinic_sees_their_own_topics(
    physiotherapist: User, clinic: Clinic
) -> None:
    for user in (physiotherapist, make_staff(clinic)):
        assert _signed_in(user).get(WISHES).json()["topics"] == {"digest": ON}


def test_wishes_are_replaced_as_a_whole(at_home: APIClient, patient: Patient) -> None:
    wanted = _with_topic("nudges", {"email": False, "push": True}) | {
        "quiet_from": "21:30",
        "rests_on_holidays": True,
    }

    answers = [at_home.put(WISHES, wanted, format="json") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [HTTPStatus.OK, HTTPStatus.OK]
    assert answers[1].json() == wanted
    assert at_home.get(WISHES).json() == wanted
    assert WishChange.objects.count() == 1
    assert not wishes_of({patient.user_id})[patient.user_id].want(MessageKind.NUDGE, Via.EMAIL)


def test_everything_can_be_turned_off_one_by_one(at_home: APIClient, patient: Patient) -> None:
    silent = DEFAULTS | {"topics": dict.fromkeys(DEFAULTS["topics"], OFF)}

    answer = at_home.put(WISHES, silent, format="json")

    assert answer.json() == silent
    wishes = wishes_of({patient.user_id})[patient.user_id]
    assert wishes.want(MessageKind.REFERRAL, Via.EMAIL)
    assert wishes.want(MessageKind.QUESTION, Via.EMAIL)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (_with_topic("digest", ON), "topics.digest.email"),
        (_with_topic("alerts", OFF), "topics.alerts"),
        (_with_topic("nudges", {"email": True}), "topics.nudges.push"),
        (_with_topic("nudges", ON | {"inbox": False}), "topics.nudges.inbox"),
        (_with_topic("nudges", "off"), "topics.nudges"),
        (DEFAULTS | {"topics": {"nudges": ON}}, "topics.exercise_reminders"),
        (DEFAULTS | {"quiet_from": "25:00"}, "quiet_from"),
        (DEFAULTS | {"quiet_from": "08:00", "quiet_until": "07:00"}, "quiet_until"),
        (DEFAULTS | {"user": 1}, "user"),
        ({}, "quiet_from"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(
    at_home: APIClient, body: dict[str, Any], place: str
) -> None:
    answer = at_home.put(WISHES, body, format="json")

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert place in [mistake["place"] for mistake in answer.json()["errors"]]
    assert not WishChange.objects.exists()


def test_a_refusal_is_said_in_the_readers_language(at_home: APIClient) -> None:
    too_quiet = DEFAULTS | {"quiet_from": "08:00"}

    said = [
        at_home.put(WISHES, too_quiet, format="json", headers={"Accept-Language": spoken}).json()
        for spoken in ("nl", "en")
    ]

    assert said[0]["detail"].startswith("Stille uren duren ten hoogste 14 uur.")
    assert said[1]["detail"].startswith("Quiet hours last 14 hours at most.")


def test_an_absence_is_noted_listed_and_taken_back(at_home: APIClient) -> None:
    noted = [at_home.post(ABSENCES, CHRISTMAS, format="json") for _ in range(2)]
    listed = at_home.get(ABSENCES).json()["results"]
    dropped = [at_home.delete(f"{ABSENCES}2026-12-24/").status_code for _ in range(2)]

    assert [answer.status_code for answer in noted] == [HTTPStatus.CREATED] * 2
    assert listed == [CHRISTMAS]
    assert dropped == [HTTPStatus.NO_CONTENT] * 2
    assert at_home.get(ABSENCES).json()["results"] == []


def test_two_absences_cannot_overlap(at_home: APIClient) -> None:
    at_home.post(ABSENCES, CHRISTMAS, format="json")

    other = {"from_on": "2026-12-27", "until_on": "2027-01-02"}
    answer = at_home.post(ABSENCES, other, format="json")

    assert answer.status_code == HTTPStatus.CONFLICT
    assert answer.json()["type"] == "urn:recovery:away-already"


@pytest.mark.parametrize(
    "body",
    [
        {"from_on": "2026-12-24"},
        {"from_on": "2026-12-24", "until_on": "24 december"},
        {"from_on": "2026-12-24", "until_on": "2026-12-24"},
        {"from_on": "2026-01-01", "until_on": "2026-01-02"},
        CHRISTMAS | {"user": 1},
    ],
)
def test_days_that_cannot_be_are_refused(at_home: APIClient, body: dict[str, str]) -> None:
    answer = at_home.post(ABSENCES, body, format="json")

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert not Absence.objects.exists()


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "0"])
def test_what_is_no_day_has_no_absence(at_home: APIClient, day: str) -> None:
    answer = at_home.delete(f"{ABSENCES}{day}/")

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert answer.json()["errors"][0]["place"] == "from_on"


def test_everybody_chooses_only_for_themselves(at_home: APIClient, clinic: Clinic) -> None:
    neighbour = _signed_in(make_patient(clinic).user)
    neighbour.post(ABSENCES, CHRISTMAS, format="json")
    neighbour.put(WISHES, _with_topic("nudges", OFF), format="json")

    assert at_home.get(WISHES).json() == DEFAULTS
    assert at_home.get(ABSENCES).json()["results"] == []
    assert at_home.delete(f"{ABSENCES}2026-12-24/").status_code == HTTPStatus.NO_CONTENT
    assert Absence.objects.count() == 1


@pytest.mark.parametrize("address", [WISHES, ABSENCES, f"{ABSENCES}2026-12-24/"])
def test_who_is_not_signed_in_has_no_wishes_here(db: None, address: str) -> None:
    assert APIClient().get(address).status_code == HTTPStatus.UNAUTHORIZED
