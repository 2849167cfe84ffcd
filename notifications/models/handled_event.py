"""Which events people were told about; events themselves are never changed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class HandledEvent(models.Model):
    """An event whose messages stand in the ledger; both were written in one transaction."""

    event = models.OneToOneField("plans.Event", models.PROTECT, primary_key=True, related_name="+")
    handled_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)


class StuckEvent(models.Model):
    """An event that could not be told: how often it was tried, and when it is tried again.

    It is never given up, because a referral may hang on it.
    """

    event = models.OneToOneField("plans.Event", models.PROTECT, primary_key=True, related_name="+")
    tries = models.PositiveIntegerField(_("tries"))
    error = models.CharField(_("error"), max_length=60)
    next_try_at = models.DateTimeField(_("tried again at"))

    class Meta:
        verbose_name = _("event that could not be told")
        verbose_name_plural = _("events that could not be told")

    def __str__(self) -> str:
        return str(self.pk)
