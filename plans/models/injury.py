"""An injury: what plans and logs belong to."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """Which side of the body."""

    LEFT = "left", _("left")
    RIGHT = "right", _("right")
    BOTH = "both", _("both sides")
    NONE = "none", _("not applicable")


class Injury(models.Model):
    """One complaint of one patient in one body region, from the day it began."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey("plans.Patient", models.PROTECT, related_name="injuries")
    region = models.SlugField(_("body region"), max_length=60)
    side = models.CharField(_("side"), max_length=5, choices=Side.choices, default=Side.NONE)
    injured_on = models.DateField(_("began on"))
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey("plans.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("injury")
        verbose_name_plural = _("injuries")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(side__in=Side.values), name="an_injury_has_a_known_side"
            ),
            models.UniqueConstraint(
                fields=("patient", "region", "side", "injured_on"),
                name="an_injury_is_written_down_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.region} {self.injured_on}"
