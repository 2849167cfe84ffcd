"""Reads the access log: for the patient, for the clinic, and to see whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from plans.domain.access_log import (
    Anchor,
    Basis,
    EntryDraft,
    Finding,
    Head,
    Line,
    verify,
)
from plans.domain.sight import AccessKind
from plans.models import AccessEntry, AccessHead, AccessSubject, Patient, Role, User
from plans.selectors.scope import relations_that_hold

_LINES_AT_ONCE = 500

DAYS_AT_FIRST = 90
"""So far back somebody looks who names no period."""
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(9000, 1, 1)


def visible_lines(viewer: User | AnonymousUser) -> QuerySet[AccessEntry]:
    """Return the lines that ``viewer`` may read: own clinic's for an administrator, else none.

    A line belongs to the clinic of who looked, and to the clinic of whom was looked at.
    """
    if not isinstance(viewer, User) or not viewer.is_active:
        return AccessEntry.objects.none()
    if viewer.is_superuser:
        return AccessEntry.objects.all()
    if viewer.role != Role.ADMINISTRATOR or viewer.clinic_id is None:
        return AccessEntry.objects.none()
    of_patients = AccessSubject.objects.filter(patient__clinic=viewer.clinic_id).values("entry")
    return AccessEntry.objects.filter(Q(clinic=viewer.clinic_id) | Q(pk__in=of_patients))


def looks_at(patient: Patient, *, since: date, until: date) -> QuerySet[AccessEntry]:
    """Return who looked at or changed this patient's record, the newest first.

    From ``since`` up to and including ``until``, days where the patient lives.
    """
    # Further away there are no lines, and no instants either.
    first = max(since, _FIRST_DAY)
    after = min(until, _LAST_DAY) + timedelta(days=1)
    return (
        AccessEntry.objects.filter(
            subjects__patient=patient,
            at__gte=datetime.combine(first, time(), patient.zone),
            at__lt=datetime.combine(after, time(), patient.zone),
        )
        .exclude(kind=AccessKind.DENIED)
        .select_related("user", "responsible", "clinic")
        .order_by("-seq")
    )


def ground(user: User, patients: set[int]) -> tuple[Basis, int | None]:
    """Return on what ground ``user`` sees these patients, and who is responsible for it.

    A list has the weakest ground among its rows, so that one record opened in an emergency shows.
    """
    if user.is_superuser:
        return Basis.PLATFORM, user.pk
    if user.role == Role.PATIENT:
        return Basis.OWN_RECORD, user.pk
    treating = _physiotherapists_of(patients)
    responsible = _only_one(treating) or user.pk
    if user.role != Role.PHYSIOTHERAPIST:
        return Basis.CLINIC_ROLE, responsible
    if treating <= {user.pk}:
        return Basis.TREATING, user.pk
    relations = relations_that_hold(user).filter(patient__in=patients)
    held = set(relations.values_list("basis", flat=True))
    for basis in (Basis.BREAK_GLASS, Basis.COVERING):
        if basis.value in held:
            return basis, responsible
    return Basis.UNASSIGNED, responsible


def findings(anchors: list[Anchor] | None = None) -> list[Finding]:
    """Return what is wrong with the log as it stands in the database."""
    head = AccessHead.objects.filter(pk=1).first() or AccessHead(pk=1)
    kept = Head(head.seq, head.digest, head.first_seq, head.first_previous)
    return verify(all_lines(), kept, read_anchors() if anchors is None else anchors)


def all_lines() -> Iterator[Line]:
    """Return every line in the order of the numbers, some hundreds read at once."""
    rows = AccessEntry.objects.order_by("seq").prefetch_related("subjects")
    for row in rows.iterator(chunk_size=_LINES_AT_ONCE):
        yield _line(row)


def read_anchors() -> list[Anchor]:
    """Read the ends of the chain that were written down outside; a line that is none is skipped."""
    path = Path(settings.ACCESS_LOG_ANCHORS)
    if not path.is_file():
        return []
    parts = (line.split() for line in path.read_text("utf-8").splitlines())
    return [
        Anchor(int(seq), digest)
        for _, seq, digest in (part for part in parts if len(part) == 3)
        if seq.isdigit() and int(seq)
    ]


def _physiotherapists_of(patients: set[int]) -> set[int | None]:
    if not patients:
        return set()
    found = Patient.objects.filter(pk__in=patients).distinct()
    return set(found.values_list("physiotherapist_id", flat=True))


def _only_one(treating: set[int | None]) -> int | None:
    return next(iter(treating)) if len(treating) == 1 else None


def _line(row: AccessEntry) -> Line:
    draft = EntryDraft(
        # A kind that nobody knows was put there by hand: it is read as it stands.
        kind=row.kind,  # type: ignore[arg-type]
        at=row.at,
        outcome=row.outcome,
        user=row.user_id,
        role=row.role,
        responsible=row.responsible_id,
        basis=row.basis,
        purpose=row.purpose,
        clinic=row.clinic_id,
        source=row.source,
        route=row.route,
        network_address=row.network_address,
        object_kind=row.object_kind,
        object_id=row.object_id,
        trace_id=row.trace_id,
        details=row.details,
        patients=tuple(sorted(subject.patient_id for subject in row.subjects.all())),
    )
    return Line(row.seq, str(row.public_id), draft, row.action, row.previous, row.digest)
