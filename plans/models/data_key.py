"""The keys with which people's words are sealed, themselves sealed under a key outside."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DataKey(models.Model):
    """One data key, wrapped under the master key ``master``; the newest one seals.

    Rotating the master key wraps the data keys anew; what they sealed is not touched, so that
    history that cannot be changed stays readable.
    """

    wrapped = models.CharField(max_length=200)
    master = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("data key")
        verbose_name_plural = _("data keys")

    def __str__(self) -> str:
        return f"{self.pk}"
