"""Lets a physiotherapist see a colleague's patient for a while, with a reason that is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from plans.domain.care import (
    LONGEST_COVER,
    LONGEST_REASON,
    SHORTEST_REASON,
    Occasion,
    end_of_next_day,
)
from plans.domain.event import EventKind
from plans.domain.refusal import Refusal, RefusalKind
from plans.domain.text import Text
from plans.models import Basis, CareRelation, Patient, Role, User
from plans.selectors.scope import not_found, patients_by_name, treats
from plans.services.history import record_event
from plans.services.refusals import conflict, invalid, require_own_clinic, require_physiotherapist


@transaction.atomic
def break_glass(
    *,
    patient: Patient,
    reason: str,
    by: User,
    now: datetime,
    occasion: Occasion = Occasion.EMERGENCY,
) -> CareRelation:
    """Open a colleague's patient's record to ``by`` until the end of tomorrow, with the reason.

    Doing it again while it holds changes nothing. Refuses anyone but a physiotherapist of the
    clinic, a reason that says nothing, and a record that is open to ``by`` anyway.
    """
    require_physiotherapist(by)
    row = _locked(patient)
    if not patients_by_name(by).filter(pk=row.pk).exists():
        raise not_found()
    held = _holding(row, by, now).filter(basis=Basis.BREAK_GLASS).first()
    if held is not None:
        return held
    if treats(by, row):
        raise conflict(
            "record_is_open",
            nl="Dit dossier staat al voor je open.",
            en="This record is open to you already.",
        )
    return _add(
        CareRelation(
            patient=row,
            physiotherapist=by,
            basis=Basis.BREAK_GLASS,
            reason=_said(reason, at_least=SHORTEST_REASON),
            from_at=now,
            until_at=end_of_next_day(now, ZoneInfo(row.clinic.timezone)),
            added_by=by,
        ),
        by=by,
        now=now,
        occasion=occasion,
    )


@transaction.atomic
def add_cover(
    *,
    patient: Patient,
    physiotherapist: User,
    until_at: datetime,
    reason: str,
    by: User,
    now: datetime,
) -> CareRelation:
    """Let a colleague stand in for who treats this patient, until ``until_at`` (UTC).

    Refuses who neither treats the patient nor runs the clinic, somebody of another clinic, and an
    end that is past or more than three months away. Already standing in until then changes nothing.
    """
    row = _locked(patient)
    _require_owner(by, row)
    _require_colleague(physiotherapist, row)
    if not now < until_at <= now + LONGEST_COVER:
        raise invalid(
            "wrong_end",
            nl="Kies een einddatum vanaf vandaag, hooguit drie maanden vooruit.",
            en="Choose an end date from today on, at most three months ahead.",
            place="until_on",
        )
    held = _holding(row, physiotherapist, now).filter(basis=Basis.COVERING, until_at=until_at)
    known = held.first()
    if known is not None:
        return known
    return _add(
        CareRelation(
            patient=row,
            physiotherapist=physiotherapist,
            basis=Basis.COVERING,
            reason=_said(reason, at_least=1),
            from_at=now,
            until_at=until_at,
            added_by=by,
        ),
        by=by,
        now=now,
        occasion=Occasion.COVERING,
    )


@transaction.atomic
def end_relation(*, relation: CareRelation, by: User, now: datetime) -> CareRelation:
    """End it now, before its time; ending what is over changes nothing.

    Refuses anyone but who holds it, who treats the patient, and who runs the clinic.
    """
    row = CareRelation.objects.select_for_update(of=("self",)).get(pk=relation.pk)
    if by.pk != row.physiotherapist_id:
        _require_owner(by, row.patient)
    if row.until_at <= now:
        return row
    # The database refuses a relation that ends as it begins.
    row.until_at = max(now, row.from_at + timedelta(microseconds=1))
    row.save(update_fields=["until_at"])
    _record(EventKind.RELATION_ENDED, row, by=by, now=now)
    return row


def _add(relation: CareRelation, *, by: User, now: datetime, occasion: Occasion) -> CareRelation:
    relation.save(force_insert=True)
    _record(EventKind.RELATION_ADDED, relation, by=by, now=now, occasion=occasion.value)
    return relation


def _record(
    kind: EventKind, relation: CareRelation, *, by: User, now: datetime, **facts: str
) -> None:
    """Keep it as history; the reason stays with the relation, where it is sealed."""
    known = {
        "relation": str(relation.public_id),
        "physiotherapist": str(relation.physiotherapist.public_id),
        "basis": relation.basis,
        "until_at": relation.until_at.isoformat(),
    }
    record_event(kind, by=by, now=now, patient=relation.patient, facts=known | facts)


def _locked(patient: Patient) -> Patient:
    """Read the patient's row for who writes: a double tap waits and then finds what was made."""
    rows = Patient.objects.select_for_update(of=("self",)).select_related("clinic", "user")
    return rows.get(pk=patient.pk)


def _holding(patient: Patient, physiotherapist: User, now: datetime) -> QuerySet[CareRelation]:
    return CareRelation.objects.filter(
        patient=patient, physiotherapist=physiotherapist, from_at__lte=now, until_at__gt=now
    )


def _require_owner(by: User, patient: Patient) -> None:
    require_own_clinic(by, patient.clinic)
    is_own = by.role == Role.PHYSIOTHERAPIST and patient.physiotherapist_id == by.pk
    if is_own or by.role in (Role.ADMINISTRATOR, Role.SYSTEM) or by.is_superuser:
        return
    raise Refusal(
        code="not_your_patient",
        message=Text(
            nl="Alleen wie de patiënt behandelt of de praktijk beheert, kan dit doen.",
            en="Only who treats the patient or runs the clinic can do this.",
        ),
        kind=RefusalKind.FORBIDDEN,
    )


def _require_colleague(physiotherapist: User, patient: Patient) -> None:
    is_here = physiotherapist.is_active and physiotherapist.clinic_id == patient.clinic_id
    is_other = physiotherapist.pk != patient.physiotherapist_id
    if is_here and is_other and physiotherapist.role == Role.PHYSIOTHERAPIST:
        return
    raise invalid(
        "no_colleague",
        nl="Kies een andere fysiotherapeut van deze praktijk.",
        en="Choose another physiotherapist of this clinic.",
        place="physiotherapist",
    )


def _said(reason: str, *, at_least: int) -> str:
    words = " ".join(reason.split())
    if at_least <= len(words) <= LONGEST_REASON:
        return words
    raise invalid(
        "say_why",
        nl=f"Schrijf in {at_least} tot {LONGEST_REASON} tekens waarom dit nodig is.",
        en=f"Write in {at_least} to {LONGEST_REASON} characters why this is needed.",
        place="reason",
    )
