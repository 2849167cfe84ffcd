"""Destroys records once more that an old backup brought back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from plans.domain.own_data import DestructionProof
from plans.domain.sight import AccessKind
from plans.models import Destruction, Patient, RequestStatus, Right, RightsRequest, User
from plans.services.access_log import record_security
from plans.services.destroying import destroy_record
from plans.services.history import the_program
from plans.services.refusals import conflict


@transaction.atomic
def destroy_again(*, proof: DestructionProof, now: datetime) -> bool:
    """Destroy the record that ``proof`` names; return whether there was one to destroy.

    It counts as destroyed when it was, by the same two people. Refuses when the backup is so old
    that one of them is not in it.
    """
    patient = Patient.objects.filter(public_id=proof.patient).first()
    if patient is None or Destruction.objects.filter(patient=patient).exists():
        return False
    first, second = _person(proof.first), _person(proof.second)
    request, _ = RightsRequest.objects.update_or_create(
        public_id=proof.request,
        defaults={
            "patient": patient,
            "kind": Right.DESTRUCTION,
            "status": RequestStatus.DONE,
            "approved_at": proof.at,
            "approved_by": first,
            "closed_at": proof.at,
            "closed_by": second,
        },
        create_defaults={
            "patient": patient,
            "kind": Right.DESTRUCTION,
            "status": RequestStatus.DONE,
            "asked_at": proof.at,
            "asked_by": patient.user,
            "approved_at": proof.at,
            "approved_by": first,
            "closed_at": proof.at,
            "closed_by": second,
        },
    )
    destroy_record(request=request, first=first, second=second, by=the_program(), now=proof.at)
    record_security(
        AccessKind.DESTROY,
        user=the_program(),
        request=None,
        now=now,
        object_kind="patient",
        object_id=str(patient.public_id),
        patients=[patient.pk],
    )
    return True


def _person(public_id: str) -> User:
    person = User.objects.filter(public_id=public_id).first()
    if person is None:
        raise conflict(
            "not_in_backup",
            nl=f"Account {public_id} staat niet in deze back-up. Neem een nieuwere back-up.",
            en=f"Account {public_id} is not in this backup. Take a newer one.",
        )
    return person
