"""What was found, and whom it called: verdicts, questions, referrals and tasks."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.models.sealing import SealedText


class Verdict(models.Model):
    """The outcome of one judgement over one window, with its evidence. Added, never changed.

    ``kind`` says what was judged: a rule of that kind, a ``session`` of load or a ``gate``; then
    ``rule`` is the rule's id, the exercise or the phase. A counted late report that changes the
    outcome adds a row with the next ``revision``, and so does a gate that changes.
    """

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="verdicts")
    protocol_version = models.ForeignKey("plans.ProtocolVersion", models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12)
    rule = models.CharField(_("rule"), max_length=60)
    window_first = models.DateField(_("window from"))
    window_last = models.DateField(_("window up to and including"))
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    verdict = models.CharField(_("verdict"), max_length=30)
    evidence = models.JSONField(_("evidence"))
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "kind", "rule", "window_first", "revision"),
                name="a_window_is_judged_once_per_revision",
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule} {self.window_last} {self.verdict}"


class AskedQuestion(models.Model):
    """A question that a rule needs answered before it can decide."""

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="asked_questions")
    rule = models.CharField(_("rule"), max_length=20)
    kind = models.CharField(_("kind"), max_length=12)
    window_first = models.DateField()
    question = models.CharField(_("question"), max_length=60)
    asked_at = models.DateTimeField(_("asked at"))
    asked_on = models.DateField()
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "rule", "kind", "window_first", "question"),
                name="a_question_is_asked_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule} {self.question}"


class ReferralStatus(models.TextChoices):
    """Where a referral stands; none is ever deleted."""

    OPEN = "open", _("open")
    ACKNOWLEDGED = "acknowledged", _("seen")
    RESOLVED = "resolved", _("resolved")
    DISMISSED = "dismissed", _("not needed")
    SUPERSEDED = "superseded", _("no longer needed")


WAITING = (ReferralStatus.OPEN, ReferralStatus.ACKNOWLEDGED)
"""A referral that still has to be dealt with."""


class Referral(models.Model):
    """A request that a human looks, raised once for one rule over one window.

    A referral from the intake has no plan and names the version of the intake it came from.
    ``outcome`` is what came of it, or why it was not needed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    injury = models.ForeignKey("plans.Injury", models.PROTECT, related_name="referrals")
    plan = models.ForeignKey(
        "plans.Plan", models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    verdict = models.ForeignKey(
        "plans.Verdict", models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    intake_version = models.ForeignKey(
        "plans.IntakeVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )
    rule = models.CharField(_("rule"), max_length=20)
    kind = models.CharField(_("kind"), max_length=12, blank=True)
    occasion = models.CharField(_("occasion"), max_length=60)
    to = models.CharField(_("to"), max_length=20)
    urgency = models.CharField(_("urgency"), max_length=10)
    basis = models.CharField(_("decided by"), max_length=10)
    status = models.CharField(
        _("status"), max_length=15, choices=ReferralStatus.choices, default=ReferralStatus.OPEN
    )
    raised_at = models.DateTimeField(_("raised at"))
    acknowledged_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        "plans.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        "plans.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = SealedText(_("outcome"), max_length=200, blank=True, bound_to=("public_id",))

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        constraints = (
            models.UniqueConstraint(
                fields=("injury", "rule", "kind", "occasion"), name="a_referral_is_raised_once"
            ),
            models.CheckConstraint(
                condition=Q(to__in=("physiotherapist", "gp", "emergency")),
                name="a_referral_goes_to_a_known_person",
            ),
            models.CheckConstraint(
                condition=Q(urgency__in=("immediate", "important", "contact", "may")),
                name="a_referral_has_a_known_urgency",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ReferralStatus.values), name="a_referral_has_a_known_status"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("resolved", "dismissed"))
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="")),
                name="a_closed_referral_says_by_whom_and_how",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="a_seen_referral_says_when_and_by_whom",
            ),
        )
        indexes = (
            models.Index(
                fields=("raised_at",),
                condition=Q(status__in=("open", "acknowledged")),
                name="referrals_to_handle",
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule} {self.raised_at:%Y-%m-%d}"


class TaskKind(models.TextChoices):
    """Why a person has to look at a plan without anybody being ill at ease about the injury."""

    SILENCE = "silence", _("no reports any more")
    GATE_MET = "gate_met", _("ready for the next phase")
    GATE_OVERDUE = "gate_overdue", _("phase takes too long")


class Task(models.Model):
    """Something for a person to do about a plan, raised once per occasion; closed, never deleted.

    One that is no longer needed is closed by the program: ``closed_by`` stays empty.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="tasks")
    kind = models.CharField(_("kind"), max_length=15, choices=TaskKind.choices)
    occasion = models.CharField(_("occasion"), max_length=60)
    raised_at = models.DateTimeField(_("raised at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        "plans.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = SealedText(_("outcome"), max_length=200, blank=True, bound_to=("public_id",))

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "kind", "occasion"), name="a_task_is_raised_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=TaskKind.values), name="a_task_is_of_a_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False) | Q(closed_by__isnull=True),
                name="only_a_closed_task_was_closed_by_somebody",
            ),
        )
        indexes = (
            models.Index(
                fields=("raised_at",), condition=Q(closed_at__isnull=True), name="tasks_to_do"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.raised_at:%Y-%m-%d}"
