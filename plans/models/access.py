"""Who looked at, changed, searched or took along what, when: the access log (NEN 7513).

Added to, never changed: the database refuses it, and each line carries the digest of the one before
it. ``docs/access-log.md`` says which field of the norm stands where.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccessEntry(models.Model):
    """One line of the access log: ids and codes, never names, scores or anybody's words."""

    seq = models.PositiveBigIntegerField(_("number"), unique=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("at"))
    kind = models.CharField(_("what"), max_length=30)
    action = models.CharField(max_length=1)
    outcome = models.CharField(_("outcome"), max_length=2)
    user = models.ForeignKey(
        "plans.User", models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    role = models.CharField(_("role"), max_length=20, blank=True)
    responsible = models.ForeignKey(
        "plans.User", models.PROTECT, null=True, related_name="+", verbose_name=_("on behalf of")
    )
    basis = models.CharField(_("ground"), max_length=20, blank=True)
    purpose = models.CharField(_("purpose"), max_length=12, blank=True)
    clinic = models.ForeignKey("plans.Clinic", models.PROTECT, null=True, related_name="+")
    source = models.CharField(_("through"), max_length=10)
    route = models.CharField(_("page or address"), max_length=120, blank=True)
    network_address = models.GenericIPAddressField(_("network address"), null=True)
    object_kind = models.CharField(_("kind of data"), max_length=30, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    trace_id = models.CharField(max_length=32)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("line of the access log")
        verbose_name_plural = _("access log")
        indexes = (
            models.Index(fields=("at",), name="access_in_order"),
            models.Index(fields=("user", "at"), name="access_of_a_person"),
            models.Index(fields=("clinic", "at"), name="access_at_a_clinic"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class AccessSubject(models.Model):
    """A patient whose data one line is about."""

    entry = models.ForeignKey("plans.AccessEntry", models.PROTECT, related_name="subjects")
    patient = models.ForeignKey("plans.Patient", models.PROTECT, related_name="accesses")

    class Meta:
        verbose_name = _("patient in the access log")
        verbose_name_plural = _("patients in the access log")
        constraints = (
            models.UniqueConstraint(
                fields=("entry", "patient"), name="a_line_names_a_patient_once"
            ),
        )
        indexes = (models.Index(fields=("patient", "-entry"), name="access_to_a_patient"),)

    def __str__(self) -> str:
        return f"{self.entry_id} {self.patient_id}"


class AccessHead(models.Model):
    """Where the chain stands: the last line, and the line from which it is still kept.

    One row. Whoever adds a line locks it, so that the chain stays one line.
    """

    seq = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")
    first_seq = models.PositiveBigIntegerField(default=1)
    first_previous = models.CharField(max_length=64, default="")

    class Meta:
        verbose_name = _("head of the access log")
        verbose_name_plural = _("heads of the access log")
        constraints = (
            models.CheckConstraint(condition=models.Q(pk=1), name="the_access_log_has_one_head"),
        )

    def __str__(self) -> str:
        return f"{self.seq}"
