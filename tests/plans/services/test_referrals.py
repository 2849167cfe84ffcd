"""What clinicians do with referrals, and the referrals of the intake."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from plans.catalogue.reading import Catalogue
from plans.domain.refusal import Refusal, RefusalKind
from plans.models import Clinic, Event, Patient, Plan, Referral, User
from plans.services.referrals import (
    acknowledge_referral,
    dismiss_referral,
    refer_from_intake,
    resolve_referral,
)
from tests.factories.people import make_clinic, make_physiotherapist, make_staff
from tests.factories.plans import make_injury, start_demo_plan
from tests.plans.services.diary import keep_diary, night_before

NOW = datetime(2026, 3, 16, 9, tzinfo=UTC)
LATER = datetime(2026, 3, 17, 9, tzinfo=UTC)


@pytest.fixture
def referral(patient: Patient) -> Referral:
    plan = start_demo_plan(patient)
    keep_diary(plan, "5 5 5 5 5 5 5 5 5 5 5 5 5 5")
    night_before(plan, date(2026, 3, 15))
    return Referral.objects.get(plan=plan)


def test_seeing_it_twice_is_seeing_it_once(referral: Referral, physiotherapist: User) -> None:
    acknowledge_referral(referral=referral, by=physiotherapist, now=NOW)
    acknowledge_referral(referral=referral, by=physiotherapist, now=LATER)

    assert (referral.status, referral.acknowledged_at) == ("acknowledged", NOW)
    assert referral.acknowledged_by == physiotherapist
    assert Event.objects.filter(kind="referral_acknowledged").count() == 1


def test_a_referral_is_closed_once_with_what_came_of_it(
    referral: Referral, physiotherapist: User
) -> None:
    resolve_referral(referral=referral, outcome="seen on Monday", by=physiotherapist, now=NOW)

    assert (referral.status, referral.closed_by) == ("resolved", physiotherapist)
    assert (referral.outcome, referral.closed_at) == ("seen on Monday", NOW)
    with pytest.raises(Refusal, match="already been closed") as refused:
        resolve_referral(referral=referral, outcome="again", by=physiotherapist, now=LATER)
    assert refused.value.kind is RefusalKind.CONFLICT
    assert acknowledge_referral(referral=referral, by=physiotherapist, now=LATER).status == (
        "resolved"
    )


def test_a_referral_that_was_not_needed_says_why(referral: Referral, physiotherapist: User) -> None:
    dismiss_referral(referral=referral, reason="typed a wrong score", by=physiotherapist, now=NOW)

    assert (referral.status, referral.closed_by) == ("dismissed", physiotherapist)
    assert (referral.outcome, referral.closed_at) == ("typed a wrong score", NOW)
    event = Event.objects.get(kind="referral_dismissed")
    assert (event.by, event.plan, event.facts) == (
        physiotherapist,
        referral.plan,
        {"referral": referral.pk, "rule": "R-ACH-1"},
    )
    with pytest.raises(Refusal, match="already been closed"):
        resolve_referral(referral=referral, outcome="seen", by=physiotherapist, now=LATER)


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_what_came_of_it_must_be_said(referral: Referral, physiotherapist: User, text: str) -> None:
    with pytest.raises(Refusal, match="Write down what was done") as refused:
        resolve_referral(referral=referral, outcome=text, by=physiotherapist, now=NOW)
    assert refused.value.place == "outcome"
    with pytest.raises(Refusal, match="Write down what was done"):
        dismiss_referral(referral=referral, reason=text, by=physiotherapist, now=NOW)
    referral.refresh_from_db()
    assert referral.status == "open"


def test_a_physiotherapist_of_another_clinic_cannot_touch_it(
    referral: Referral, catalogue: Catalogue
) -> None:
    stranger = make_physiotherapist(make_clinic())

    with pytest.raises(Refusal):
        acknowledge_referral(referral=referral, by=stranger, now=NOW)
    with pytest.raises(Refusal):
        resolve_referral(referral=referral, outcome="fine", by=stranger, now=NOW)
    with pytest.raises(Refusal):
        dismiss_referral(referral=referral, reason="fine", by=stranger, now=NOW)
    referral.refresh_from_db()
    assert referral.status == "open"


def test_only_a_physiotherapist_handles_referrals(referral: Referral, clinic: Clinic) -> None:
    for person in (referral.injury.patient.user, make_staff(clinic)):
        with pytest.raises(Refusal) as refused:
            acknowledge_referral(referral=referral, by=person, now=NOW)
        assert refused.value.kind is RefusalKind.FORBIDDEN
        with pytest.raises(Refusal) as refused:
            resolve_referral(referral=referral, outcome="fine", by=person, now=NOW)
        assert refused.value.kind is RefusalKind.FORBIDDEN


def test_an_intake_that_leads_to_a_person_gives_no_plan(
    patient: Patient, physiotherapist: User, catalogue: Catalogue
) -> None:
    injury = make_injury(patient, "ankle")
    outcome = next(
        item for item in catalogue.intakes["ankle"].referrals() if item.to == "emergency"
    )

    first, again = (
        refer_from_intake(injury=injury, outcome=outcome, by=physiotherapist, now=NOW)
        for _ in range(2)
    )

    assert first == again
    assert (first.rule, first.to, first.plan) == (outcome.rule, "emergency", None)
    assert Plan.objects.count() == 0
    assert Event.objects.filter(kind="referral_raised").count() == 1
