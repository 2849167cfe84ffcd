"""A patient: somebody's record at the clinic, with the wall-clock moments of their day."""

from __future__ import annotations

import uuid
from datetime import time
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _


def default_moments() -> list[str]:
    """The exercise moments of a new patient: before and after the working day."""
    return ["07:30", "20:00"]


def default_log_at() -> time:
    """When a new patient is asked for the day's pain score."""
    return time(20, 30)


class Patient(models.Model):
    """One person in treatment at one clinic."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        "plans.User", models.PROTECT, related_name="patient", verbose_name=_("person")
    )
    clinic = models.ForeignKey("plans.Clinic", models.PROTECT, related_name="patients")
    physiotherapist = models.ForeignKey(
        "plans.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="treated_patients",
        verbose_name=_("physiotherapist"),
    )
    timezone = models.CharField(_("time zone"), max_length=64, default="Europe/Amsterdam")
    moments = models.JSONField(_("exercise moments"), default=default_moments)
    log_at = models.TimeField(_("moment of the pain score"), default=default_log_at)
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("patient")
        verbose_name_plural = _("patients")

    def __str__(self) -> str:
        return self.user.name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which this patient's days begin and end."""
        return ZoneInfo(self.timezone)

    @property
    def exercise_moments(self) -> tuple[time, ...]:
        """The patient's own exercise moments, as wall-clock times in ascending order."""
        return tuple(sorted(time.fromisoformat(moment) for moment in self.moments))
