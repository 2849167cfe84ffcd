"""A patient's diary for tests: scores on the evening of each day, and nights that pass."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from plans.domain.days import midnight
from plans.models import Injury, Plan, Referral, User, Verdict
from plans.services.judging import judge_due_plans
from plans.services.reporting import record_answer, record_pain


def morning_of(day: date) -> datetime:
    """Return nine o'clock UTC of ``day``."""
    return datetime.combine(day, time(9), tzinfo=UTC)


def evening_of(day: date) -> datetime:
    """Return seven in the evening UTC of ``day``."""
    return datetime.combine(day, time(19), tzinfo=UTC)


def keep_diary(plan: Plan, row: str, *, first: date | None = None) -> None:
    """Report a row of scores such as ``6 5 -``, each on the evening of its own day."""
    begin = first or plan.starts_on
    for number, entry in enumerate(row.split()):
        if entry != "-":
            day = begin + timedelta(days=number)
            report_pain(plan.injury, int(entry), day, evening_of(day))


def report_pain(injury: Injury, pain: int, for_on: date, now: datetime) -> None:
    """Let the patient report one score."""
    record_pain(injury=injury, pain=pain, for_on=for_on, by=_patient(injury), now=now)


def answer(plan: Plan, question: str, value: str, now: datetime) -> None:
    """Let the patient answer one question."""
    record_answer(
        injury=plan.injury, question=question, answer=value, by=_patient(plan.injury), now=now
    )


def night_before(plan: Plan, day: date) -> datetime:
    """Judge at the patient's midnight that begins ``day``."""
    at = midnight(day, plan.injury.patient.zone)
    judge_due_plans(now=at)
    plan.refresh_from_db()
    return at


def verdicts_of(plan: Plan, rule: str) -> list[tuple[int, str]]:
    """Return the revisions and verdicts of one rule, in order."""
    rows = Verdict.objects.filter(plan=plan, rule=rule).order_by("window_first", "revision")
    return list(rows.values_list("revision", "verdict"))


def referrals_of(plan: Plan) -> list[tuple[str, str, str]]:
    """Return rule, addressee and status of the plan's referrals, oldest first."""
    rows = Referral.objects.filter(injury=plan.injury).order_by("pk")
    return list(rows.values_list("rule", "to", "status"))


def _patient(injury: Injury) -> User:
    return injury.patient.user
