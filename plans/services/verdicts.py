"""Keeps what the rules found about one plan: verdicts, questions and referrals, each once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from plans.domain.evaluation import Judgement, Record, scores_in
from plans.domain.event import EventKind
from plans.domain.log import latest_answer
from plans.domain.rule import MilestoneRule
from plans.models import AskedQuestion, Plan, Referral, ReferralStatus, User, Verdict
from plans.services.history import record_event


@dataclass(frozen=True, slots=True)
class VerdictBook:
    """Writes into the record of one plan, by one actor, at one moment."""

    plan: Plan
    by: User
    now: datetime

    def keep(self, judgement: Judgement, record: Record, today: date) -> int | None:
        """Store what is new in a judgement; return the id of the question it asks, if any."""
        verdict = self.add_verdict(
            judgement.rule.id,
            (judgement.window.first, judgement.window.last),
            judgement.outcome.value,
            _evidence(judgement, record),
        )
        if judgement.fires:
            self._raise_referral(judgement, verdict)
        else:
            self._supersede_referral(judgement)
        if judgement.asks is None:
            return None
        return self._ask(judgement, judgement.asks, today)

    def add_verdict(
        self, rule: str, window: tuple[date, date], verdict: str, evidence: dict[str, Any]
    ) -> Verdict:
        """Return the newest verdict over a window, adding a revision when it says something new."""
        first, last = window
        newest = (
            Verdict.objects.filter(plan=self.plan, rule=rule, window_first=first)
            .order_by("-revision")
            .first()
        )
        if newest is not None and (newest.verdict, newest.evidence) == (verdict, evidence):
            return newest
        added = Verdict.objects.create(
            plan=self.plan,
            protocol_version_id=self.plan.protocol_version_id,
            rule=rule,
            window_first=first,
            window_last=last,
            revision=newest.revision + 1 if newest else 1,
            verdict=verdict,
            evidence=evidence,
            given_at=self.now,
        )
        self._record(EventKind.VERDICT_GIVEN, {"verdict": added.pk, "rule": rule})
        return added

    def close_questions(self, *, still_asking: Collection[int] = ()) -> None:
        """Close the open questions that no rule waits for any more."""
        AskedQuestion.objects.filter(plan=self.plan, closed_at__isnull=True).exclude(
            pk__in=still_asking
        ).update(closed_at=self.now)

    def _raise_referral(self, judgement: Judgement, verdict: Verdict) -> None:
        rule = judgement.rule
        referral, is_new = Referral.objects.get_or_create(
            injury=self.plan.injury,
            rule=rule.id,
            occasion=judgement.window.first.isoformat(),
            defaults={
                "plan": self.plan,
                "verdict": verdict,
                "to": rule.to,
                "urgency": rule.urgency,
                "basis": judgement.basis.value,
                "raised_at": self.now,
            },
        )
        is_reopened = not is_new and referral.status == ReferralStatus.SUPERSEDED
        if is_reopened:
            self._set_status(referral, ReferralStatus.OPEN, None)
        if is_new or is_reopened:
            facts = {"referral": referral.pk, "rule": rule.id}
            facts |= {"to": rule.to, "urgency": rule.urgency}
            self._record(EventKind.REFERRAL_RAISED, facts)

    def _supersede_referral(self, judgement: Judgement) -> None:
        """Mark a referral whose verdict a late report has turned; it is kept (DEF-12)."""
        referral = Referral.objects.filter(
            status__in=(ReferralStatus.OPEN, ReferralStatus.ACKNOWLEDGED),
            plan=self.plan,
            rule=judgement.rule.id,
            occasion=judgement.window.first.isoformat(),
        ).first()
        if referral is None:
            return
        self._set_status(referral, ReferralStatus.SUPERSEDED, self.now)
        self._record(
            EventKind.REFERRAL_SUPERSEDED, {"referral": referral.pk, "rule": referral.rule}
        )

    def _ask(self, judgement: Judgement, question: str, today: date) -> int:
        asked, is_new = AskedQuestion.objects.get_or_create(
            plan=self.plan,
            rule=judgement.rule.id,
            window_first=judgement.window.first,
            question=question,
            defaults={"asked_at": self.now, "asked_on": today},
        )
        if is_new:
            facts = {"asked": asked.pk, "question": question, "rule": asked.rule}
            self._record(EventKind.QUESTION_ASKED, facts)
        return asked.pk

    def _record(self, kind: EventKind, facts: dict[str, Any]) -> None:
        record_event(kind, by=self.by, now=self.now, plan=self.plan, facts=facts)

    @staticmethod
    def _set_status(referral: Referral, status: str, closed_at: datetime | None) -> None:
        referral.status = status
        referral.closed_at = closed_at
        referral.save(update_fields=["status", "closed_at"])


def _evidence(judgement: Judgement, record: Record) -> dict[str, Any]:
    """Write down all that the verdict rests on, so that it can be explained and replayed."""
    window, rule, trend = judgement.window, judgement.rule, judgement.trend
    evidence: dict[str, Any] = {"window": [window.first.isoformat(), window.last.isoformat()]}
    if isinstance(rule, MilestoneRule):
        answer = latest_answer(record.answers, rule.question, until=window.last)
        return evidence | {"question": rule.question, "answer": answer, "needed": rule.answer}
    assert trend is not None and judgement.series is not None  # noqa: S101, PT018 - a trend's own
    scores = scores_in(record, window, judgement.series)
    return evidence | {
        "series": judgement.series,
        "scores": {day.isoformat(): score for day, score in scores.items()},
        "baseline": _exact(trend.baseline),
        "end": _exact(trend.end),
        "delta": _exact(trend.delta),
        "percent": _exact(trend.percent),
        "thresholds": asdict(rule.thresholds),
        "fires_on": list(rule.fires_on),
    }


def _exact(number: Fraction | None) -> str | None:
    """Write a fraction so that nothing is lost, such as ``17/4``."""
    return str(number) if number is not None else None
