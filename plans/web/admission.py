"""Who may open which page; everything else does not exist."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest

from plans.domain.sight import sight_of
from plans.models import Patient, Plan, Role, User
from plans.selectors.day import plans_with_dates
from plans.selectors.scope import find, visible_patients, visible_plans


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


def own_record(request: HttpRequest) -> Patient | None:
    """Return the record of the patient who asks; ``None`` while the clinic has not made one."""
    user = person(request)
    if user.role != Role.PATIENT:
        raise Http404
    own = visible_patients(user).filter(user=user).select_related("clinic", "user").first()
    if own is None:
        sight_of(request).listed("patient", ())
    else:
        sight_of(request).saw("patient", own.public_id, own.pk)
    return own


def patient_in_care(request: HttpRequest, public_id: UUID) -> Patient:
    """Return a patient whom the physiotherapist who asks treats, or answer that there is none."""
    user = person(request)
    rows = visible_patients(user).select_related("user", "clinic", "physiotherapist")
    if user.role != Role.PHYSIOTHERAPIST:
        rows = rows.none()
    found = find(rows, public_id, sight_of(request))
    if found is None:
        raise Http404
    return found


def plan_for(
    request: HttpRequest,
    public_id: UUID,
    *,
    roles: tuple[Role, ...] = (Role.PATIENT, Role.PHYSIOTHERAPIST),
) -> Plan:
    """Return a plan of the patient who asks, or of a patient whom the physiotherapist treats.

    Who runs the clinic or its front desk does not read what a patient feels and does.
    """
    user = person(request)
    rows = visible_plans(user).select_related("injury").only("public_id", "injury__patient_id")
    found = find(rows if user.role in roles else rows.none(), public_id, sight_of(request))
    if found is None:
        raise Http404
    return plans_with_dates().select_related("injury__patient__user").get(pk=found.pk)


def read_uuid(words: str) -> UUID:
    """Read the name of a row from a form; what is no such name names nothing."""
    try:
        return UUID(words)
    except ValueError:
        raise Http404 from None
