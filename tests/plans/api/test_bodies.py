"""What callers send wrongly is refused with the place of the mistake, and nothing is stored."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from rest_framework.test import APIClient

from plans.models import Event, PainReport
from tests.plans.api.conftest import Scene

JSON = "application/json"
PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    "score",
    ["-1", "11", "5.5", '"5"', "5.0", "true", "null", "[]", "{}", "10000000000000000000000"],
)
def test_a_pain_score_is_a_whole_number_from_0_to_10(
    scene: Scene, own: APIClient, score: str
) -> None:
    answer = own.put(_day(scene), f'{{"pain": {score}}}', content_type=JSON)

    assert answer.status_code == 400
    assert answer["Content-Type"] == PROBLEM
    problem = answer.json()
    assert problem["type"] == "urn:recovery:invalid"
    assert problem["status"] == 400
    assert [mistake["place"] for mistake in problem["errors"]] == ["pain"]
    assert not PainReport.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        '{"pain": NaN}',
        '{"pain": 1e309}',
        '{"pain": -Infinity}',
        '{"pain": 4, "pain": 5}',
        '{"pain": 4',
        "[4]",
        "4",
        '{"pain": ' + "9" * 5000 + "}",
        "[" * 10_000,
        '{"pain": "\\ud800"}',
        b"\xff\xfe",
    ],
)
def test_what_is_not_a_plain_json_object_is_refused(
    scene: Scene, own: APIClient, body: str | bytes
) -> None:
    answer = own.put(_day(scene), body, content_type=JSON)

    assert answer.status_code == 400
    assert answer["Content-Type"] == PROBLEM
    assert answer.json()["type"] == "urn:recovery:parse-error"


def test_an_empty_body_says_that_a_score_is_missing(scene: Scene, own: APIClient) -> None:
    answer = own.put(_day(scene), "", content_type=JSON)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "no_score"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("1900-01-01", "day_before_injury"),
        ("2026-03-11", "day_in_future"),
        ("2026-02-30", "invalid"),
        ("2026-2-3x", "invalid"),
        ("vandaag", "invalid"),
        ("20260310", "invalid"),
    ],
)
def test_a_day_is_one_of_the_patients_calendar(
    scene: Scene, own: APIClient, day: str, code: str
) -> None:
    answer = own.put(f"{scene.injury_address}day-scores/{day}/", {"pain": 4}, format="json")

    assert answer.status_code == 400
    mistake = answer.json()["errors"][0]
    assert (mistake["place"], mistake["code"]) == ("for", code)


@pytest.mark.parametrize(
    ("address", "body", "place", "code"),
    [
        ("day-scores/2026-03-10/", {"pain": 4, "pijn": 4}, "pijn", "unknown_field"),
        ("day-scores/2026-03-10/", {"pain": 4, "patient": "x"}, "patient", "unknown_field"),
        ("pain-logs/", {"pain": 4, "client_key": 7}, "client_key", "invalid"),
        ("pain-logs/", {"pain": 4, "for": "2026-02-30"}, "for", "invalid"),
        ("exercise-logs/2026-03-10/bestaat-niet/1/", {}, "exercise", "unknown_exercise"),
        ("exercise-logs/2026-03-10/bestaat-niet/0/", {}, "turn", "wrong_turn"),
        ("exercise-logs/2026-03-10/bestaat-niet/99999999999/", {}, "turn", "wrong_turn"),
        ("activities/", {"kind": "swim", "minutes": 10}, "kind", "invalid_choice"),
        ("activities/", {"kind": "run", "minutes": "10"}, "minutes", "invalid"),
        ("activities/", {"kind": "run", "minutes": 0}, "minutes", "min_value"),
        ("activities/", {"kind": "run", "minutes": 1441}, "minutes", "max_value"),
        ("activities/", {"kind": "run", "minutes": 30, "km": 301}, "km", "max_value"),
        ("activities/", {"kind": "run", "minutes": 30, "km": -1}, "km", "min_value"),
        ("answers/", {"question": "hoe", "value": "yes"}, "question", "unknown_question"),
        ("answers/", {"question": "gait", "value": 5}, "value", "invalid"),
        ("signs/", {"signs": ["vliegt"]}, "signs", "unknown_sign"),
        ("signs/", {"signs": "vliegt"}, "signs", "not_a_list"),
        ("signs/", {}, "signs", "required"),
    ],
)
def test_each_mistake_is_named_with_its_place(
    scene: Scene, own: APIClient, *, address: str, body: dict[str, Any], place: str, code: str
) -> None:
    events = Event.objects.count()
    put = address.startswith(("day-scores", "exercise-logs"))

    answer = getattr(own, "put" if put else "post")(
        f"{scene.injury_address}{address}", body, format="json"
    )

    assert answer.status_code == 400, answer.content
    mistake = answer.json()["errors"][0]
    assert (mistake["place"], mistake["code"]) == (place, code)
    assert mistake["detail"]
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("content_type", "status"),
    [("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("application/xml", 415)],
)
def test_only_json_is_read(scene: Scene, own: APIClient, content_type: str, status: int) -> None:
    answer = own.put(_day(scene), '{"pain": 4}', content_type=content_type)

    assert answer.status_code == status
    assert answer["Content-Type"] == PROBLEM


@pytest.mark.parametrize("packing", ["gzip", "br", "deflate, gzip"])
def test_a_packed_body_is_not_unpacked(scene: Scene, own: APIClient, packing: str) -> None:
    bomb = gzip.compress(b'{"pain": 4, "note": "' + b" " * 5_000_000 + b'"}')

    answer = own.put(_day(scene), bomb, content_type=JSON, headers={"Content-Encoding": packing})

    assert (answer.status_code, answer["Content-Type"]) == (415, PROBLEM)


@pytest.mark.parametrize(
    "asked", ["order_by=user__password", "ordering=-pk", "pain__regex=(a+)%2B"]
)
def test_what_a_list_is_not_asked_is_refused(scene: Scene, own: APIClient, asked: str) -> None:
    addresses = (f"{scene.injury_address}day-scores/", "/api/plans/", "/api/me/inbox/")
    answers = [own.get(f"{address}?{asked}") for address in addresses]

    assert {answer.status_code for answer in answers[:2]} == {400}
    assert answers[2].status_code in (200, 400)


def test_a_body_is_bounded(scene: Scene, own: APIClient) -> None:
    answer = own.post(
        f"{scene.plan_address}changes/",
        {"change": {"kind": "resume_plan"}, "reason": "x" * 70_000},
        format="json",
        headers={"If-Match": '"1"'},
    )

    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:recovery:body-too-large"


@pytest.mark.parametrize("method", ["post", "patch", "delete"])
def test_a_method_that_an_address_does_not_know_is_refused(
    scene: Scene, own: APIClient, method: str
) -> None:
    answer = getattr(own, method)(_day(scene), {"pain": 4}, format="json")

    assert answer.status_code == 405
    assert answer["Content-Type"] == PROBLEM


def test_a_query_is_as_strict_as_a_body(scene: Scene, own: APIClient) -> None:
    unknown = own.get(f"{scene.injury_address}day-scores/?form=2026-03-01")
    wrong = own.get(f"{scene.injury_address}day-scores/?from=2026-02-30")
    paged = own.get(f"{scene.injury_address}day-scores/?page=1&page_size=5")

    assert unknown.json()["errors"][0]["place"] == "form"
    assert wrong.json()["errors"][0]["place"] == "from"
    assert paged.status_code == 200


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "9" * 40])
def test_a_page_that_is_not_there_is_not_found(own: APIClient, scene: Scene, page: str) -> None:
    answer = own.get(f"/api/plans/?page={page}")

    assert answer.status_code == 404
    assert answer["Content-Type"] == PROBLEM


def test_a_page_is_never_longer_than_a_hundred_rows(own: APIClient, scene: Scene) -> None:
    answer = own.get("/api/exercises/?page_size=1000000000")

    assert len(answer.json()["results"]) <= 100


def test_words_that_a_database_cannot_hold_are_refused(scene: Scene, clinician: APIClient) -> None:
    answer = clinician.post(
        "/api/patients/", {"email": "nul@example.org", "name": "nul\x00"}, format="json"
    )

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["place"] == "name"


def test_any_letter_comes_back_as_it_was_sent(scene: Scene, clinician: APIClient) -> None:
    name = "Zoë \u202eolleH 🏃 <script>"
    answer = clinician.post(
        "/api/patients/", {"email": "zoe@example.org", "name": name}, format="json"
    )

    assert answer.status_code == 201
    assert answer.json()["name"] == name


def test_mistakes_are_told_in_the_language_that_is_asked_for(scene: Scene, own: APIClient) -> None:
    dutch = own.put(_day(scene), {"pijn": 4}, format="json")
    english = own.put(_day(scene), {"pijn": 4}, format="json", headers={"Accept-Language": "en"})

    assert dutch.json()["errors"][0]["detail"] == "Deze naam is hier niet bekend."
    assert english.json()["errors"][0]["detail"] == "This name is not known here."


def test_without_a_wish_the_language_is_that_of_the_account(scene: Scene, own: APIClient) -> None:
    own.patch("/api/me/", {"language": "en"}, format="json")

    refused = own.put(_day(scene, "2026-03-11"), {"pain": 4}, format="json")

    assert refused.json()["detail"].startswith("11 March 2026 has not come yet.")


def _day(scene: Scene, day: str = "2026-03-10") -> str:
    return f"{scene.injury_address}day-scores/{day}/"
