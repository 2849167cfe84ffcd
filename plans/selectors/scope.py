"""Who may see what: every read starts here, and what it does not allow does not exist."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from plans.domain.refusal import Refusal, RefusalKind
from plans.domain.sight import Sight
from plans.domain.text import Text
from plans.models import (
    WORKING_ROLES,
    CareRelation,
    Event,
    Injury,
    Patient,
    Plan,
    Referral,
    Role,
    Task,
    User,
)

Viewer = User | AnonymousUser
Row = TypeVar("Row", bound=Model)

_PATIENT_OF: dict[type[Model], str] = {
    Patient: "",
    Injury: "patient",
    Plan: "injury__patient",
    Referral: "injury__patient",
    Task: "plan__injury__patient",
    Event: "patient",
    CareRelation: "patient",
}
"""How each kind of row names the patient whose record it is in."""

_RECORDS = (Role.PHYSIOTHERAPIST, Role.ADMINISTRATOR)
_PEOPLE = (*_RECORDS, Role.STAFF)


def visible_patients(viewer: Viewer) -> QuerySet[Patient]:
    """Return the patients ``viewer`` may know of; for the front desk without what they suffer."""
    # Of a record that was destroyed only the empty row is left, for the access log.
    kept = Patient.objects.filter(destruction__isnull=True)
    return _scope(kept, viewer, working=_PEOPLE)


def patients_by_name(viewer: Viewer) -> QuerySet[Patient]:
    """Return the patients of the clinic whom a physiotherapist may look up by name, to be opened.

    Of these only the name and who treats them may be shown: see ``break_glass``.
    """
    kept = Patient.objects.filter(destruction__isnull=True)
    if not isinstance(viewer, User) or not viewer.is_active or viewer.clinic_id is None:
        return kept.none()
    if viewer.role != Role.PHYSIOTHERAPIST:
        return kept.none()
    return kept.filter(clinic=viewer.clinic_id)


def visible_relations(viewer: Viewer) -> QuerySet[CareRelation]:
    """Return who else may see the records that ``viewer`` may see."""
    return _scope(CareRelation.objects.all(), viewer)


def relations_that_hold(user: User) -> QuerySet[CareRelation]:
    """Return what opens colleagues' patients to ``user`` now, by the database's clock."""
    return CareRelation.objects.filter(physiotherapist=user, from_at__lte=Now(), until_at__gt=Now())


def visible_injuries(viewer: Viewer) -> QuerySet[Injury]:
    """Return the injuries ``viewer`` may see."""
    return _scope(Injury.objects.all(), viewer)


def visible_plans(viewer: Viewer) -> QuerySet[Plan]:
    """Return the plans ``viewer`` may see."""
    return _scope(Plan.objects.all(), viewer)


def visible_referrals(viewer: Viewer) -> QuerySet[Referral]:
    """Return the referrals ``viewer`` may see."""
    return _scope(Referral.objects.all(), viewer)


def visible_tasks(viewer: Viewer) -> QuerySet[Task]:
    """Return what has to be done about plans, for those who work at the clinic."""
    if isinstance(viewer, User) and viewer.role == Role.PATIENT and not viewer.is_superuser:
        return Task.objects.none()
    return _scope(Task.objects.all(), viewer)


def visible_events(viewer: Viewer) -> QuerySet[Event]:
    """Return the history ``viewer`` may see; an administrator sees what belongs to no patient."""
    of_records = _scope(Event.objects.all(), viewer)
    if not isinstance(viewer, User) or viewer.role != Role.ADMINISTRATOR or viewer.is_superuser:
        return of_records
    if not viewer.is_active or viewer.clinic_id is None:
        return of_records
    return Event.objects.filter(clinic=viewer.clinic_id)


def visible_people(viewer: Viewer) -> QuerySet[User]:
    """Return the accounts ``viewer`` may see; a patient sees only their own."""
    people = User.objects.exclude(role=Role.SYSTEM)
    if not isinstance(viewer, User) or not viewer.is_active:
        return people.none()
    if viewer.is_superuser:
        return people
    if viewer.role == Role.PATIENT or viewer.clinic_id is None:
        return people.filter(pk=viewer.pk)
    of_clinic = people.filter(clinic=viewer.clinic_id)
    if viewer.role == Role.PHYSIOTHERAPIST:
        treated = visible_patients(viewer).values("user")
        return of_clinic.filter(Q(role__in=WORKING_ROLES) | Q(pk__in=treated))
    return of_clinic if viewer.role in _PEOPLE else people.none()


def treats(viewer: User, patient: Patient) -> bool:
    """Say whether ``viewer`` is a physiotherapist who may see and treat this patient."""
    if viewer.role != Role.PHYSIOTHERAPIST or not viewer.is_active:
        return False
    if viewer.clinic_id is None or viewer.clinic_id != patient.clinic_id:
        return False
    if viewer.pk == patient.physiotherapist_id:
        return True
    return visible_patients(viewer).filter(pk=patient.pk).exists()


def find(rows: QuerySet[Row], public_id: Any, sight: Sight) -> Row | None:
    """Return the row of that name among ``rows``, which are what who asks may see.

    Notes in ``sight`` that it was seen; or that it was refused, with the same work and the same
    answer whether it is somebody else's or does not exist.
    """
    row = rows.filter(public_id=public_id).first()
    kind = str(rows.model._meta.model_name)
    if row is not None:
        sight.saw(kind, public_id, patient_of(row))
        return row
    path = _PATIENT_OF[rows.model]
    everywhere = rows.model._base_manager.filter(public_id=public_id)
    sight.refused(kind, public_id, everywhere.values_list(path or "pk", flat=True).first())
    return None


def patient_of(row: Model) -> int:
    """Return the number of the patient in whose record this row is."""
    path = _PATIENT_OF[type(row)]
    if not path:
        return int(row.pk)
    *steps, last = path.split("__")
    for step in steps:
        row = getattr(row, step)
    return int(getattr(row, f"{last}_id"))


def is_of_a_patient(model: type) -> bool:
    """Say whether rows of ``model`` stand in a patient's record."""
    return model in _PATIENT_OF


def holds_records(model: type[Model]) -> bool:
    """Say whether rows of this kind stand in patients' records."""
    return model in _PATIENT_OF


def not_found() -> Refusal:
    """Make the one answer to everything that does not exist or may not be seen."""
    return Refusal(
        code="not_found",
        message=Text(
            nl="Dit bestaat niet, of je mag het niet zien.",
            en="This does not exist, or you may not see it.",
        ),
        kind=RefusalKind.NOT_FOUND,
    )


def _scope(
    rows: QuerySet[Row], viewer: Viewer, *, working: tuple[Role, ...] = _RECORDS
) -> QuerySet[Row]:
    """Narrow ``rows`` to what ``viewer`` may see; whoever fits no role sees nothing."""
    if not isinstance(viewer, User) or not viewer.is_active:
        return rows.none()
    if viewer.is_superuser:
        return rows
    path = _PATIENT_OF[rows.model]
    to = f"{path}__" if path else ""
    if viewer.role == Role.PATIENT:
        return rows.filter(**{f"{to}user": viewer.pk})
    if viewer.role not in working or viewer.clinic_id is None:
        return rows.none()
    of_clinic = rows.filter(**{f"{to}clinic": viewer.clinic_id})
    if viewer.role != Role.PHYSIOTHERAPIST:
        return of_clinic
    return of_clinic.filter(_treated_by(viewer, to, path))


def _treated_by(viewer: User, to: str, path: str) -> Q:
    """Own patients, those whom nobody treats, and those whom a relation opens for a while."""
    relations = relations_that_hold(viewer).filter(patient=OuterRef(path or "pk"))
    return (
        Q(**{f"{to}physiotherapist": viewer.pk})
        | Q(**{f"{to}physiotherapist__isnull": True})
        | Q(**{f"{to}physiotherapist__is_active": False})
        | Q(Exists(relations))
    )
