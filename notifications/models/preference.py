"""What a person wants to be told, and when to be left alone."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from notifications.domain.kind import Topic, Via

_TOPICS = {
    Topic.EXERCISE_REMINDERS: _("exercise reminders"),
    Topic.LOG_REMINDERS: _("reminders of the pain score"),
    Topic.NUDGES: _("a word when nothing was reported for some days"),
    Topic.PLAN_NEWS: _("news about the plan"),
    Topic.WEEKLY_SUMMARY: _("weekly summary"),
    Topic.DIGEST: _("daily overview"),
}
_DECLINABLE = {Via.EMAIL: _("e-mail"), Via.PUSH: _("message on the screen")}


class Preference(models.Model):
    """One person's wishes; who has none gets the defaults."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="message_preference",
        verbose_name=_("person"),
    )
    quiet_from = models.TimeField(_("quiet from"), default=time(22))
    quiet_until = models.TimeField(_("quiet until"), default=time(7))
    weekly_summary = models.BooleanField(
        _("weekly summary with the curve of the pain scores"), default=False
    )
    rests_on_holidays = models.BooleanField(_("no reminders on public holidays"), default=False)

    class Meta:
        verbose_name = _("message preference")
        verbose_name_plural = _("message preferences")

    def __str__(self) -> str:
        return str(self.user)


class Decline(models.Model):
    """A person does not want this topic over this channel. The inbox cannot be declined."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="declined_messages",
        verbose_name=_("person"),
    )
    topic = models.CharField(
        _("topic"), max_length=20, choices=[(item.value, label) for item, label in _TOPICS.items()]
    )
    channel = models.CharField(
        _("channel"),
        max_length=10,
        choices=[(item.value, label) for item, label in _DECLINABLE.items()],
    )
    declined_at = models.DateTimeField(_("declined at"))

    class Meta:
        verbose_name = _("declined topic")
        verbose_name_plural = _("declined topics")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "topic", "channel"), name="a_topic_is_declined_once"
            ),
            models.CheckConstraint(
                condition=Q(topic__in=[item.value for item in Topic]),
                name="only_a_known_topic_is_declined",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[item.value for item in _DECLINABLE]),
                name="the_inbox_cannot_be_declined",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_topic_display()} ({self.get_channel_display()})"


class Absence(models.Model):
    """Days on which a person is away: a patient is not reminded, a clinician not the first asked.

    ``until_on`` is the first day back.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="absences",
        verbose_name=_("person"),
    )
    from_on = models.DateField(_("away from"))
    until_on = models.DateField(_("back on"))

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on__gt=F("from_on")), name="an_absence_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=("user", "from_on"), name="an_absence_is_noted_once"),
        )

    def __str__(self) -> str:
        return f"{self.from_on} – {self.until_on}"
