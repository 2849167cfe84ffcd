"""A referral from self-care becomes treatment in one step."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from plans.catalogue.reading import Catalogue
from plans.domain.refusal import Refusal, RefusalKind
from plans.models import Event, Patient, Plan, Referral, User
from plans.selectors.catalogue import published_protocol
from plans.services.ending import end_plan
from plans.services.referrals import refer_from_intake
from plans.services.treating import treat_referral
from tests.factories.plans import make_injury, start_demo_plan
from tests.plans.services.diary import keep_diary, night_before, referrals_of

NOW = datetime(2026, 3, 16, 9, tzinfo=UTC)


@pytest.fixture
def plan(patient: Patient) -> Plan:
    plan = start_demo_plan(patient)
    keep_diary(plan, "5 5 5 5 5 5 5 5 5 5 5 5 5 5")
    night_before(plan, date(2026, 3, 15))
    return plan


def _treat(plan: Plan, by: User, slug: str = "achilles-treatment") -> Plan:
    return treat_referral(
        referral=Referral.objects.get(plan=plan),
        version=published_protocol(slug),
        by=by,
        now=NOW,
        reason="seen on Monday",
    )


def test_the_referral_is_closed_and_the_plan_goes_on_as_treatment(
    plan: Plan, physiotherapist: User
) -> None:
    follower = _treat(plan, physiotherapist)

    plan.refresh_from_db()
    referral = Referral.objects.get(plan=plan)
    assert (referral.status, referral.outcome) == ("resolved", "seen on Monday")
    assert (plan.status, plan.outcome) == ("ended", "switched")
    assert (follower.continues, follower.injury, follower.status) == (plan, plan.injury, "active")
    assert follower.protocol_version.slug == "achilles-treatment"
    assert Event.objects.filter(kind="plan_switched").count() == 1


def test_twice_is_refused_and_has_the_effect_of_once(plan: Plan, physiotherapist: User) -> None:
    _treat(plan, physiotherapist)

    with pytest.raises(Refusal, match="already been closed") as refused:
        _treat(plan, physiotherapist)

    assert refused.value.kind is RefusalKind.CONFLICT
    assert Plan.objects.count() == 2


def test_what_is_no_treatment_is_refused_and_changes_nothing(
    plan: Plan, physiotherapist: User
) -> None:
    with pytest.raises(Refusal, match="Choose a protocol for treatment") as refused:
        _treat(plan, physiotherapist, "achilles-self-care")

    assert refused.value.place == "protocol"
    assert [status for *_, status in referrals_of(plan)] == ["open"]


def test_a_treatment_of_another_part_of_the_body_is_refused_and_leaves_the_referral(
    plan: Plan, physiotherapist: User
) -> None:
    with pytest.raises(Refusal, match="another part of the body"):
        _treat(plan, physiotherapist, "heel-treatment")

    assert [status for *_, status in referrals_of(plan)] == ["open"]
    plan.refresh_from_db()
    assert plan.status == "active"


def test_the_patient_cannot_do_it(plan: Plan) -> None:
    with pytest.raises(Refusal) as refused:
        _treat(plan, plan.injury.patient.user)

    assert refused.value.kind is RefusalKind.FORBIDDEN


def test_without_a_plan_under_way_the_treatment_starts_today(
    plan: Plan, physiotherapist: User
) -> None:
    end_plan(plan=plan, outcome="stopped", by=physiotherapist, now=NOW)

    follower = _treat(plan, physiotherapist)

    assert (follower.starts_on, follower.status) == (date(2026, 3, 16), "active")


def test_a_referral_of_the_intake_can_be_treated_too(
    patient: Patient, physiotherapist: User, catalogue: Catalogue
) -> None:
    injury = make_injury(patient, "ankle")
    outcome = catalogue.intakes["ankle"].referrals()[0]
    referral = refer_from_intake(injury=injury, outcome=outcome, by=physiotherapist, now=NOW)

    plan = treat_referral(
        referral=referral,
        version=published_protocol("ankle-moderate"),
        by=physiotherapist,
        now=NOW,
    )

    referral.refresh_from_db()
    assert (referral.status, referral.outcome) == ("resolved", "ankle-moderate v1")
    assert (plan.injury, plan.starts_on) == (injury, date(2026, 3, 16))
