"""Two people who press the button at the same moment destroy a record once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from plans.domain.refusal import Refusal
from plans.models import Clinic, Destruction, Patient, Plan, RightsRequest, User
from plans.services.rights import approve, ask
from tests.factories.people import make_administrator
from tests.factories.plans import start_demo_plan
from tests.side_by_side import WORKERS, all_at_once

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.mark.usefixtures("committed")
def test_a_record_is_destroyed_once(
    clinic: Clinic, patient: Patient, physiotherapist: User
) -> None:
    administrator = make_administrator(clinic)
    plan = start_demo_plan(patient)
    asked = ask(patient=patient, kind="destruction", by=patient.user, now=NOW)
    approve(request=asked, by=physiotherapist, now=NOW)

    def press() -> str:
        try:
            found = RightsRequest.objects.get(pk=asked.pk)
            return approve(request=found, by=administrator, now=NOW).status
        except Refusal as refusal:
            return refusal.code

    answers = all_at_once(press)

    assert sorted(answers) == sorted(["done"] + ["may_not_decide"] * (WORKERS - 1))
    assert Destruction.objects.count() == 1
    assert not Plan.objects.filter(pk=plan.pk).exists()
