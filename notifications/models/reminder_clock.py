"""When a patient's next moment comes, so that finding who is due needs no look at anybody else."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class ReminderClock(models.Model):
    """One patient's clock. Without ``next_due_at`` it stands still: there is no plan under way."""

    patient = models.OneToOneField("plans.Patient", models.CASCADE, related_name="reminder_clock")
    planned_until = models.DateTimeField()
    next_due_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("next_due_at",),
                condition=Q(next_due_at__isnull=False),
                name="clocks_that_run",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)
