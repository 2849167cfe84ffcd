"""Lists, searches, counts and choices hold nobody of another clinic, and no colleague's patient."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

import pytest
import time_machine
from django.core.cache import caches
from django.urls import reverse

from plans.catalogue.reading import Catalogue
from plans.models import Patient, User
from plans.services.staffing import assign_physiotherapist
from tests.recovery.access.asking import ask
from tests.recovery.access.scene import CALLERS, NOW, Scene, build_scene
from tests.recovery.access.table import ROWS

OUTSIDERS = [
    *(caller for caller in CALLERS if caller.endswith("elsewhere")),
    "other patient",
    "colleague",
]
LISTS = [row for row in ROWS if row.method == "GET" and "<" not in row.route]


@pytest.fixture
def scene(catalogue: Catalogue) -> Iterator[Scene]:
    with time_machine.travel(NOW, tick=False):
        caches["in_memory"].clear()
        yield build_scene()


@pytest.mark.parametrize("caller", OUTSIDERS)
def test_no_list_names_the_patient_to_an_outsider(scene: Scene, caller: str) -> None:
    names = (
        scene.patient.user.name,
        scene.patient.user.email,
        *(str(public_id) for public_id in scene.subjects.values()),
    )
    for row in LISTS:
        said = ask(scene, caller, row.method, row.route).content.decode()
        assert [name for name in names if name in said] == [], row.route


@pytest.mark.parametrize(
    ("address", "sizes"),
    [
        ("patients", {"treating": 2, "colleague": 0, "desk": 2, "administrator": 2}),
        ("plans", {"treating": 2, "colleague": 0, "desk": 0, "administrator": 2}),
        ("referrals", {"treating": 1, "colleague": 0, "desk": 0, "administrator": 1}),
        ("tasks", {"treating": 1, "colleague": 0}),
        ("worklist", {"treating": 2, "colleague": 0}),
    ],
)
def test_counts_are_of_what_may_be_seen(scene: Scene, address: str, sizes: dict[str, int]) -> None:
    counted = {
        caller: ask(scene, caller, "GET", f"api/{address}/").json()["count"]  # type: ignore[attr-defined]
        for caller in sizes
    }

    assert counted == sizes


@pytest.mark.parametrize("term", ["search", "clinic", "patient", "ordering", "physiotherapist"])
def test_a_list_takes_no_terms_that_it_does_not_know(scene: Scene, term: str) -> None:
    answer = scene.client("physiotherapist elsewhere").get(
        "/api/plans/", {term: str(scene.patient.public_id)}
    )

    assert answer.status_code == HTTPStatus.BAD_REQUEST


def test_a_body_that_names_another_clinics_people_writes_nothing(scene: Scene) -> None:
    patients, stranger = Patient.objects.count(), scene.people["physiotherapist elsewhere"]
    new = {"email": "nieuw@example.org", "name": "Nieuwe Loper"}

    for wrong in (
        {"physiotherapist": str(stranger.public_id)},
        {"clinic": str(stranger.clinic.public_id if stranger.clinic else "")},
        {"clinic": 2},
        {"patient": str(scene.foreign.public_id)},
    ):
        answer = scene.client("treating").post(
            "/api/patients/", new | wrong, content_type="application/json"
        )
        assert answer.status_code == HTTPStatus.BAD_REQUEST, wrong

    assert Patient.objects.count() == patients


def test_an_own_row_does_not_move_to_another_clinic(scene: Scene) -> None:
    elsewhere = scene.foreign.clinic
    address = f"/api/patients/{scene.patient.public_id}/"

    answer = scene.client("treating").patch(
        address, {"clinic": str(elsewhere.public_id)}, content_type="application/json"
    )

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert Patient.objects.get(pk=scene.patient.pk).clinic != elsewhere


def test_choices_name_people_of_the_own_clinic_only(scene: Scene) -> None:
    page = scene.client("treating").get(reverse("cover", args=[scene.patient.public_id]))

    chosen = page.context["form"].colleagues.values()
    assert {person.clinic for person in chosen} == {scene.patient.clinic}
    refused = scene.client("treating").post(
        reverse("cover", args=[scene.patient.public_id]),
        {
            "physiotherapist": str(scene.people["physiotherapist elsewhere"].public_id),
            "last_on": "2026-03-12",
            "reason": "vakantie",
        },
    )
    assert refused.status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("how", ["closed", "another clinic", "another patient's"])
def test_access_ends_with_the_next_request(scene: Scene, how: str) -> None:
    treating, client = scene.people["treating"], scene.client("treating")
    pages = [f"/api/plans/{scene.plan.public_id}/", f"/plan/{scene.plan.public_id}/"]
    assert {client.get(page).status_code for page in pages} == {HTTPStatus.OK}

    _leave(scene, treating, how)

    assert {client.get(page).status_code for page in pages} <= {
        HTTPStatus.FOUND,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.NOT_FOUND,
    }


def _leave(scene: Scene, treating: User, how: str) -> None:
    if how == "closed":
        User.objects.filter(pk=treating.pk).update(is_active=False)
    elif how == "another clinic":
        other = scene.foreign.clinic
        User.objects.filter(pk=treating.pk).update(clinic=other)
    else:
        colleague = scene.people["colleague"]
        assign_physiotherapist(
            patient=scene.patient, physiotherapist=colleague, by=treating, now=NOW
        )
