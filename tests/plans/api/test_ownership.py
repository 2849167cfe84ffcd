"""Every route, asked by everybody: who gets in, who is refused, and for whom nothing is there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import URLPattern
from rest_framework.test import APIClient

from plans.api.urls import urlpatterns
from tests.plans.api.conftest import TODAY, Scene, SignIn

CALLERS = ("own patient", "other patient", "physiotherapist", "other clinic", "staff", "nobody")

NEW_PLAN = {"protocol": "achilles-treatment", "starts_on": "2026-03-10"}
PAUSE = {"change": {"kind": "pause_plan", "until_on": "2026-03-12"}}
EXTEND = {"change": {"kind": "extend_phase", "phase": "relative_rest", "days": 2}}
NEW_PATIENT = {"email": "nieuw@example.org", "name": "Nieuwe Loper"}
INJURY = {"region": "heel", "injured_on": "2026-03-09"}

# The answers to each caller, in the order of CALLERS. What belongs to the patient is 404 for whom
# it does not exist, and 403 for whom it does but who may not do this.
READ = (200, 404, 200, 404, 403, 401)
WRITE = (201, 404, 201, 404, 403, 401)
CLINICIAN = (403, 404, 200, 404, 403, 401)
CLINICIAN_ADDS = (403, 404, 201, 404, 403, 401)
EVERYBODY = (200, 200, 200, 200, 200, 401)
STAFF_READ = (200, 404, 200, 404, 200, 401)

ROUTES: dict[tuple[str, str], tuple[tuple[int, ...], dict[str, Any] | None]] = {
    ("POST", "tokens/"): ((401,) * 6, {"email": "niemand@example.org", "password": "verkeerd"}),
    ("DELETE", "tokens/current/"): ((401,) * 6, None),
    ("GET", "me/"): (EVERYBODY, None),
    ("PATCH", "me/"): (EVERYBODY, {"language": "en"}),
    ("GET", "me/agenda/"): ((200, 200, 409, 409, 409, 401), None),
    ("GET", "protocols/"): (EVERYBODY, None),
    ("GET", "protocols/<slug:slug>/"): (EVERYBODY, None),
    ("GET", "exercises/"): (EVERYBODY, None),
    ("GET", "exercises/<slug:slug>/"): (EVERYBODY, None),
    ("GET", "intakes/"): (EVERYBODY, None),
    ("GET", "intakes/<slug:region>/"): (EVERYBODY, None),
    ("POST", "intakes/<slug:region>/outcome/"): (EVERYBODY, {"answers": {}}),
    ("GET", "patients/"): (EVERYBODY, None),
    ("POST", "patients/"): ((403, 403, 201, 201, 201, 401), NEW_PATIENT),
    ("GET", "patients/<uuid:public_id>/"): (STAFF_READ, None),
    ("PATCH", "patients/<uuid:public_id>/"): (READ, {"log_at": "21:00"}),
    # 400: the intake is not answered; only who may do this gets that far.
    ("POST", "patients/<uuid:public_id>/intakes/"): (
        (403, 404, 400, 404, 403, 401),
        INJURY | {"answers": {}},
    ),
    ("GET", "patients/<uuid:public_id>/injuries/"): (READ, None),
    ("POST", "patients/<uuid:public_id>/injuries/"): (CLINICIAN_ADDS, INJURY),
    ("GET", "injuries/<uuid:public_id>/"): (READ, None),
    ("POST", "injuries/<uuid:public_id>/plan-preview/"): (CLINICIAN, NEW_PLAN),
    # 409: a plan is under way already.
    ("POST", "injuries/<uuid:public_id>/plans/"): ((403, 404, 409, 404, 403, 401), NEW_PLAN),
    ("GET", "injuries/<uuid:public_id>/day-scores/"): (READ, None),
    ("PUT", "injuries/<uuid:public_id>/day-scores/<str:for_on>/"): (WRITE, {"pain": 4}),
    ("GET", "injuries/<uuid:public_id>/pain-logs/"): (READ, None),
    ("POST", "injuries/<uuid:public_id>/pain-logs/"): (WRITE, {"pain": 4}),
    ("GET", "injuries/<uuid:public_id>/exercise-logs/"): (READ, None),
    (
        "PUT",
        "injuries/<uuid:public_id>/exercise-logs/<str:for_on>/<slug:exercise>/<int:turn>/",
    ): (WRITE, {"done": "full"}),
    ("GET", "injuries/<uuid:public_id>/activities/"): (READ, None),
    ("POST", "injuries/<uuid:public_id>/activities/"): (WRITE, {"kind": "walk", "minutes": 20}),
    ("GET", "injuries/<uuid:public_id>/answers/"): (READ, None),
    ("POST", "injuries/<uuid:public_id>/answers/"): (
        WRITE,
        {"question": "less_pain_than_at_start", "value": "yes"},
    ),
    ("GET", "injuries/<uuid:public_id>/signs/"): (READ, None),
    ("POST", "injuries/<uuid:public_id>/signs/"): (WRITE, {"signs": []}),
    ("GET", "plans/"): (EVERYBODY, None),
    ("GET", "plans/<uuid:public_id>/"): (READ, None),
    ("GET", "plans/<uuid:public_id>/agenda/"): (READ, None),
    ("GET", "plans/<uuid:public_id>/history/"): (READ, None),
    ("POST", "plans/<uuid:public_id>/changes/"): (READ, PAUSE),
    ("POST", "plans/<uuid:public_id>/changes/preview/"): (CLINICIAN, EXTEND),
    ("POST", "plans/<uuid:public_id>/switch/"): (
        CLINICIAN_ADDS,
        {"protocol": "achilles-treatment"},
    ),
    ("POST", "plans/<uuid:public_id>/switch/preview/"): (
        CLINICIAN,
        {"protocol": "achilles-treatment"},
    ),
    ("POST", "plans/<uuid:public_id>/end/"): (CLINICIAN, {"outcome": "stopped"}),
    ("GET", "plans/<uuid:public_id>/verdicts/"): (READ, None),
    ("GET", "plans/<uuid:public_id>/questions/"): (READ, None),
    ("GET", "plans/<uuid:public_id>/adherence/"): (READ, None),
    ("GET", "plans/<uuid:public_id>/standing/"): (READ, None),
    ("GET", "referrals/"): (EVERYBODY, None),
    ("GET", "referrals/<uuid:public_id>/"): (STAFF_READ, None),
    ("POST", "referrals/<uuid:public_id>/acknowledge/"): (CLINICIAN, None),
    ("POST", "referrals/<uuid:public_id>/resolve/"): (CLINICIAN, {"outcome": "gebeld"}),
    ("POST", "referrals/<uuid:public_id>/dismiss/"): (CLINICIAN, {"reason": "dubbel"}),
    ("POST", "referrals/<uuid:public_id>/treat/"): (
        CLINICIAN_ADDS,
        {"protocol": "achilles-treatment"},
    ),
    # What others have to do about a patient does not exist for that patient.
    ("GET", "tasks/"): ((403, 403, 200, 200, 200, 401), None),
    ("POST", "tasks/<uuid:public_id>/close/"): (
        (404, 404, 200, 404, 403, 401),
        {"outcome": "gebeld"},
    ),
    ("GET", "worklist/"): ((403, 403, 200, 200, 403, 401), None),
}


def routes() -> Iterator[tuple[str, str]]:
    """Give every method of every address that the URL configuration knows."""
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        view = pattern.callback.view_class  # type: ignore[attr-defined]
        for method in ("get", "post", "put", "patch", "delete"):
            if hasattr(view, method):
                yield method.upper(), str(pattern.pattern)


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert sorted(routes()) == sorted(ROUTES)


@pytest.mark.parametrize(("method", "route"), list(ROUTES))
def test_each_caller_gets_the_answer_of_the_table(
    scene: Scene, sign_in: SignIn, method: str, route: str
) -> None:
    expected, body = ROUTES[method, route]
    address, sent = _address(scene, route), _json(body)

    answers = []
    for caller in CALLERS:
        client = _client(scene, sign_in, caller)
        # Each caller finds everything as it was at the start.
        with transaction.atomic():
            answer = client.generic(method, address, sent, content_type="application/json")
            transaction.set_rollback(True)
        answers.append(answer.status_code)

    assert dict(zip(CALLERS, answers, strict=True)) == dict(zip(CALLERS, expected, strict=True))


@pytest.mark.parametrize(
    ("method", "route"), [key for key, (answers, _) in ROUTES.items() if 404 in answers]
)
def test_what_is_another_clinics_answers_like_what_does_not_exist(
    scene: Scene, sign_in: SignIn, method: str, route: str
) -> None:
    body = _json(ROUTES[method, route][1])
    client = sign_in(scene.stranger)
    address = _address(scene, route)
    nowhere = address
    for public_id in _subjects(scene).values():
        nowhere = nowhere.replace(str(public_id), "00000000-0000-4000-8000-000000000000")

    foreign = client.generic(method, address, body, content_type="application/json")
    missing = client.generic(method, nowhere, body, content_type="application/json")

    assert foreign.status_code == missing.status_code == 404
    assert foreign.json() == missing.json()


def test_options_tell_nothing_and_a_head_tells_no_more_than_a_get(
    scene: Scene, sign_in: SignIn
) -> None:
    stranger = sign_in(scene.stranger)

    for route in sorted({route for _, route in ROUTES}):
        address = _address(scene, route)
        options, head = stranger.options(address), stranger.head(address)
        assert options.status_code in (401, 405), route
        assert head.status_code == stranger.get(address).status_code, route
        assert head.content == b"", route


@pytest.mark.parametrize("address", ["patients", "plans", "referrals"])
def test_lists_hold_only_what_the_caller_may_see(
    scene: Scene, sign_in: SignIn, address: str
) -> None:
    seen = {
        caller: _client(scene, sign_in, caller).get(f"/api/{address}/").json()["count"]
        for caller in CALLERS[:-1]
    }

    clinic = {"patients": 2, "plans": 2, "referrals": 1}[address]
    assert seen["own patient"] == 1
    assert seen["other patient"] == {"patients": 1, "plans": 1, "referrals": 0}[address]
    assert seen["physiotherapist"] == seen["staff"] == clinic
    assert seen["other clinic"] == 0


def test_what_there_is_to_do_is_that_of_the_own_clinic(scene: Scene, sign_in: SignIn) -> None:
    found = {
        caller: [
            _client(scene, sign_in, caller).get(f"/api/{address}/").json()["count"]
            for address in ("tasks", "worklist")
        ]
        for caller in ("physiotherapist", "other clinic")
    }

    assert found == {"physiotherapist": [1, 2], "other clinic": [0, 0]}


def _client(scene: Scene, sign_in: SignIn, caller: str) -> APIClient:
    users = {
        "own patient": scene.patient.user,
        "other patient": scene.other_patient.user,
        "physiotherapist": scene.physiotherapist,
        "other clinic": scene.stranger,
        "staff": scene.staff,
    }
    return sign_in(users[caller]) if caller in users else APIClient()


def _address(scene: Scene, route: str) -> str:
    noun = route.split("/", maxsplit=1)[0]
    filled = route.replace("<uuid:public_id>", str(_subjects(scene).get(noun)))
    slug = {"protocols": "achilles-treatment", "exercises": _exercise(scene)}.get(noun, "")
    return "/api/" + (
        filled.replace("<slug:slug>", slug)
        .replace("<slug:region>", "achilles")
        .replace("<str:for_on>", TODAY.isoformat())
        .replace("<slug:exercise>", _exercise(scene))
        .replace("<int:turn>", "1")
    )


def _subjects(scene: Scene) -> dict[str, UUID]:
    """Name the patient's own row of each noun."""
    return {
        "patients": scene.patient.public_id,
        "injuries": scene.plan.injury.public_id,
        "plans": scene.plan.public_id,
        "referrals": scene.referral.public_id,
        "tasks": scene.task.public_id,
    }


def _exercise(scene: Scene) -> str:
    return scene.plan.prescriptions.order_by("pk")[0].exercise


def _json(body: dict[str, Any] | None) -> str:
    return "" if body is None else json.dumps(body)
