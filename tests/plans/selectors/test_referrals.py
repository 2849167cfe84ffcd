"""A referral as it is shown: whom it calls, why, and on what evidence."""

from __future__ import annotations

from datetime import UTC, date, datetime

from plans.catalogue.reading import Catalogue
from plans.models import Patient, Referral, User
from plans.selectors.questions import open_questions, question_card
from plans.selectors.referrals import referral_card
from plans.services.referrals import refer_from_intake
from tests.factories.plans import make_injury, start_demo_plan
from tests.plans.services.diary import keep_diary, night_before

FIFTEENTH = date(2026, 3, 15)


def test_the_reason_is_that_of_the_rule(patient: Patient, catalogue: Catalogue) -> None:
    plan = start_demo_plan(patient)
    keep_diary(plan, "5 5 5 5 5 5 5 5 5 5 5 5 5 5")
    night_before(plan, FIFTEENTH)

    card = referral_card(Referral.objects.get(plan=plan).pk)

    rules = catalogue.protocols["achilles-self-care"].rules
    assert card.reason == next(rule.reason for rule in rules if rule.id == "R-ACH-1")
    assert (card.plan_id, card.patient_id, card.verdict) == (plan.pk, patient.pk, "no_change")
    assert card.evidence is not None
    assert card.evidence["baseline"] == "5"


def test_a_referral_of_the_intake_has_its_own_reason(
    patient: Patient, physiotherapist: User, catalogue: Catalogue
) -> None:
    outcome = catalogue.intakes["ankle"].referrals()[0]
    referral = refer_from_intake(
        injury=make_injury(patient, "ankle"),
        outcome=outcome,
        by=physiotherapist,
        now=datetime(2026, 3, 1, 9, tzinfo=UTC),
    )

    card = referral_card(referral.pk)

    assert card.reason == outcome.reason
    assert (card.plan_id, card.verdict, card.evidence) == (None, None, None)


def test_an_open_question_is_shown_with_its_answers(patient: Patient) -> None:
    plan = start_demo_plan(patient)
    night_before(plan, FIFTEENTH)

    (card,) = open_questions(plan.pk)

    assert card.question.name == "less_pain_than_at_start"
    assert [option.value for option in card.question.options] == ["yes", "no"]
    assert question_card(card.asked_id) == card
    assert not card.closed
    night_before(plan, date(2026, 3, 18))
    assert open_questions(plan.pk) == []
    assert question_card(card.asked_id).closed
