"""The admin panel, in which clinic staff run the clinic: one file for each noun."""

from plans.admin import catalogue, clinics, events, patients, people, plans, referrals, site, tasks

__all__ = [
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
