"""The admin panel, in which clinic staff run the clinic: one file for each noun."""

from plans.admin import (
    access_log,
    catalogue,
    clinics,
    events,
    patients,
    people,
    plans,
    referrals,
    site,
    tasks,
)

__all__ = [
    "access_log",
    "catalogue",
    "clinics",
    "events",
    "patients",
    "people",
    "plans",
    "referrals",
    "site",
    "tasks",
]
