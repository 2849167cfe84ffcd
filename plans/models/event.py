"""What happened, by whom and when: audit trail and outbox in one table, only ever added to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.domain.event import EventKind
from plans.models.sealing import SealedText


class Event(models.Model):
    """One thing that happened. ``facts`` holds dates, names and ids, never free text or scores."""

    kind = models.CharField(
        _("what"), max_length=30, choices=[(kind.value, kind.value) for kind in EventKind]
    )
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey("plans.User", models.PROTECT, related_name="+", verbose_name=_("by"))
    clinic = models.ForeignKey("plans.Clinic", models.PROTECT, null=True, related_name="events")
    patient = models.ForeignKey("plans.Patient", models.PROTECT, null=True, related_name="events")
    injury = models.ForeignKey("plans.Injury", models.PROTECT, null=True, related_name="events")
    plan = models.ForeignKey("plans.Plan", models.PROTECT, null=True, related_name="events")
    facts = models.JSONField(_("facts"), default=dict)
    reason = SealedText(
        _("reason"),
        max_length=200,
        blank=True,
        bound_to=("kind", "at", "by_id", "clinic_id", "patient_id", "injury_id", "plan_id"),
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = (
            models.Index(fields=("at",), name="events_in_order"),
            models.Index(fields=("plan", "at"), name="events_of_a_plan"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
