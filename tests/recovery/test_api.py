"""The API says no in one form, in the caller's language, and turns pages within bounds."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.test import APIClient, APIRequestFactory

from plans.domain.refusal import Refusal, RefusalKind
from plans.domain.text import Text
from recovery.api import Pages, answer_with_a_problem

DESCRIPTION = Path(__file__).parents[2] / "docs" / "openapi.yaml"
PAUSED = Text(nl="Het plan staat stil.", en="The plan is paused.")


def _problem(error: Exception) -> dict[str, Any]:
    answer = answer_with_a_problem(error, {})
    assert answer is not None
    assert answer.content_type == "application/problem+json"
    assert answer.data["status"] == answer.status_code
    body: dict[str, Any] = answer.data
    return body


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (RefusalKind.INVALID, HTTPStatus.BAD_REQUEST),
        (RefusalKind.FORBIDDEN, HTTPStatus.FORBIDDEN),
        (RefusalKind.NOT_FOUND, HTTPStatus.NOT_FOUND),
        (RefusalKind.CONFLICT, HTTPStatus.CONFLICT),
    ],
)
def test_a_refusal_has_the_status_of_its_kind(kind: RefusalKind, status: HTTPStatus) -> None:
    problem = _problem(Refusal(code="plan_paused", message=PAUSED, kind=kind))

    assert problem["status"] == status
    assert problem["type"] == "urn:recovery:plan-paused"
    assert "errors" not in problem


@pytest.mark.parametrize(("language", "said"), [("nl", PAUSED.nl), ("en", PAUSED.en)])
def test_a_refusal_speaks_the_language_of_the_caller(language: str, said: str) -> None:
    with translation.override(language):
        problem = _problem(Refusal(code="plan_paused", message=PAUSED, place="day"))

    assert problem["detail"] == said
    assert problem["errors"] == [{"place": "day", "code": "plan_paused", "detail": said}]


class _Step(serializers.Serializer[Any]):
    weeks = serializers.IntegerField(min_value=1)


class _Plan(serializers.Serializer[Any]):
    steps = _Step(many=True)
    score = serializers.IntegerField(max_value=10)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        raise serializers.ValidationError("Too much at once.", code="too_much")


def _mistakes(data: dict[str, Any]) -> dict[str, str]:
    checked = _Plan(data=data)
    with pytest.raises(exceptions.ValidationError) as refused:
        checked.is_valid(raise_exception=True)
    problem = _problem(refused.value)
    assert problem["type"] == "urn:recovery:invalid"
    return {mistake["place"]: mistake["code"] for mistake in problem["errors"]}


def test_every_mistake_names_its_place() -> None:
    found = _mistakes({"steps": [{"weeks": 2}, {"weeks": 0}], "score": 11})

    assert found == {"steps.1.weeks": "min_value", "score": "max_value"}


def test_a_mistake_of_the_whole_has_no_place() -> None:
    assert _mistakes({"steps": [], "score": 1}) == {"": "too_much"}


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        (Http404("No Patient matches the given query."), "not-found", HTTPStatus.NOT_FOUND),
        (PermissionDenied("because"), "permission-denied", HTTPStatus.FORBIDDEN),
        (exceptions.NotFound(), "not-found", HTTPStatus.NOT_FOUND),
        (exceptions.MethodNotAllowed("PUT"), "method-not-allowed", HTTPStatus.METHOD_NOT_ALLOWED),
        (exceptions.ParseError(), "parse-error", HTTPStatus.BAD_REQUEST),
    ],
)
def test_what_the_framework_refuses_has_the_same_form(
    error: Exception, code: str, status: HTTPStatus
) -> None:
    problem = _problem(error)

    assert problem["type"] == f"urn:recovery:{code}"
    assert problem["status"] == status
    assert "Patient" not in problem["detail"]


def test_who_asks_too_often_is_told_when_to_come_back() -> None:
    answer = answer_with_a_problem(exceptions.Throttled(wait=7), {})

    assert answer is not None
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert answer.data["type"] == "urn:recovery:throttled"


def test_a_mistake_of_our_own_is_not_hidden() -> None:
    assert answer_with_a_problem(ZeroDivisionError(), {}) is None


@pytest.mark.parametrize(
    ("asked", "given"), [({}, 50), ({"page_size": "3"}, 3), ({"page_size": "1000000"}, 100)]
)
def test_a_page_is_never_longer_than_a_hundred_rows(asked: dict[str, str], given: int) -> None:
    request = Request(APIRequestFactory().get("/", asked))

    page = Pages().paginate_queryset(list(range(500)), request)

    assert page is not None
    assert len(page) == given


@pytest.mark.django_db
def test_the_description_is_for_anybody_and_is_the_one_in_the_repository() -> None:
    answer = APIClient().get("/api/schema/", headers={"Accept-Language": "nl"})

    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["Content-Type"] == "application/vnd.oai.openapi"
    assert answer.content == DESCRIPTION.read_bytes()


@pytest.mark.django_db
def test_the_description_comes_in_the_form_that_is_asked_for() -> None:
    form = "application/vnd.oai.openapi+json"

    answer = APIClient().get("/api/schema/", headers={"Accept": form})

    assert answer.headers["Content-Type"] == form
    assert answer.json()["openapi"] == "3.0.3"


@pytest.mark.django_db
def test_whoever_asks_for_the_description_again_and_again_lets_nobody_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    APIClient().get("/api/schema/")
    monkeypatch.delattr(SchemaGenerator, "get_schema")

    assert APIClient().get("/api/schema/").status_code == HTTPStatus.OK
