"""The answer to a request that may be sent again, kept with what the request did."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class IdempotentAnswer(models.Model):
    """What one request with an ``Idempotency-Key`` was answered; kept for seven days.

    Written in the transaction of what the request did. ``fingerprint`` is a digest of the request;
    ``sealed_body`` can be read only by this program.
    """

    user = models.ForeignKey("plans.User", models.CASCADE, related_name="+")
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=200)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    sealed_body = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "method", "path", "key"), name="a_key_has_one_answer"
            ),
        )
        indexes = (models.Index(fields=("made_at",), name="kept_answers_by_age"),)

    def __str__(self) -> str:
        return f"{self.method} {self.status}"
