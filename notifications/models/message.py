"""The ledger: what is to be told to whom, and what became of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.domain.kind import MessageKind, To, Via
from notifications.domain.state import Reason, State
from plans.models.sealing import SealedText

_KINDS = {
    MessageKind.EXERCISE_REMINDER: _("exercise reminder"),
    MessageKind.LOG_REMINDER: _("reminder of the pain score"),
    MessageKind.NUDGE: _("word after silence"),
    MessageKind.QUESTION: _("question"),
    MessageKind.REFERRAL: _("referral"),
    MessageKind.PHASE_OPENED: _("next phase opened"),
    MessageKind.PLAN_CHANGED: _("plan changed"),
    MessageKind.PLAN_PAUSED: _("plan paused"),
    MessageKind.PLAN_RESUMED: _("plan goes on"),
    MessageKind.GATE_MET: _("ready for the next phase"),
    MessageKind.WEEKLY_SUMMARY: _("weekly summary"),
    MessageKind.ALERT: _("alert"),
    MessageKind.ESCALATION: _("unanswered alert"),
    MessageKind.TASK: _("task"),
    MessageKind.UNREACHED: _("patient not reached"),
    MessageKind.DIGEST: _("daily overview"),
    MessageKind.ACCOUNT: _("about the account"),
}
_ROLES = {
    To.PATIENT: _("patient"),
    To.PHYSIOTHERAPIST: _("physiotherapist"),
    To.STAFF: _("clinic staff"),
}
_CHANNELS = {
    Via.EMAIL: _("e-mail"),
    Via.PUSH: _("message on the screen"),
    Via.INBOX: _("inbox"),
}
_STATES = {
    State.PENDING: _("waiting"),
    State.SENDING: _("being sent"),
    State.SENT: _("sent"),
    State.FAILED: _("failed"),
    State.EXPIRED: _("expired"),
    State.CANCELLED: _("cancelled"),
    State.SUPPRESSED: _("not sent"),
    State.UNKNOWN: _("unknown"),
}
_REASONS = {
    Reason.DONE: _("already done"),
    Reason.PAUSED: _("the plan is paused"),
    Reason.QUIET_HOURS: _("it was in the quiet hours"),
    Reason.OPTED_OUT: _("the person does not want these messages"),
    Reason.AWAY: _("the person is away"),
    Reason.HOLIDAY: _("it is a public holiday"),
    Reason.ALREADY_TOLD: _("the person was told this already"),
    Reason.EXPIRED: _("its moment had passed"),
    Reason.NOT_DUE: _("it was no longer due"),
    Reason.INACTIVE: _("the account is closed"),
    Reason.REFUSED: _("the server refused it"),
    Reason.NO_ADDRESS: _("there is no address to send it to"),
    Reason.INTERRUPTED: _("sending was interrupted"),
    Reason.NO_ANSWER: _("the server took it but did not confirm"),
}

_WAITING = (State.PENDING.value, State.SENDING.value)
_ABOUT_NO_PATIENT = (MessageKind.DIGEST.value, MessageKind.ACCOUNT.value)


class Message(models.Model):
    """One message to one person over one channel; without a person, to the clinic's own address.

    ``facts`` holds ids, names, days and moments; words are chosen when it is sent.
    ``lease_until`` is until when no worker may take it: another one is sending it, or it waits for
    its next try. ``attempt`` is the fence: only who holds the highest may settle the message.
    ``interruptions`` counts the workers that took it and were not heard of again. ``rank`` puts
    what somebody waits for before the rest. ``read_at`` is when the person opened it in the inbox.
    ``secret`` is what opens an account, sealed, and gone as soon as the message is settled.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(
        _("kind"), max_length=20, choices=[(item.value, label) for item, label in _KINDS.items()]
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        db_index=False,
        verbose_name=_("recipient"),
    )
    clinic = models.ForeignKey(
        "plans.Clinic",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        db_index=False,
        verbose_name=_("clinic"),
    )
    to = models.CharField(
        _("to"), max_length=20, choices=[(item.value, label) for item, label in _ROLES.items()]
    )
    channel = models.CharField(
        _("channel"),
        max_length=20,
        default=Via.EMAIL.value,
        choices=[(item.value, label) for item, label in _CHANNELS.items()],
    )
    dedupe_key = models.CharField(_("key"), max_length=120)
    rank = models.PositiveSmallIntegerField(_("rank"), default=1)
    patient = models.ForeignKey(
        "plans.Patient",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        db_index=False,
        verbose_name=_("patient"),
    )
    plan = models.ForeignKey(
        "plans.Plan",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        db_index=False,
        verbose_name=_("plan"),
    )
    referral = models.ForeignKey(
        "plans.Referral",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        db_index=False,
        verbose_name=_("referral"),
    )
    facts = models.JSONField(_("facts"), default=dict)
    secret = SealedText(bound_to=("public_id",), blank=True, default="", editable=False)
    due_at = models.DateTimeField(_("due at"))
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    state = models.CharField(
        _("state"),
        max_length=12,
        default=State.PENDING.value,
        choices=[(item.value, label) for item, label in _STATES.items()],
    )
    reason = models.CharField(
        _("why"),
        max_length=20,
        blank=True,
        choices=[(item.value, label) for item, label in _REASONS.items()],
    )
    lease_until = models.DateTimeField(_("not before"), null=True, blank=True)
    attempt = models.PositiveIntegerField(_("attempts"), default=0)
    interruptions = models.PositiveSmallIntegerField(_("interruptions"), default=0)
    message_id = models.CharField(_("Message-ID"), max_length=200)
    last_error = models.CharField(_("last error"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("planned at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = (
            # Not unique=True: that would bring a second index, for words that begin alike.
            models.UniqueConstraint(fields=("dedupe_key",), name="nothing_is_told_twice"),
            models.CheckConstraint(
                condition=Q(kind__in=[item.value for item in MessageKind]),
                name="a_message_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[item.value for item in Via]),
                name="a_message_goes_over_a_known_channel",
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False)
                | Q(to=To.STAFF.value, channel=Via.EMAIL.value),
                name="a_message_without_a_person_is_for_the_clinic",
            ),
            models.CheckConstraint(
                condition=Q(patient__isnull=False) | Q(kind__in=_ABOUT_NO_PATIENT),
                name="a_message_is_about_a_patient_a_digest_or_an_account",
            ),
            models.CheckConstraint(
                condition=Q(clinic__isnull=False)
                | Q(kind=MessageKind.ACCOUNT.value, recipient__isnull=False),
                name="a_message_has_a_clinic_or_is_about_an_account",
            ),
            models.CheckConstraint(
                condition=Q(secret="") | Q(kind=MessageKind.ACCOUNT.value, settled_at__isnull=True),
                name="a_secret_does_not_outlive_its_message",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_WAITING, settled_at__isnull=True)
                | (
                    Q(state__in=[item.value for item in State if item not in _WAITING])
                    & Q(settled_at__isnull=False)
                ),
                name="a_settled_message_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(*_WAITING, State.SENT.value)) | ~Q(reason=""),
                name="a_message_that_was_not_sent_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENDING.value) | Q(lease_until__isnull=False),
                name="a_message_being_sent_is_leased",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=models.F("due_at")),
                name="a_message_expires_after_it_is_due",
            ),
        )
        # Few, because every message is written three times, and each index with it. Those that
        # begin with a foreign key serve that key as well.
        indexes = (
            # Also an index for SQLite, which does not look at values to see that a condition holds.
            models.Index(
                fields=("channel", "rank", "due_at"),
                condition=Q(settled_at__isnull=True),
                name="messages_to_send",
            ),
            models.Index(
                fields=("expires_at",),
                condition=Q(settled_at__isnull=True, expires_at__isnull=False),
                name="messages_that_expire",
            ),
            models.Index(fields=("patient", "due_at"), name="messages_about_a_patient"),
            models.Index(fields=("clinic", "due_at"), name="messages_of_a_clinic"),
            models.Index(
                fields=("referral",),
                condition=Q(referral__isnull=False),
                name="messages_about_a_referral",
            ),
            models.Index(fields=("recipient", "channel", "due_at"), name="messages_to_a_person"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due_at:%Y-%m-%d %H:%M}"
