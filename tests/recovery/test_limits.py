"""Who asks too often is told when to come back, however the requests are sent."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from recovery.limits import BREAK_GLASS, EXPORT, LIMITS, REPORT, SEARCH, Limit, take_turn
from tests.factories.people import make_clinic, make_patient, make_physiotherapist
from tests.servers.redis import empty

NOW = datetime(2026, 3, 10, 9, 0, 20, tzinfo=UTC)
SECONDS = int(NOW.timestamp())


def _routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route


def test_every_limit_is_of_a_route_that_there_is() -> None:
    assert {route for _, route in LIMITS} <= set(_routes(get_resolver().url_patterns))


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [EXPORT, SEARCH, REPORT, BREAK_GLASS], ids=lambda item: item.name)
def test_a_limit_lets_so_many_through_and_names_the_wait(limit: Limit) -> None:
    waits = [take_turn(limit, "somebody", at=SECONDS) for _ in range(limit.most + 1)]

    assert waits == [None] * limit.most + [limit.seconds - SECONDS % limit.seconds]
    assert take_turn(limit, "somebody-else", at=SECONDS) is None
    assert take_turn(limit, "somebody", at=SECONDS + limit.seconds) is None


@pytest.mark.django_db
def test_searching_too_often_is_told_when_to_come_back() -> None:
    client, caller = Client(), make_physiotherapist(make_clinic())
    client.force_login(caller)
    with time_machine.travel(NOW, tick=False):
        answers = [client.get("/api/plans/?status=active") for _ in range(SEARCH.most + 1)]
        page = client.get("/colleagues-patients/")
        unasked = client.get("/api/plans/")

    last = answers.pop()
    assert {answer.status_code for answer in answers} == {200}
    assert (last.status_code, last.headers["Retry-After"]) == (429, "40")
    assert last.json()["type"] == "urn:recovery:throttled"
    assert (page.status_code, page.headers["Retry-After"]) == (429, "40")
    assert unasked.status_code == 200


@pytest.mark.django_db
def test_who_says_to_be_elsewhere_is_counted_all_the_same() -> None:
    with time_machine.travel(NOW, tick=False):
        answers = [
            Client().get("/api/plans/?status=active", headers={"X-Forwarded-For": f"10.0.0.{n}"})
            for n in range(SEARCH.most + 1)
        ]

    assert [answer.status_code for answer in answers[-2:]] == [401, 429]


@pytest.mark.django_db
def test_a_limit_survives_a_restart_and_an_emptied_redis(redis_url: str) -> None:
    client, patient = Client(), make_patient(make_clinic(), None)
    client.force_login(patient.user)
    with time_machine.travel(NOW, tick=False):
        for _ in range(EXPORT.most):
            client.get("/api/me/export/")
        caches["in_memory"].clear()
        empty(redis_url)
        again = Client()
        again.force_login(patient.user)

        assert again.get("/api/me/export/").status_code == 429


@pytest.mark.usefixtures("committed")
def test_fifty_at_once_are_no_more_than_the_limit() -> None:
    limit = Limit(name="trial", most=10, seconds=60)

    def one(_number: int) -> int | None:
        try:
            return take_turn(limit, "somebody", at=SECONDS)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as workers:
        waits = list(workers.map(one, range(50)))

    assert waits.count(None) == limit.most
    cache.clear()
