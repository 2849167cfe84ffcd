"""Where somebody is, for which day it is there."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model


def zone_of(user_id: int) -> ZoneInfo:
    """Return the time zone of a patient, of others that of their clinic; one query.

    UTC for the platform's administrator, who belongs to no clinic.
    """
    zones = get_user_model().objects.filter(pk=user_id)
    own, clinics = zones.values_list("patient__timezone", "clinic__timezone").get()
    return ZoneInfo(own or clinics or "UTC")
