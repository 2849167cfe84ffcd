"""Many requests at the same moment, each on its own connection: nothing is done twice or lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from tests.plans.api.conftest import Scene

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("committed")

ROUNDS = 100
PAIN = {"for": "2026-03-10", "pain": 4}


def at_once(works: list[Callable[[], Any]]) -> list[Any]:
    """Let each work start when all are ready, and return what each gave."""
    ready = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        ready.wait(timeout=60)
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as workers:
        return list(workers.map(one, works))


def _answers_of_a_round(scene: Scene, clients: list[APIClient], page: Client) -> list[int]:
    from plans.models import Plan

    version = Plan.objects.get(pk=scene.plan.pk).version
    body = {"change": {"kind": "extend_phase", "phase": "relative_rest", "days": 1}}
    seen = {"If-Match": f'"{version}"'}
    form = {"version": version, "step": "confirm", "phase": "relative_rest", "days": 1}

    def by_api(client: APIClient) -> int:
        address = f"{scene.plan_address}changes/"
        return client.post(address, body, format="json", headers=seen).status_code

    def by_page() -> int:
        address = f"/plan/{scene.plan.public_id}/change/extend/"
        return page.post(address, form).status_code

    second = by_page if version % 2 else lambda: by_api(clients[1])
    return at_once([lambda: by_api(clients[0]), second])


def test_of_two_changes_of_one_edit_one_is_made_and_one_is_told(
    scene: Scene, clinician: APIClient
) -> None:
    from plans.models import Event, Plan

    clients = [clinician, APIClient()]
    page = Client()
    for client in (clients[1], page):
        client.force_login(scene.physiotherapist)
    made = 0
    for _ in range(ROUNDS):
        first, second = _answers_of_a_round(scene, clients, page)
        # A page that was saved sends on to the patient; one that came too late says so.
        assert (first == 200) != (second in (200, 302)), (first, second)
        assert {first, second} & {412, 409}, (first, second)
        made += 1

    assert Plan.objects.get(pk=scene.plan.pk).version == 1 + made
    assert Event.objects.filter(plan=scene.plan, kind="phase_extended").count() == made


def test_fifty_requests_with_one_key_are_one(scene: Scene) -> None:
    from plans.models import IdempotentAnswer, PainReport

    clients = [APIClient() for _ in range(50)]
    for client in clients:
        client.force_login(scene.patient.user)

    def send(client: APIClient) -> Callable[[], Any]:
        return lambda: client.post(
            f"{scene.injury_address}pain-logs/",
            PAIN,
            format="json",
            headers={"Idempotency-Key": "one"},
        )

    answers = at_once([send(client) for client in clients])

    statuses = [answer.status_code for answer in answers]
    assert set(statuses) <= {201, 409}, statuses
    new = [a for a in answers if a.status_code == 201 and "Idempotency-Replayed" not in a.headers]
    assert len(new) == 1
    assert PainReport.objects.filter(is_day_score=False).count() == 1
    assert IdempotentAnswer.objects.count() == 1
