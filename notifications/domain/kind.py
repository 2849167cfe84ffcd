"""What people are told about, as whom, over which channel, and what of it they can decline."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType


class MessageKind(StrEnum):
    """What a message is about."""

    EXERCISE_REMINDER = "exercise_reminder"
    LOG_REMINDER = "log_reminder"
    NUDGE = "nudge"
    QUESTION = "question"
    REFERRAL = "referral"
    PHASE_OPENED = "phase_opened"
    PLAN_CHANGED = "plan_changed"
    PLAN_PAUSED = "plan_paused"
    PLAN_RESUMED = "plan_resumed"
    GATE_MET = "gate_met"
    WEEKLY_SUMMARY = "weekly_summary"
    ALERT = "alert"
    ESCALATION = "escalation"
    TASK = "task"
    UNREACHED = "unreached"
    DIGEST = "digest"
    ACCOUNT = "account"

    @property
    def is_reminder(self) -> bool:
        """Say whether it belongs to a moment of a patient's day and passes with it."""
        return self in REMINDERS

    @property
    def calls_a_human(self) -> bool:
        """Say whether somebody is to do something about a patient, so that it must not get lost."""
        return self in _CALLS

    @property
    def never_waits(self) -> bool:
        """Say whether it goes out in the quiet hours too: a clinician is called for a patient."""
        return self in (MessageKind.ALERT, MessageKind.ESCALATION)

    @property
    def is_only_mailed(self) -> bool:
        """Say whether it goes to an address and nowhere else: its reader may not be inside yet."""
        return self is MessageKind.ACCOUNT

    @property
    def is_waited_for(self) -> bool:
        """Say whether it goes out before all that can wait: a human is called, or looks out."""
        return self.calls_a_human or self is MessageKind.ACCOUNT

    @property
    def topic(self) -> Topic | None:
        """Return what a person declines who declines this; ``None``: it cannot be declined."""
        return _TOPICS.get(self)


class To(StrEnum):
    """In which role somebody is told. Staff without a name is the clinic's own address."""

    PATIENT = "patient"
    PHYSIOTHERAPIST = "physiotherapist"
    STAFF = "staff"


class Via(StrEnum):
    """The channels. The inbox is always written."""

    EMAIL = "email"
    PUSH = "push"
    INBOX = "inbox"


class Topic(StrEnum):
    """What a person can decline, channel by channel.

    Questions, referrals, alerts and tasks have no topic: somebody's safety may hang on them. Nor
    has the mail about one's own account.
    """

    EXERCISE_REMINDERS = "exercise_reminders"
    LOG_REMINDERS = "log_reminders"
    NUDGES = "nudges"
    PLAN_NEWS = "plan_news"
    WEEKLY_SUMMARY = "weekly_summary"
    DIGEST = "digest"


REMINDERS = frozenset({MessageKind.EXERCISE_REMINDER, MessageKind.LOG_REMINDER, MessageKind.NUDGE})
"""What belongs to a moment of a patient's day."""
_CALLS = frozenset(
    {
        MessageKind.REFERRAL,
        MessageKind.ALERT,
        MessageKind.ESCALATION,
        MessageKind.TASK,
        MessageKind.UNREACHED,
    }
)
_TOPICS = MappingProxyType(
    {
        MessageKind.EXERCISE_REMINDER: Topic.EXERCISE_REMINDERS,
        MessageKind.LOG_REMINDER: Topic.LOG_REMINDERS,
        MessageKind.NUDGE: Topic.NUDGES,
        MessageKind.PHASE_OPENED: Topic.PLAN_NEWS,
        MessageKind.PLAN_CHANGED: Topic.PLAN_NEWS,
        MessageKind.PLAN_PAUSED: Topic.PLAN_NEWS,
        MessageKind.PLAN_RESUMED: Topic.PLAN_NEWS,
        MessageKind.GATE_MET: Topic.PLAN_NEWS,
        MessageKind.WEEKLY_SUMMARY: Topic.WEEKLY_SUMMARY,
        MessageKind.DIGEST: Topic.DIGEST,
    }
)
