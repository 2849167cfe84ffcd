"""How long an unanswered alert waits at each clinic, and when the next one goes further."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args

from django.db.models import Exists, Min, OuterRef, QuerySet

from notifications.domain.escalation import DEFAULTS, Schedule
from notifications.models import EscalationSchedule, Watch
from plans.domain.rule import Urgency
from plans.selectors.referrals import open_referrals


def schedule_of(clinic_id: int, urgency: str) -> Schedule:
    """Return what the clinic set for this urgency, or the default."""
    row = EscalationSchedule.objects.filter(clinic_id=clinic_id, urgency=urgency).first()
    if row is None:
        return next(DEFAULTS[known] for known in get_args(Urgency) if known == urgency)
    return Schedule(
        repeat_after=timedelta(minutes=row.repeat_after),
        colleague_after=timedelta(minutes=row.colleague_after),
        clinic_after=timedelta(minutes=row.clinic_after),
        then_every=timedelta(minutes=row.then_every),
    )


def watches(clinic_id: int | None = None) -> QuerySet[Watch]:
    """Return the watches that run, of the whole system or of one clinic."""
    running = Watch.objects.filter(next_at__isnull=False)
    if clinic_id is None:
        return running
    return running.filter(referral__injury__patient__clinic_id=clinic_id)


def next_escalation_at(clinic_id: int | None = None) -> datetime | None:
    """Return when the next unanswered alert goes further (UTC); ``None``: all are answered."""
    soonest: datetime | None = watches(clinic_id).aggregate(soonest=Min("next_at"))["soonest"]
    return soonest


@dataclass(frozen=True, slots=True)
class Unwatched:
    """A referral that nobody has seen and that nothing watches."""

    referral_id: int
    injury_id: int
    clinic_id: int
    urgency: str
    raised_at: datetime


def unwatched(clinic_id: int | None = None, *, limit: int) -> list[Unwatched]:
    """Return the oldest referrals that nobody has seen and that nothing watches.

    Mostly there are none, which takes one query; else two.
    """
    is_watched = Exists(Watch.objects.filter(referral_id=OuterRef("pk")))
    missing = open_referrals(clinic_id).filter(~is_watched).order_by("raised_at", "pk")
    ids = list(missing.values_list("pk", flat=True)[:limit])
    names = ("pk", "injury_id", "injury__patient__clinic_id", "urgency", "raised_at")
    rows = open_referrals().filter(pk__in=ids).order_by("raised_at", "pk")
    return [Unwatched(*row) for row in rows.values_list(*names)]
