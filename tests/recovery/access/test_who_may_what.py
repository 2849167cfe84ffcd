"""Every route x every role x {own, same clinic, other clinic}: the answers of the table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
import time_machine
from django.core.cache import caches
from django.http import HttpResponse

from plans.catalogue.reading import Catalogue
from plans.domain.sight import sight_of
from plans.models import AccessEntry
from tests.recovery.access.asking import ask
from tests.recovery.access.scene import (
    CALLERS,
    ELSEWHERE,
    NOW,
    NOWHERE,
    Scene,
    build_scene,
    methods_of,
    routes,
)
from tests.recovery.access.table import LIBRARY, NO_PATIENTS, NO_RECORDS, ROWS, Row

NAMED = {(row.method, row.route): row for row in ROWS}
OF_A_ROW = [row for row in ROWS if "<uuid:" in row.route]


@pytest.fixture
def scene(catalogue: Catalogue) -> Iterator[Scene]:
    with time_machine.travel(NOW, tick=False):
        caches["in_memory"].clear()
        yield build_scene()


def _noun(row: Row) -> str:
    """Return by what the rows are taken together, so that each test makes its scene once."""
    return row.route.partition("<")[0].rstrip("/")


NOUNS = sorted({_noun(row) for row in ROWS})
NOUNS_OF_A_ROW = sorted({_noun(row) for row in OF_A_ROW})


def _of(noun: str, rows: Iterable[Row]) -> list[tuple[Row, dict[str, int]]]:
    return [
        (row, dict(zip(CALLERS, row.answers, strict=True))) for row in rows if _noun(row) == noun
    ]


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    without = {
        route
        for route, callback in _own_routes()
        if not any((method, route) in NAMED for method in methods_of(callback))
    }

    assert without == set(NO_RECORDS)
    assert {row.route for row in ROWS} <= {route for route, _ in routes()}


def test_nobody_elsewhere_and_no_other_patient_gets_in() -> None:
    assert all(len(row.answers) == len(CALLERS) for row in ROWS)
    for row in OF_A_ROW:
        answers = dict(zip(CALLERS, row.answers, strict=True))
        for caller in (*ELSEWHERE, "other patient", "nobody"):
            assert answers[caller] in (302, 401, 404, 405), row
            assert caller == "nobody" or answers[caller] != 302, row


def test_what_has_no_row_takes_no_such_method(scene: Scene) -> None:
    taken = {}
    for route, callback in _own_routes():
        for method in methods_of(callback):
            if (method, route) not in NAMED and route not in NO_RECORDS:
                status = ask(scene, "treating", method, route).status_code
                if status != 405:
                    taken[method, route] = status

    assert taken == {}


@pytest.mark.parametrize("noun", NOUNS)
def test_each_caller_gets_the_answer_of_the_table(scene: Scene, noun: str) -> None:
    found = {
        (row.method, row.route, caller): ask(
            scene, caller, row.method, row.route, row.sent
        ).status_code
        for row, answers in _of(noun, ROWS)
        for caller in answers
    }

    expected = {
        (row.method, row.route, caller): status
        for row, answers in _of(noun, ROWS)
        for caller, status in answers.items()
    }
    assert {key: status for key, status in found.items() if status != expected[key]} == {}


@pytest.mark.parametrize("noun", NOUNS_OF_A_ROW)
def test_what_is_not_ones_own_answers_like_what_does_not_exist_and_is_noted(
    scene: Scene, noun: str
) -> None:
    for row, answers in _of(noun, OF_A_ROW):
        for caller in [caller for caller, status in answers.items() if status == 404]:
            foreign = ask(scene, caller, row.method, row.route, row.sent)
            missing = ask(scene, caller, row.method, row.route, row.sent, subject=NOWHERE)

            assert foreign.status_code == missing.status_code, (row, caller)
            assert _body(foreign) == _body(missing), (row, caller)
            if row.route not in NO_PATIENTS:
                assert _noted(missing) == [None], (row, caller)
                # Of a row that is there it is noted whose it was, for who reads the log.
                # (Nobody in this scene asked anything about their own data.)
                has_one = noun.rsplit("/", 1)[-1] in scene.subjects
                whose = scene.patient.pk if has_one else None
                assert _noted(foreign) == [whose], (row, caller)


@pytest.mark.parametrize("noun", NOUNS_OF_A_ROW)
def test_a_refusal_tells_nothing_about_the_patient(scene: Scene, noun: str) -> None:
    secrets = (scene.patient.user.name, scene.patient.user.email, "achilles", "vakantie")
    for row, answers in _of(noun, OF_A_ROW):
        for caller in [caller for caller, status in answers.items() if status in (403, 404)]:
            said = ask(scene, caller, row.method, row.route, row.sent).content.decode()
            assert [secret for secret in secrets if secret in said] == [], (row, caller)


@pytest.mark.parametrize("noun", NOUNS_OF_A_ROW)
def test_head_options_and_a_method_override_give_no_more(scene: Scene, noun: str) -> None:
    for row, answers in _of(noun, [row for row in OF_A_ROW if row.method == "GET"]):
        for caller, status in answers.items():
            head = ask(scene, caller, "HEAD", row.route)
            assert (head.status_code, head.content) == (status, b""), (row, caller)
            options = ask(scene, caller, "OPTIONS", row.route)
            assert options.status_code in (302, 401, 403, 404, 405), (row, caller)
            plain = ask(scene, caller, "POST", row.route).status_code
            disguised = ask(scene, caller, "POST", row.route, override="GET").status_code
            assert disguised == plain, (row, caller)


def test_a_foreign_row_leaves_a_line_in_the_access_log(scene: Scene) -> None:
    """Through the middleware, once; the tests above look at what it is given."""
    for address in ("/api/plans/", "/plan/"):
        scene.client("physiotherapist elsewhere").get(f"{address}{scene.plan.public_id}/")

    lines = AccessEntry.objects.filter(kind="denied").order_by("seq")
    stranger = scene.people["physiotherapist elsewhere"].pk
    assert [(line.user_id, line.object_kind, line.object_id) for line in lines] == [
        (stranger, "plan", str(scene.plan.public_id))
    ] * 2
    assert [line.subjects.get().patient for line in lines] == [scene.patient] * 2


def _own_routes() -> Iterator[tuple[str, object]]:
    """Give the addresses that are ours; those of the admin are walked with the admin's tests."""
    for route, callback in routes():
        view = getattr(callback, "view_class", callback)
        if not route.startswith("admin/") and not view.__module__.startswith(LIBRARY):
            yield route, callback


def _body(answer: HttpResponse) -> str:
    """Return what was answered, but for what was asked and the page's mark against forgery."""
    asked: str = answer.wsgi_request.path  # type: ignore[attr-defined]
    return _MARK.sub("", answer.content.decode()).replace(asked, "")


_MARK = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def _noted(answer: HttpResponse) -> list[int | None]:
    denied = sight_of(answer.wsgi_request).denied  # type: ignore[attr-defined]
    return [item.patient for item in denied]
