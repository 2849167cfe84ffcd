"""An invitation to use an account: one link, for one address, clinic and role, for three days."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Invitation(models.Model):
    """A link by which somebody takes an account into use; only its digest is kept."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey("plans.User", models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    clinic = models.ForeignKey("plans.Clinic", models.PROTECT, related_name="invitations")
    role = models.CharField(_("role"), max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField(_("invited at"))
    invited_by = models.ForeignKey("plans.User", models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("works until"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = (
            models.UniqueConstraint(
                fields=("user",),
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="a_person_has_one_open_invitation",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="an_invitation_is_accepted_or_withdrawn",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.invited_at:%Y-%m-%d}"
