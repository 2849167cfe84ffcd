"""Workers side by side: what is found about a plan is stored once."""

from __future__ import annotations

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

from plans.domain.days import midnight
from plans.models import Event, Plan, Referral, Verdict
from plans.services.judging import judge_due_plans
from tests.factories.people import make_clinic, make_patient, make_physiotherapist
from tests.factories.plans import start_demo_plan
from tests.plans.services.diary import keep_diary
from tests.side_by_side import all_at_once

FIFTEENTH = midnight(date(2026, 3, 15), ZoneInfo("Europe/Amsterdam"))


def test_three_workers_store_what_one_would(committed: None, catalogue: None) -> None:
    clinic = make_clinic()
    physiotherapist = make_physiotherapist(clinic)
    plans = [start_demo_plan(make_patient(clinic, physiotherapist)) for _ in range(6)]
    for plan in plans:
        keep_diary(plan, "5 5 5 5 5 5 5 5 5 5 4 4 5 4")

    all_at_once(lambda: judge_due_plans(now=FIFTEENTH))
    # What another worker had in hand was left to it; nothing may be left over after that.
    while judge_due_plans(now=FIFTEENTH):
        pass

    found = Counter(Verdict.objects.values_list("plan", "kind", "rule", "window_first"))
    assert set(found.values()) == {1}
    trends = Verdict.objects.filter(rule="R-ACH-1")
    assert set(trends.values_list("plan", flat=True)) == {plan.pk for plan in plans}
    assert Referral.objects.count() == len(plans)
    assert Event.objects.filter(kind="referral_raised").count() == len(plans)
    assert not Plan.objects.filter(next_judgement_at__lte=FIFTEENTH).exists()
