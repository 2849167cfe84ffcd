"""Without the right key a record's words are withheld, in a sentence, and come back with it."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from plans.domain.change import PausePlan
from plans.domain.sealing import MasterKey, new_key
from plans.models import Clinic, Plan, User
from plans.models.sealing import forget_keys
from plans.services.changing import change_plan
from tests.factories.people import make_clinic, make_patient, make_physiotherapist
from tests.factories.plans import start_demo_plan

SAID = "KANARIE op vakantie"
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def clinic(catalogue: None) -> Clinic:
    return make_clinic()


@pytest.fixture
def plan(clinic: Clinic) -> Plan:
    """A plan with a pause for which somebody gave a reason."""
    physiotherapist = make_physiotherapist(clinic)
    plan = start_demo_plan(make_patient(clinic, physiotherapist))
    change_plan(
        plan=plan,
        change=PausePlan(from_on=date(2026, 3, 10), until_on=date(2026, 3, 12)),
        by=physiotherapist,
        now=NOW,
        reason=SAID,
    )
    return plan


@pytest.fixture(autouse=True)
def _own_keys() -> None:
    forget_keys()


def _treating(plan: Plan) -> User:
    physiotherapist = plan.injury.patient.physiotherapist
    assert physiotherapist is not None
    return physiotherapist


def _lose_the_key(settings: Settings) -> None:
    settings.DATA_KEYS = (MasterKey(name="another", key=new_key()),)
    forget_keys()


def test_case_92_a_page_with_words_that_cannot_be_opened_says_so(
    plan: Plan, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    patient = plan.injury.patient
    client, address = Client(), f"/patients/{patient.public_id}/"
    client.force_login(_treating(plan))
    assert SAID in client.get(address).content.decode()
    kept = settings.DATA_KEYS

    _lose_the_key(settings)
    with caplog.at_level(logging.ERROR, logger="recovery.unreadable"):
        withheld = client.get(address)

    assert withheld.status_code == 503
    assert "zijn nu niet te lezen" in withheld.content.decode() or "cannot be read now" in (
        withheld.content.decode()
    )
    assert SAID not in withheld.content.decode()
    assert "is not in DATA_KEYS" in caplog.text
    assert SAID not in caplog.text

    settings.DATA_KEYS = kept
    forget_keys()
    assert SAID in client.get(address).content.decode()


def test_case_92_the_api_answers_with_a_problem(plan: Plan, settings: Settings) -> None:
    client, address = APIClient(), f"/api/plans/{plan.public_id}/history/"
    client.force_login(_treating(plan))
    assert SAID in client.get(address).content.decode()

    _lose_the_key(settings)
    withheld = client.get(address)

    assert withheld.status_code == 503
    assert withheld.headers["Content-Type"] == "application/problem+json"
    assert withheld.json()["type"] == "urn:recovery:words-unreadable"


def test_case_92_nothing_is_written_when_it_cannot_be_sealed(
    plan: Plan, settings: Settings
) -> None:
    client = APIClient()
    client.force_login(_treating(plan))
    address = f"/api/plans/{plan.public_id}/"
    asked = {"If-Match": client.get(address).headers["ETag"], "Idempotency-Key": str(uuid4())}
    _lose_the_key(settings)

    answer = client.post(
        f"{address}end/",
        {"outcome": "stopped", "reason": SAID},
        format="json",
        headers=asked,
    )

    assert answer.status_code == 503
    plan.refresh_from_db()
    assert plan.status == "active"
