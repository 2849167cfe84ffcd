"""Requests of patients about their own record, as those may see them who may see the patient."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Max, QuerySet

from plans.domain.days import local_day
from plans.domain.rights import OPEN, Asked, Decider, kept_until
from plans.domain.sight import Sight
from plans.models import Patient, RightsRequest, User
from plans.selectors.scope import Viewer, visible_patients

KIND = "rightsrequest"


def visible_requests(viewer: Viewer) -> QuerySet[RightsRequest]:
    """Return the requests ``viewer`` may see: of the patients they may know of."""
    return RightsRequest.objects.filter(patient__in=visible_patients(viewer))


def find_request(viewer: Viewer, public_id: UUID, sight: Sight) -> RightsRequest | None:
    """Return one request, and note in ``sight`` that it was seen or refused."""
    rows = visible_requests(viewer).filter(public_id=public_id)
    row = rows.select_related("patient__user", "patient__clinic", "approved_by").first()
    if row is not None:
        sight.saw(KIND, public_id, row.patient_id)
        return row
    everywhere = RightsRequest.objects.filter(public_id=public_id)
    sight.refused(KIND, public_id, everywhere.values_list("patient", flat=True).first())
    return None


def open_requests(viewer: Viewer) -> QuerySet[RightsRequest]:
    """Return the requests that wait for a decision, the oldest first."""
    waiting = visible_requests(viewer).filter(status__in=OPEN)
    return waiting.select_related("patient__user", "approved_by").order_by("asked_at", "pk")


def requests_of(patient: Patient) -> QuerySet[RightsRequest]:
    """Return everything that one patient asked, the newest first."""
    return RightsRequest.objects.filter(patient=patient).order_by("-asked_at", "-pk")


def asked_in(request: RightsRequest) -> Asked:
    """Return a request as the rules see it."""
    first = request.approved_by
    return Asked(
        kind=request.kind,
        status=request.status,
        patient=request.patient.user_id,
        first=first.pk if first else None,
        first_role=first.role if first else "",
    )


def decider_for(request: RightsRequest, by: User) -> Decider:
    """Return who decides as the rules see them."""
    # Whoever runs the platform may see much, and decides about nobody's record.
    is_own = by.clinic_id == request.patient.clinic_id
    may_see = is_own and visible_patients(by).filter(pk=request.patient_id).exists()
    return Decider(person=by.pk, role=by.role, may_see=may_see)


def patient_with_address(viewer: Viewer, email: str, sight: Sight) -> Patient | None:
    """Return the patient with this e-mail address, and note in ``sight`` that they were sought."""
    found = visible_patients(viewer).filter(user__email__iexact=email).first()
    sight.listed("patient", [found.pk] if found is not None else [], searched=True)
    return found


def past_keeping(now: datetime, clinic_id: int | None = None) -> list[tuple[Patient, datetime]]:
    """Return the records that changed last more than twenty years ago, with that moment."""
    patients = Patient.objects.filter(destruction__isnull=True).select_related("clinic")
    if clinic_id is not None:
        patients = patients.filter(clinic=clinic_id)
    dated = patients.annotate(changed_at=Max("events__at")).order_by("pk")
    found = ((patient, patient.changed_at or patient.added_at) for patient in dated.iterator())
    return [
        (patient, at)
        for patient, at in found
        if kept_until(local_day(at, patient.zone)) <= local_day(now, patient.zone)
    ]
