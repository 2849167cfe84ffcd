"""Who may see what: every read starts here, and what it does not allow does not exist."""

from __future__ import annotations

from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet

from plans.domain.refusal import Refusal, RefusalKind
from plans.domain.text import Text
from plans.models import Event, Injury, Patient, Plan, Referral, Role, Task, User

Viewer = User | AnonymousUser
Row = TypeVar("Row", bound=Model)


def visible_patients(viewer: Viewer) -> QuerySet[Patient]:
    """Return the patients whose record ``viewer`` may see."""
    return _scope(Patient.objects.all(), viewer, own="user", clinic="clinic")


def visible_injuries(viewer: Viewer) -> QuerySet[Injury]:
    """Return the injuries ``viewer`` may see."""
    return _scope(Injury.objects.all(), viewer, own="patient__user", clinic="patient__clinic")


def visible_plans(viewer: Viewer) -> QuerySet[Plan]:
    """Return the plans ``viewer`` may see."""
    return _scope(
        Plan.objects.all(), viewer, own="injury__patient__user", clinic="injury__patient__clinic"
    )


def visible_referrals(viewer: Viewer) -> QuerySet[Referral]:
    """Return the referrals ``viewer`` may see."""
    return _scope(
        Referral.objects.all(),
        viewer,
        own="injury__patient__user",
        clinic="injury__patient__clinic",
    )


def visible_tasks(viewer: Viewer) -> QuerySet[Task]:
    """Return what has to be done about plans, for those who work at the clinic."""
    if isinstance(viewer, User) and viewer.role == Role.PATIENT and not viewer.is_superuser:
        return Task.objects.none()
    return _scope(
        Task.objects.all(),
        viewer,
        own="plan__injury__patient__user",
        clinic="plan__injury__patient__clinic",
    )


def visible_events(viewer: Viewer) -> QuerySet[Event]:
    """Return the history ``viewer`` may see."""
    return _scope(Event.objects.all(), viewer, own="patient__user", clinic="clinic")


def visible_people(viewer: Viewer) -> QuerySet[User]:
    """Return the accounts ``viewer`` may see; a patient sees only their own."""
    return _scope(User.objects.exclude(role=Role.SYSTEM), viewer, own="pk", clinic="clinic")


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


def _scope(rows: QuerySet[Row], viewer: Viewer, *, own: str, clinic: str) -> QuerySet[Row]:
    """Narrow ``rows`` to what ``viewer`` may see; whoever fits no role sees nothing."""
    if not isinstance(viewer, User) or not viewer.is_active:
        return rows.none()
    if viewer.is_superuser:
        return rows
    if viewer.role == Role.PATIENT:
        return rows.filter(**{own: viewer.pk})
    if viewer.role in (Role.PHYSIOTHERAPIST, Role.STAFF) and viewer.clinic_id is not None:
        return rows.filter(**{clinic: viewer.clinic_id})
    return rows.none()
