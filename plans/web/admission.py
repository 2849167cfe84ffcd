"""Who may open which page; everything else does not exist."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from plans.models import Patient, Plan, Role, User
from plans.selectors.day import plans_with_dates
from plans.selectors.scope import visible_patients, visible_plans


def person(request: HttpRequest) -> User:
    """Return who asks; for pages behind ``login_required``."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def physiotherapist(request: HttpRequest) -> User:
    """Return the physiotherapist who asks; for anybody else the page does not exist."""
    user = person(request)
    if user.role != Role.PHYSIOTHERAPIST:
        raise Http404
    return user


def own_record(user: User) -> Patient | None:
    """Return the record of the patient who asks; ``None`` while the clinic has not made one."""
    if user.role != Role.PATIENT:
        raise Http404
    return visible_patients(user).filter(user=user).select_related("clinic", "user").first()


def patient_in_care(user: User, public_id: UUID) -> Patient:
    """Return a patient whom this physiotherapist may see, or answer that there is none."""
    return get_object_or_404(
        visible_patients(user).select_related("user", "clinic", "physiotherapist"),
        public_id=public_id,
    )


def plan_for(user: User, public_id: UUID) -> Plan:
    """Return a plan of the patient who asks, or of a patient of the physiotherapist who asks.

    Clinic staff runs the clinic; what a patient feels and does is not theirs to read.
    """
    if user.role not in (Role.PATIENT, Role.PHYSIOTHERAPIST):
        raise Http404
    found = get_object_or_404(visible_plans(user).only("pk"), public_id=public_id)
    return plans_with_dates().select_related("injury__patient__user").get(pk=found.pk)


def read_uuid(words: str) -> UUID:
    """Read the name of a row from a form; what is no such name names nothing."""
    try:
        return UUID(words)
    except ValueError:
        raise Http404 from None
