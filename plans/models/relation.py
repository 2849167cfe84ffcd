"""Who else may see a patient's record than the physiotherapist who treats them, and until when."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from plans.models.sealing import SealedText


class Basis(models.TextChoices):
    """On what ground somebody may see a record besides treating the patient."""

    COVERING = "covering", _("stands in for a colleague")
    BREAK_GLASS = "break_glass", _("opened in an emergency")


class CareRelation(models.Model):
    """A physiotherapist who may see one patient's record for a while.

    Who treats the patient stands on the patient's record; these rows are added to that. A
    ``break_glass`` relation is one that somebody took, with a reason, and that is looked at later.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey("plans.Patient", models.PROTECT, related_name="relations")
    physiotherapist = models.ForeignKey("plans.User", models.PROTECT, related_name="care_relations")
    basis = models.CharField(_("ground"), max_length=12, choices=Basis.choices)
    reason = SealedText(_("reason"), bound_to=("public_id",))
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"))
    added_by = models.ForeignKey("plans.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("relation of care")
        verbose_name_plural = _("relations of care")
        constraints = (
            models.CheckConstraint(
                condition=Q(until_at__gt=F("from_at")), name="a_relation_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(basis__in=Basis.values), name="a_relation_has_a_known_ground"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_relation_says_why"),
        )
        indexes = (
            models.Index(fields=("physiotherapist", "until_at"), name="relations_that_hold"),
        )

    def __str__(self) -> str:
        return f"{self.basis} {self.from_at:%Y-%m-%d}"
