"""When the next letter comes that is sent every day or every week."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from notifications.domain.kind import MessageKind

PERIODIC = (MessageKind.WEEKLY_SUMMARY.value, MessageKind.DIGEST.value)


class LetterClock(models.Model):
    """One person's clock for one kind of letter; without ``next_due_at`` it stands still."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="letter_clocks")
    kind = models.CharField(max_length=20)
    next_due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "kind"), name="a_letter_has_one_clock"),
            models.CheckConstraint(
                condition=Q(kind__in=PERIODIC), name="only_what_comes_back_has_a_clock"
            ),
        )
        indexes = (
            models.Index(
                fields=("next_due_at",),
                condition=Q(next_due_at__isnull=False),
                name="letter_clocks_that_run",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)
