"""Looks once more at what a piece of news is about: what was settled meanwhile is not told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from notifications.domain.kind import MessageKind
from notifications.domain.state import State
from notifications.domain.telling import is_for_the_same_day
from notifications.selectors.gates import why_not_to_open
from notifications.selectors.parcels import Parcel
from notifications.selectors.plan_news import plan_words, why_not_to_tell
from notifications.services.account import account_words
from notifications.services.desk import Desk
from notifications.services.fate import DONE, NOT_DUE, Context, Dropped
from notifications.services.letter_content import digest_words, weekly_summary_words
from plans.selectors.questions import question_card
from plans.selectors.referrals import referral_card
from plans.selectors.tasks import task_card

_Teller = Callable[[Parcel, Desk, datetime], Context | Dropped]

_ONE_HOUR = timedelta(hours=1)


def news_content(
    message: Parcel, kind: MessageKind, desk: Desk, now: datetime
) -> Context | Dropped:
    """Return what the words need to know, or why the news is not told any more.

    ``ObjectDoesNotExist`` when what it is about is gone.
    """
    return _TELLERS[kind](message, desk, now)


def _question(message: Parcel, desk: Desk, now: datetime) -> Context | Dropped:
    card = question_card(message.facts["asked"])
    if card.closed:
        return DONE
    return {"is_for_today": is_for_the_same_day(card.question.name)}


def _referral(message: Parcel, desk: Desk, now: datetime) -> Context | Dropped:
    card = referral_card(message.facts["referral"])
    if card.status not in _REFERRAL_WAITS:
        return NOT_DUE
    clinic = desk.clinic_of(message)
    call = clinic.number_for(card.to) if clinic else ""
    return {"to": card.to, "urgency": card.urgency, "call": call}


_REFERRAL_WAITS = ("open", "acknowledged")


def _alert(message: Parcel, desk: Desk, now: datetime) -> Context | Dropped:
    card = referral_card(message.facts["referral"])
    if card.status != "open":
        return DONE
    hours = int((now - card.raised_at) / _ONE_HOUR)
    return {"to": card.to, "urgency": card.urgency, "rule": card.rule, "hours": hours}


def _task(message: Parcel, desk: Desk, now: datetime) -> Context | Dropped:
    card = task_card(message.facts["task"])
    if not card.is_open:
        return DONE
    return {"task": card.text.in_language(_language(message))}


def _gate(message: Parcel, desk: Desk, now: datetime) -> Context | Dropped:
    reason = why_not_to_open(message.facts["plan"], message.facts["phase"], now=now)
    return {} if reason is None else Dropped(State.SUPPRESSED, reason)


def _plan(message: Parcel, desk: Desk, now: datetime) -> Context | Dropped:
    kind = MessageKind(message.kind)
    reason = why_not_to_tell(kind, message.facts["plan"], message.facts, now=now)
    if reason is not None:
        return Dropped(State.SUPPRESSED, reason)
    return plan_words(kind, message.facts, _language(message))


def _unreached(message: Parcel, desk: Desk, now: datetime) -> Context | Dropped:
    return {"about": message.facts["kind"]}


def _weekly_summary(message: Parcel, desk: Desk, now: datetime) -> Context | Dropped:
    words = weekly_summary_words(message, language=_language(message), now=now)
    return NOT_DUE if words is None else words


def _digest(message: Parcel, desk: Desk, now: datetime) -> Context | Dropped:
    words = digest_words(message, language=_language(message), now=now)
    return NOT_DUE if words is None else words


def _account(message: Parcel, desk: Desk, now: datetime) -> Context | Dropped:
    words = account_words(message, language=_language(message), now=now)
    return NOT_DUE if words is None else words


def _language(message: Parcel) -> str:
    return message.recipient.language if message.recipient else "nl"


_TELLERS: Mapping[MessageKind, _Teller] = {
    MessageKind.QUESTION: _question,
    MessageKind.REFERRAL: _referral,
    MessageKind.PHASE_OPENED: _plan,
    MessageKind.PLAN_CHANGED: _plan,
    MessageKind.PLAN_PAUSED: _plan,
    MessageKind.PLAN_RESUMED: _plan,
    MessageKind.GATE_MET: _gate,
    MessageKind.WEEKLY_SUMMARY: _weekly_summary,
    MessageKind.ALERT: _alert,
    MessageKind.ESCALATION: _alert,
    MessageKind.TASK: _task,
    MessageKind.UNREACHED: _unreached,
    MessageKind.DIGEST: _digest,
    MessageKind.ACCOUNT: _account,
}
