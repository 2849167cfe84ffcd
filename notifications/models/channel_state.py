"""How much a channel may still send, and whether it answers at all."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.domain.kind import Via


class ChannelState(models.Model):
    """One channel as all workers share it.

    ``allowance`` is how many messages it could still send at ``counted_at``; ``closed_until`` is
    until when nothing is tried, because the server behind it did not answer ``strikes`` times.
    """

    channel = models.CharField(
        _("channel"), max_length=10, unique=True, choices=[(item.value, item.value) for item in Via]
    )
    allowance = models.FloatField(_("may still send"))
    counted_at = models.DateTimeField(_("counted at"))
    closed_until = models.DateTimeField(_("closed until"), null=True, blank=True)
    strikes = models.PositiveIntegerField(_("times without an answer"), default=0)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")

    def __str__(self) -> str:
        return self.channel
