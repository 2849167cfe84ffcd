"""Destroys a patient's record: every row by name and counted, never by a cascade."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from plans.domain.event import EventKind
from plans.domain.own_data import Fate
from plans.domain.rights import ALWAYS_KEPT
from plans.models import (
    Destruction,
    Injury,
    Outcome,
    Patient,
    Plan,
    PlanStatus,
    RightsRequest,
    User,
)
from plans.models.patient import default_log_at, default_moments
from plans.selectors.own_data import own_tables, rows_of
from plans.services.destruction_proofs import write_proofs
from plans.services.ending import close_plan
from plans.services.history import record_event
from plans.services.refusals import conflict

EMPTY_NAME = "Vernietigd"


@transaction.atomic
def destroy_record(
    *, request: RightsRequest, first: User, second: User, by: User, now: datetime
) -> Destruction:
    """Destroy the record that ``request``, approved by two people, is about; return the proof.

    What is under way ends first. The account stays without a name or an address, because the
    access log names it. The database refuses all of this without the proof, and refuses the proof
    without two people.
    """
    patient = _hold(request.patient_id)
    _end_plans(patient, by, now)
    found = _count(patient, request)
    proof = Destruction.objects.create(
        patient=patient,
        request=request,
        at=now,
        first=first,
        second=second,
        counts=found,
        exceptions=list(ALWAYS_KEPT),
    )
    if _delete(patient, request) != found:
        raise _changed_meanwhile()
    _empty(patient, request)
    record_event(
        EventKind.RECORD_DESTROYED,
        by=by,
        now=now,
        patient=patient,
        facts={"request": str(request.public_id), "rows": sum(found.values())},
    )
    transaction.on_commit(write_proofs)
    return proof


def _hold(patient_id: int) -> Patient:
    """Lock what new rows would hang on, so that nothing is added while all of it goes."""
    patient = Patient.objects.select_for_update().get(pk=patient_id)
    held: tuple[QuerySet[Any], ...] = (
        User.objects.filter(pk=patient.user_id),
        Injury.objects.filter(patient=patient),
        Plan.objects.filter(injury__patient=patient),
    )
    for rows in held:
        list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    return patient


def _end_plans(patient: Patient, by: User, now: datetime) -> None:
    under_way = Plan.objects.filter(injury__patient=patient, status=PlanStatus.ACTIVE)
    for plan in under_way.select_related("injury__patient"):
        close_plan(plan=plan, outcome=Outcome.STOPPED, by=by, now=now)


def _count(patient: Patient, request: RightsRequest) -> dict[str, int]:
    counts = {model: rows.count() for model, rows in _doomed(patient, request)}
    return {model: count for model, count in counts.items() if count}


def _delete(patient: Patient, request: RightsRequest) -> dict[str, int]:
    counts: dict[str, int] = {}
    for model, rows in _doomed(patient, request):
        _forget_in_admin(rows)
        # Without Django's collector: it would refuse rows that name each other, or take along
        # what no list names. What still names a row that is gone, the database finds at commit.
        deleted = rows._raw_delete(rows.db)
        if deleted:
            counts[model] = deleted
    return counts


def _doomed(patient: Patient, request: RightsRequest) -> list[tuple[str, QuerySet[Any]]]:
    rows = [
        (table.model, rows_of(table, patient))
        for table in own_tables()
        if table.fate is Fate.DELETED
    ]
    others = RightsRequest.objects.filter(patient=patient).exclude(pk=request.pk)
    return [*rows, ("plans.RightsRequest", others)]


def _empty(patient: Patient, request: RightsRequest) -> None:
    """Take out of the rows that stay what says who it was."""
    for table in own_tables():
        if table.fate is Fate.EMPTIED:
            _forget_in_admin(rows_of(table, patient))
    request.wish = request.answer = ""
    request.save(update_fields=["wish", "answer"])
    Patient.objects.filter(pk=patient.pk).update(
        physiotherapist=None,
        timezone=patient.clinic.timezone,
        moments=default_moments(),
        log_at=default_log_at(),
    )
    user = patient.user
    user.groups.clear()
    user.user_permissions.clear()
    # Not by saving the account: whoever listens to that would write a new address down.
    User.objects.filter(pk=user.pk).update(
        name=EMPTY_NAME,
        email=f"{user.public_id}@destroyed.invalid",
        password=make_password(None),
        is_active=False,
        last_login=None,
    )


def _forget_in_admin(rows: QuerySet[Any]) -> None:
    """Delete what the admin noted about these rows; it names them."""
    kind = ContentType.objects.get_for_model(rows.model)
    names = rows.order_by().annotate(name_in_admin=Cast("pk", TextField()))
    noted = LogEntry.objects.filter(content_type=kind, object_id__in=names.values("name_in_admin"))
    noted._raw_delete(noted.db)


def _changed_meanwhile() -> Exception:
    return conflict(
        "record_changed_meanwhile",
        nl="Er kwam iets bij in het dossier terwijl het werd vernietigd. Er is niets gewist; "
        "probeer het opnieuw.",
        en="Something was added to the record while it was being destroyed. Nothing was deleted; "
        "try again.",
    )
