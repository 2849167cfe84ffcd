"""When the clinic works, and how long an unanswered alert waits before it goes further."""

from __future__ import annotations

from datetime import time
from typing import get_args

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from plans.domain.rule import Urgency

_URGENCIES = {
    "immediate": _("now"),
    "important": _("today"),
    "contact": _("this week"),
    "may": _("when it suits the patient"),
}


def working_week() -> list[int]:
    """Monday to Friday, counted as in ISO 8601."""
    return [1, 2, 3, 4, 5]


class OfficeHours(models.Model):
    """The days on which a clinic works; a clinic without a row has the defaults."""

    clinic = models.OneToOneField(
        "plans.Clinic", models.CASCADE, related_name="office_hours", verbose_name=_("clinic")
    )
    weekdays = models.JSONField(_("working days (1 is Monday)"), default=working_week)
    country = models.CharField(
        _("country whose public holidays are free"), max_length=2, default="NL", blank=True
    )
    digest_at = models.TimeField(_("moment of the daily overview"), default=time(7, 45))

    class Meta:
        verbose_name = _("office hours")
        verbose_name_plural = _("office hours")

    def __str__(self) -> str:
        return str(self.clinic)


class ClosedDay(models.Model):
    """A day on which the clinic is closed, besides weekends and public holidays."""

    clinic = models.ForeignKey(
        "plans.Clinic", models.CASCADE, related_name="closed_days", verbose_name=_("clinic")
    )
    closed_on = models.DateField(_("closed on"))
    name = models.CharField(_("why"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        constraints = (
            models.UniqueConstraint(fields=("clinic", "closed_on"), name="a_day_is_closed_once"),
        )

    def __str__(self) -> str:
        return f"{self.closed_on} {self.name}".strip()


class EscalationSchedule(models.Model):
    """How long (minutes) an alert of this urgency may go unanswered before each next step."""

    clinic = models.ForeignKey(
        "plans.Clinic",
        models.CASCADE,
        related_name="escalation_schedules",
        verbose_name=_("clinic"),
    )
    urgency = models.CharField(_("urgency"), max_length=12, choices=list(_URGENCIES.items()))
    repeat_after = models.PositiveIntegerField(_("told again after (minutes)"))
    colleague_after = models.PositiveIntegerField(_("to a colleague after (minutes)"))
    clinic_after = models.PositiveIntegerField(_("to the clinic's address after (minutes)"))
    then_every = models.PositiveIntegerField(_("and then every (minutes)"))

    class Meta:
        verbose_name = _("escalation schedule")
        verbose_name_plural = _("escalation schedules")
        constraints = (
            models.UniqueConstraint(
                fields=("clinic", "urgency"), name="an_urgency_has_one_schedule"
            ),
            models.CheckConstraint(
                condition=Q(urgency__in=get_args(Urgency)), name="a_schedule_is_of_a_known_urgency"
            ),
            models.CheckConstraint(
                condition=Q(repeat_after__gte=1)
                & Q(colleague_after__gte=F("repeat_after"))
                & Q(clinic_after__gte=F("colleague_after"))
                & Q(then_every__gte=5),
                name="an_alert_goes_further_step_by_step",
            ),
        )

    def __str__(self) -> str:
        return f"{self.clinic} {self.get_urgency_display()}"
