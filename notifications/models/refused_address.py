"""Addresses that a mail server refused for good, so that somebody asks for the right one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RefusedAddress(models.Model):
    """One person's address that does not work; another address makes it history."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="refused_address",
        verbose_name=_("person"),
    )
    address = models.EmailField(_("e-mail address"))
    error = models.CharField(_("error"), max_length=60)
    refused_at = models.DateTimeField(_("refused at"))

    class Meta:
        verbose_name = _("refused address")
        verbose_name_plural = _("refused addresses")

    def __str__(self) -> str:
        return str(self.user)
