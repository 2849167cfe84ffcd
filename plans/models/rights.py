"""What patients ask about their own data, and the proof that a record was destroyed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from plans.models.sealing import SealedText


class Right(models.TextChoices):
    """What can be asked; an export is given at once and needs no request."""

    CORRECTION = "correction", _("correction")
    DESTRUCTION = "destruction", _("destruction of the record")


class RequestStatus(models.TextChoices):
    """Where a request stands; a destruction is approved by two people."""

    ASKED = "asked", _("asked")
    APPROVED_ONCE = "approved_once", _("approved by one person")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class RightsRequest(models.Model):
    """Something a patient asks about their own record, and what the clinic decided.

    ``exceptions`` names by code what is kept all the same, such as ``another_persons_interest``
    or ``legal_duty``; ``wish`` and ``answer`` are people's words.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey("plans.Patient", models.PROTECT, related_name="rights_requests")
    kind = models.CharField(_("what"), max_length=12, choices=Right.choices)
    wish = SealedText(_("in the patient's words"), blank=True, bound_to=("public_id",))
    status = models.CharField(
        _("status"), max_length=14, choices=RequestStatus.choices, default=RequestStatus.ASKED
    )
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey("plans.User", models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        "plans.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        "plans.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    exceptions = models.JSONField(_("kept all the same"), default=list)
    answer = SealedText(_("answer"), blank=True, bound_to=("public_id",))

    class Meta:
        verbose_name = _("request about own data")
        verbose_name_plural = _("requests about own data")
        constraints = (
            models.UniqueConstraint(
                fields=("patient", "kind"),
                condition=Q(status__in=("asked", "approved_once")),
                name="a_patient_has_one_open_request_of_a_kind",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Right.DESTRUCTION, status=RequestStatus.DONE)
                | (Q(approved_by__isnull=False) & ~Q(approved_by=F("closed_by"))),
                name="a_record_is_destroyed_by_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("done", "refused", "withdrawn"))
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="a_closed_request_says_when_and_by_whom",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.asked_at:%Y-%m-%d}"


class Destruction(models.Model):
    """The proof that a record was destroyed: by whom, when, and how many rows; never what."""

    patient = models.OneToOneField("plans.Patient", models.PROTECT, related_name="destruction")
    request = models.OneToOneField(
        "plans.RightsRequest", models.PROTECT, related_name="destruction"
    )
    at = models.DateTimeField(_("at"))
    first = models.ForeignKey("plans.User", models.PROTECT, related_name="+")
    second = models.ForeignKey("plans.User", models.PROTECT, related_name="+")
    counts = models.JSONField(_("rows destroyed"), default=dict)
    exceptions = models.JSONField(_("kept all the same"), default=list)

    class Meta:
        verbose_name = _("destruction")
        verbose_name_plural = _("destructions")
        constraints = (
            models.CheckConstraint(
                condition=~Q(first=F("second")), name="two_people_destroy_a_record"
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
