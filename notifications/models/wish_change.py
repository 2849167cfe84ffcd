"""Who changed what about the messages somebody gets; the database keeps it as it was written."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class WishChange(models.Model):
    """One change of somebody's wishes. ``what`` names each wish with its value before and after."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="wish_changes",
        verbose_name=_("person"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    what = models.JSONField(_("what"))

    class Meta:
        verbose_name = _("change of wishes")
        verbose_name_plural = _("changes of wishes")
        indexes = (models.Index(fields=("user", "at"), name="wish_changes_of_a_person"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d %H:%M}"
