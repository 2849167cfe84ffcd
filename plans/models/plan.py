"""A plan's rows: the plan, its dated phases, its exercises and its pauses."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from plans.models.sealing import SealedText


class PlanStatus(models.TextChoices):
    """A plan is under way until it ends; a paused plan is under way."""

    ACTIVE = "active", _("under way")
    ENDED = "ended", _("ended")


class Outcome(models.TextChoices):
    """How a plan ended."""

    RECOVERED = "recovered", _("recovered")
    SWITCHED = "switched", _("switched to another protocol")
    REFERRED = "referred", _("referred")
    STOPPED = "stopped", _("stopped")


class Plan(models.Model):
    """One protocol version on one patient's calendar, for one injury.

    ``checkpoint`` is what earlier judgements settled, and ``read_from`` the first day whose reports
    still matter; without them all of it is judged again.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    injury = models.ForeignKey("plans.Injury", models.PROTECT, related_name="plans")
    protocol_version = models.ForeignKey(
        "plans.ProtocolVersion", models.PROTECT, related_name="plans"
    )
    continues = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="continued_by"
    )
    starts_on = models.DateField(_("starts on"))
    status = models.CharField(
        _("status"), max_length=10, choices=PlanStatus.choices, default=PlanStatus.ACTIVE
    )
    version = models.PositiveIntegerField(_("edit"), default=1)
    assigned_at = models.DateTimeField(_("assigned at"))
    assigned_by = models.ForeignKey("plans.User", models.PROTECT, related_name="+")
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        "plans.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    is_follow_up = models.BooleanField(_("follow-up after recovery"), default=False)
    checkpoint = models.JSONField(null=True, blank=True)
    read_from = models.DateField(null=True, blank=True)
    next_judgement_at = models.DateTimeField(_("next judgement at"), null=True, blank=True)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = (
            models.UniqueConstraint(
                fields=("injury",),
                condition=Q(status=PlanStatus.ACTIVE),
                name="an_injury_has_one_plan_under_way",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=PlanStatus.ACTIVE,
                    ended_on__isnull=True,
                    ended_at__isnull=True,
                    ended_by__isnull=True,
                    outcome="",
                )
                | (
                    Q(
                        status=PlanStatus.ENDED,
                        ended_on__isnull=False,
                        ended_at__isnull=False,
                        ended_by__isnull=False,
                    )
                    & ~Q(outcome="")
                ),
                name="an_ended_plan_says_when_by_whom_and_how",
            ),
        )
        indexes = (
            models.Index(
                fields=("next_judgement_at",),
                condition=Q(status=PlanStatus.ACTIVE),
                name="plans_to_judge",
            ),
        )

    def __str__(self) -> str:
        return f"{self.protocol_version} {self.starts_on}"


class PlanPhase(models.Model):
    """One phase of one plan with its days; ``ends_on`` is the first day after it."""

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="phases")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("phase"), max_length=20)
    starts_on = models.DateField(_("starts on"))
    earliest_end_on = models.DateField(_("ends at the earliest on"))
    ends_on = models.DateField(_("ends on"))
    latest_end_on = models.DateField(_("ends at the latest on"))
    status = models.CharField(_("status"), max_length=10)
    extended_days = models.SmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        "plans.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "position"), name="a_phase_has_a_place_of_its_own"
            ),
            models.UniqueConstraint(fields=("plan", "kind"), name="a_plan_has_each_phase_once"),
            models.UniqueConstraint(
                fields=("plan",), condition=Q(status="open"), name="a_plan_has_one_open_phase"
            ),
            models.CheckConstraint(
                condition=Q(status__in=("planned", "open", "done")),
                name="a_phase_has_a_known_status",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="a_phase_ends_after_it_starts"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on}"


class Prescription(models.Model):
    """One exercise in one plan; tailoring closes a row and adds another, so history stays."""

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="prescriptions")
    key = models.CharField(max_length=80)
    phase = models.CharField(_("phase"), max_length=20)
    exercise = models.SlugField(_("exercise"), max_length=60)
    dose = models.JSONField(_("dose"))
    frequency = models.JSONField(_("frequency"))
    starts_after = models.CharField(max_length=6, default="P0D")
    ends_after = models.CharField(max_length=6, null=True, blank=True)
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    moments = models.JSONField(_("own moments"), null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("plans.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("prescribed exercise")
        verbose_name_plural = _("prescribed exercises")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "key"), name="a_prescription_has_a_key_of_its_own"
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True)
                | Q(until_on__isnull=True)
                | Q(until_on__gte=F("from_on")),
                name="a_prescription_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return self.key


class Pause(models.Model):
    """Days on which nothing is asked; ``until_on`` is the first day after."""

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="pauses")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))
    reason = SealedText(
        _("reason"),
        max_length=200,
        bound_to=("plan_id", "from_on", "added_at", "added_by_id"),
    )
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("plans.User", models.PROTECT, related_name="+")
    resumed_at = models.DateTimeField(null=True, blank=True)
    resumed_by = models.ForeignKey(
        "plans.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="a_pause_ends_after_it_starts"
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_on} - {self.until_on}"
