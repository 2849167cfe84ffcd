"""What patients reported. Rows are only added; a correction is a new row that names the old."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.domain.log import Counted


class ReportQuerySet(models.QuerySet[Any]):
    """Reports, with those that were corrected left out on request."""

    def current(self) -> ReportQuerySet:
        """Leave out what was corrected later."""
        return self.filter(corrected_by__isnull=True)

    def counting(self) -> ReportQuerySet:
        """Return what judgements may use: what was said in time, as it was last put in time.

        A correction that comes too late to count does not take away what it corrects (DEF-12).
        """
        in_time = [item.value for item in Counted if item.is_counted]
        return self.filter(counted__in=in_time).exclude(corrected_by__counted__in=in_time)


class Report(models.Model):
    """One thing a patient reported about one local calendar day of one injury.

    ``client_key`` is chosen by the sender, so that a report that is sent twice is kept once.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    injury = models.ForeignKey("plans.Injury", models.PROTECT, related_name="%(class)ss")
    for_on = models.DateField(_("day"))
    recorded_at = models.DateTimeField(_("reported at"))
    counted = models.CharField(
        _("counted"), max_length=30, choices=[(item.value, item.value) for item in Counted]
    )
    by = models.ForeignKey("plans.User", models.PROTECT, related_name="+")
    client_key = models.UUIDField(null=True, blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(
                fields=("injury", "client_key"), name="a_%(class)s_is_kept_once"
            ),
        )
        indexes: ClassVar[tuple[models.Index, ...]] = (
            models.Index(fields=("injury", "for_on"), name="%(class)s_by_day"),
        )

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.for_on}"


def _score(field: str) -> Q:
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0, f"{field}__lte": 10})


class PainReport(Report):
    """A pain score (0-10) for the day, the morning, or both."""

    is_day_score = models.BooleanField(_("is the day's score"), default=False)
    pain = models.PositiveSmallIntegerField(_("pain"), null=True, blank=True)
    morning = models.PositiveSmallIntegerField(_("morning pain"), null=True, blank=True)

    class Meta(Report.Meta):
        verbose_name = _("pain score")
        verbose_name_plural = _("pain scores")
        constraints = (
            *Report.Meta.constraints,
            models.CheckConstraint(
                condition=_score("pain") & _score("morning"), name="pain_is_between_0_and_10"
            ),
            models.CheckConstraint(
                condition=Q(pain__isnull=False) | Q(morning__isnull=False),
                name="a_painreport_has_a_score",
            ),
            models.UniqueConstraint(
                fields=("injury", "for_on"),
                condition=Q(is_day_score=True, corrects__isnull=True),
                name="a_day_has_one_score_of_its_own",
            ),
        )


class Done(models.TextChoices):
    """How much of one turn of an exercise was done."""

    FULL = "full", _("done")
    PARTIAL = "partial", _("partly done")
    NONE = "none", _("not done")


class ExerciseReport(Report):
    """One turn of an exercise, with the pain felt during it."""

    exercise = models.SlugField(_("exercise"), max_length=60)
    turn = models.PositiveSmallIntegerField(_("turn"), null=True, blank=True)
    done = models.CharField(_("done"), max_length=10, choices=Done.choices)
    pain = models.PositiveSmallIntegerField(_("pain during"), null=True, blank=True)

    class Meta(Report.Meta):
        verbose_name = _("exercise done")
        verbose_name_plural = _("exercises done")
        constraints = (
            *Report.Meta.constraints,
            models.CheckConstraint(
                condition=_score("pain"), name="exercise_pain_is_between_0_and_10"
            ),
            models.CheckConstraint(
                condition=Q(done__in=Done.values), name="an_exercise_is_done_in_a_known_way"
            ),
            models.UniqueConstraint(
                fields=("injury", "for_on", "exercise", "turn"),
                condition=Q(turn__isnull=False, corrects__isnull=True),
                name="a_turn_is_reported_once",
            ),
        )


class ActivityKind(models.TextChoices):
    """What was walked or run."""

    WALK = "walk", _("walk")
    RUN = "run", _("run")


class ActivityReport(Report):
    """A walk or a run: minutes, kilometres, and the pain felt during it."""

    kind = models.CharField(_("activity"), max_length=10, choices=ActivityKind.choices)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    km = models.DecimalField(_("kilometres"), max_digits=5, decimal_places=2, null=True, blank=True)
    pain = models.PositiveSmallIntegerField(_("pain during"), null=True, blank=True)

    class Meta(Report.Meta):
        verbose_name = _("walk or run")
        verbose_name_plural = _("walks and runs")
        constraints = (
            *Report.Meta.constraints,
            models.CheckConstraint(
                condition=_score("pain"), name="activity_pain_is_between_0_and_10"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=1440),
                name="an_activity_lasts_within_a_day",
            ),
        )


class AnswerReport(Report):
    """An answer to a check-in question."""

    question = models.CharField(_("question"), max_length=60)
    answer = models.CharField(_("answer"), max_length=60)

    class Meta(Report.Meta):
        verbose_name = _("answer")
        verbose_name_plural = _("answers")


class SignReport(Report):
    """Signs that a patient noticed; an empty list says that there are none."""

    signs = models.JSONField(_("signs"))

    class Meta(Report.Meta):
        verbose_name = _("reported signs")
        verbose_name_plural = _("reported signs")
