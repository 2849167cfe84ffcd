"""The clinic: everything else belongs to one."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Clinic(models.Model):
    """A physiotherapy clinic with its own people, plans and addresses."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)
    email = models.EmailField(_("e-mail address"))
    phone = models.CharField(_("telephone number"), max_length=40)
    emergency_phone = models.CharField(_("number for emergencies"), max_length=40, default="112")
    gp_phone = models.CharField(
        _("number of the general practitioners outside office hours"), max_length=40, blank=True
    )
    timezone = models.CharField(_("time zone"), max_length=64, default="Europe/Amsterdam")

    class Meta:
        verbose_name = _("clinic")
        verbose_name_plural = _("clinics")

    def __str__(self) -> str:
        return self.name
