"""Every attempt to hand a message to a server outside."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.domain.attempt import Outcome

_OUTCOMES = {
    Outcome.UNREACHABLE: _("the server could not be reached"),
    Outcome.SENT: _("sent"),
    Outcome.TEMPORARY: _("refused for now"),
    Outcome.PERMANENT: _("refused"),
    Outcome.UNKNOWN: _("no answer"),
}


class Delivery(models.Model):
    """One attempt. Without an end the worker was interrupted. ``error`` is a code, never a text."""

    message = models.ForeignKey("notifications.Message", models.CASCADE, related_name="deliveries")
    attempt = models.PositiveIntegerField(_("attempt"))
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"),
        max_length=12,
        blank=True,
        choices=[(item.value, label) for item, label in _OUTCOMES.items()],
    )
    error = models.CharField(_("error"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = (
            models.UniqueConstraint(fields=("message", "attempt"), name="an_attempt_is_made_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="")
                | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="an_ended_attempt_has_an_outcome",
            ),
        )

    def __str__(self) -> str:
        return f"{self.attempt} {self.outcome}"
