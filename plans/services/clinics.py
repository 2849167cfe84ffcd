"""Takes clinics on and changes how they are reached."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from plans.domain.event import EventKind
from plans.models import Clinic, User
from plans.services.history import record_event
from plans.services.people import check_timezone
from plans.services.refusals import require_platform

_COLUMNS = ("name", "email", "phone", "emergency_phone", "gp_phone", "timezone")


@transaction.atomic
def save_clinic(*, clinic: Clinic, by: User, now: datetime) -> Clinic:
    """Keep a clinic as it was filled in, new or changed, with what it was before.

    Refuses who does not run the platform, and a time zone that does not exist.
    """
    require_platform(by)
    clinic.timezone = check_timezone(clinic.timezone)
    known = Clinic.objects.filter(pk=clinic.pk).values(*_COLUMNS).first()
    clinic.save()
    if known is None:
        record_event(EventKind.CLINIC_ADDED, by=by, now=now, clinic=clinic)
        return clinic
    facts = {
        column: {"before": before, "after": getattr(clinic, column)}
        for column, before in known.items()
        if before != getattr(clinic, column)
    }
    if facts:
        record_event(EventKind.CLINIC_CHANGED, by=by, now=now, clinic=clinic, facts=facts)
    return clinic
