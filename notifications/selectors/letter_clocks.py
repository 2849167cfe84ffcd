"""Whose letters come back, and who gets one without a clock that runs."""

from __future__ import annotations

from typing import Protocol

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet

from notifications.domain.kind import MessageKind, To
from notifications.models import LetterClock, Preference

_CLINICIANS = (To.PHYSIOTHERAPIST.value, To.STAFF.value)


class Colleague(Protocol):
    """Somebody who may work at a clinic."""

    role: str
    is_active: bool
    clinic_id: int | None


def gets_digest(person: Colleague) -> bool:
    """Say whether this person works at a clinic, and so gets its daily overview."""
    return person.is_active and person.role in _CLINICIANS and person.clinic_id is not None


def letter_clocks(clinic_id: int | None) -> QuerySet[LetterClock]:
    """Return the clocks of the whole system or of one clinic's people."""
    clocks = LetterClock.objects.all()
    return clocks if clinic_id is None else clocks.filter(user__clinic_id=clinic_id)


def without_letter_clock(clinic_id: int | None, limit: int) -> list[tuple[int, MessageKind]]:
    """Return who gets a letter but has no clock for it that runs, ``limit`` at most of each kind.

    Two queries: clinicians get the daily overview, patients who want it the weekly summary.
    """
    clinicians = get_user_model().objects.filter(
        ~Exists(_running(MessageKind.DIGEST, "pk")),
        role__in=_CLINICIANS,
        is_active=True,
        clinic__isnull=False,
    )
    patients = Preference.objects.filter(
        ~Exists(_running(MessageKind.WEEKLY_SUMMARY, "user_id")),
        weekly_summary=True,
        user__is_active=True,
        user__patient__isnull=False,
    )
    if clinic_id is not None:
        clinicians = clinicians.filter(clinic_id=clinic_id)
        patients = patients.filter(user__clinic_id=clinic_id)
    return [
        *((pk, MessageKind.DIGEST) for pk in clinicians.values_list("pk", flat=True)[:limit]),
        *(
            (pk, MessageKind.WEEKLY_SUMMARY)
            for pk in patients.values_list("user_id", flat=True)[:limit]
        ),
    ]


def _running(kind: MessageKind, user: str) -> QuerySet[LetterClock]:
    return LetterClock.objects.filter(
        user_id=OuterRef(user), kind=kind.value, next_due_at__isnull=False
    )
