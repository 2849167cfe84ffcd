"""An app opens a colleague's patient's record with a reason."""

from __future__ import annotations

from typing import Any

import pytest

from plans.domain.sight import AccessKind, sight_of
from plans.models import CareRelation
from tests.factories.people import make_physiotherapist
from tests.plans.api.conftest import Scene, SignIn

REASON = "Belt met plotselinge pijn in de kuit"


def test_the_answer_says_until_when(scene: Scene, sign_in: SignIn) -> None:
    colleague = make_physiotherapist(scene.patient.clinic)
    body = {"patient": str(scene.patient.public_id), "reason": REASON}

    answer = sign_in(colleague).post("/api/break-glass/", body)

    assert answer.status_code == 201
    assert answer.json() == {
        "patient": str(scene.patient.public_id),
        # The end of Wednesday at the clinic.
        "until_at": "2026-03-12T00:00:00+01:00",
    }
    sight = sight_of(answer.wsgi_request)
    assert (sight.kind, sight.patients) == (AccessKind.BREAK_GLASS, {scene.patient.pk})
    assert REASON not in str(sight.details)


@pytest.mark.parametrize(
    "wrong",
    [{"reason": "kort"}, {"reason": None}, {"patient": "pA1"}, {"occasion": "x"}, {"extra": 1}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_is_not_right_opens_nothing(
    scene: Scene, sign_in: SignIn, wrong: dict[str, Any]
) -> None:
    colleague = make_physiotherapist(scene.patient.clinic)
    body = {"patient": str(scene.patient.public_id), "reason": REASON} | wrong

    assert sign_in(colleague).post("/api/break-glass/", body).status_code == 400

    assert not CareRelation.objects.exists()


def test_another_clinics_patient_is_not_there_to_be_opened(scene: Scene, sign_in: SignIn) -> None:
    address, client = "/api/break-glass/", sign_in(scene.stranger)
    foreign = client.post(address, {"patient": str(scene.patient.public_id), "reason": REASON})
    missing = client.post(
        address, {"patient": "00000000-0000-4000-8000-000000000000", "reason": REASON}
    )

    assert (foreign.status_code, foreign.content) == (404, missing.content)
    assert [item.patient for item in sight_of(foreign.wsgi_request).denied] == [scene.patient.pk]
