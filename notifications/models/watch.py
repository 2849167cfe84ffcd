"""Which referrals nobody answered yet, and when the next person is told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Watch(models.Model):
    """One unanswered referral. ``step`` counts how often it was told again or went further."""

    referral = models.OneToOneField(
        "plans.Referral", models.PROTECT, related_name="watch", verbose_name=_("referral")
    )
    event = models.ForeignKey("plans.Event", models.PROTECT, related_name="+")
    began_at = models.DateTimeField(_("since"))
    step = models.PositiveIntegerField(_("steps taken"), default=0)
    next_at = models.DateTimeField(_("next step at"), null=True)

    class Meta:
        verbose_name = _("unanswered referral")
        verbose_name_plural = _("unanswered referrals")
        indexes = (
            models.Index(
                fields=("next_at",), condition=Q(next_at__isnull=False), name="watches_that_run"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)
