"""What staff read about a message: what became of it, or why there was none, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications.domain.choosing import Switch
from notifications.domain.kind import MessageKind, Topic, Via
from notifications.domain.state import Reason, State
from notifications.domain.why import Silence, Wait, what_it_waits_for
from notifications.models import ChannelState, Decline, Message, WishChange
from plans.domain.days import local_day

Words = Promise | str

SILENCES: Mapping[Silence, Words] = {
    Silence.NO_RECORD: _("The patient had no record here yet."),
    Silence.NO_PLAN: _("The patient has no plan, so nothing is asked."),
    Silence.NOT_BEGUN: _("The plan begins later than this day."),
    Silence.ENDED: _("The plan had ended, so nothing was asked any more."),
    Silence.STOPPED: _(
        "A warning sign was reported: no exercises until somebody has looked at it."
    ),
    Silence.NOTHING_ASKED: _("The plan asks nothing at this moment of this day."),
    Silence.AHEAD: _("Comes at %(time)s, if it is still open then."),
    Silence.AHEAD_AFTER_SILENCE: _(
        "Comes at %(time)s only if nothing was reported for two whole days by then."
    ),
    Silence.AHEAD_BUT: _("Would come at %(time)s, but as it stands now it will not go out."),
    Silence.PAUSED: _("The plan is paused, so nobody minds the silence."),
    Silence.HEARD: _("The patient reported something in the days before, so no word was needed."),
    Silence.NUDGED_ENOUGH: _(
        "The patient got such a word lately: at most one a day, two in four days and four in ten."
    ),
    Silence.NOT_ASKED_LONG_ENOUGH: _(
        "The plan had not asked for scores on both days before, so there was no silence yet."
    ),
    Silence.PLAN_CAME_LATER: _("The plan was made after this moment."),
    Silence.NOW: _("This is the moment: the program is writing the message."),
    Silence.OVERDUE: _(
        "The program has not come to it yet. If this stays so, the worker does not run: "
        "tell whoever looks after the program."
    ),
    Silence.BEFORE_LEDGER: _(
        "The program wrote down the first reminder for this patient later than this moment."
    ),
    Silence.CHANGED_SINCE: _(
        "Nothing was asked as the plan and the moments were then; they were changed afterwards."
    ),
    Silence.STOOD_STILL: _(
        "Nothing was written down: the program stood still for more than a week around this "
        "moment, or the plan was under way again only just after it."
    ),
}

REASONS: Mapping[Reason, Words] = {
    Reason.DONE: _("It was done already, so there was nothing to ask."),
    Reason.PAUSED: _("The plan is paused on this day."),
    Reason.QUIET_HOURS: _("It falls in this person's quiet hours."),
    Reason.OPTED_OUT: _("This person does not want these messages over this channel."),
    Reason.AWAY: _("This person is away on this day."),
    Reason.HOLIDAY: _("It is a public holiday, and this person wants to be left alone on it."),
    Reason.ALREADY_TOLD: _("This person was told the same already, at another moment."),
    Reason.EXPIRED: _("Its moment had passed before it could go out; late it would be of no use."),
    Reason.NOT_DUE: _("What it was about no longer held when it was to go out."),
    Reason.INACTIVE: _("This person's account is closed."),
    Reason.REFUSED: _("The server refused it for good."),
    Reason.NO_ADDRESS: _("There is no address to send it to. Fill in the address."),
    Reason.INTERRUPTED: _("Sending was interrupted, so it may have arrived or not."),
    Reason.NO_ANSWER: _(
        "The server took it but never confirmed, so it may have arrived or not. "
        "It is not sent again, so that nobody gets it twice."
    ),
}

_DONE: Mapping[MessageKind, Words] = {
    MessageKind.EXERCISE_REMINDER: _("The exercises were ticked off already."),
    MessageKind.LOG_REMINDER: _("The score of the day was filled in already."),
    MessageKind.NUDGE: _("The patient had reported something meanwhile."),
    MessageKind.QUESTION: _("The question was answered already."),
    MessageKind.ALERT: _("Somebody had seen the referral already."),
    MessageKind.ESCALATION: _("Somebody had seen the referral already."),
    MessageKind.TASK: _("The task was done already."),
    MessageKind.GATE_MET: _("The next phase was open already."),
}

_REFUSED: Mapping[Via, Words] = {
    Via.EMAIL: _(
        "The mail server refused the address for good. Ask this person for the right one."
    ),
    Via.PUSH: _("The screen does not take messages any more; the person can turn it on again."),
    Via.INBOX: REASONS[Reason.REFUSED],
}

_SENT: Mapping[Via, Words] = {
    Via.EMAIL: _("The mail server took it."),
    Via.PUSH: _("The service behind the screen took it."),
    Via.INBOX: _("It stands in the inbox; not opened yet."),
}

_WAITS: Mapping[Wait, Words] = {
    Wait.MOMENT: _(
        "Goes out on %(time)s, not earlier: it is quiet hours or a free day until then."
    ),
    Wait.RETRY: _("It could not be sent just now. It is tried again at %(time)s."),
    Wait.TURN: _("It is due and waits for its turn."),
    Wait.CHANNEL: _("The server does not answer. It is tried again at %(time)s."),
    Wait.ANSWER: _("It is being sent right now."),
    Wait.RESCUE: _("Whoever was sending it was cut off; another takes it over."),
}

# Where state and reason together say more than the reason alone.
_SPECIAL: Mapping[tuple[State, Reason], Words] = {
    (State.FAILED, Reason.INTERRUPTED): _(
        "Sending was interrupted too often, so it was set aside. "
        "Tell whoever looks after the program."
    ),
}
_NO_REASON: Mapping[State, Words] = {
    State.FAILED: _("It could not be sent."),
    State.EXPIRED: REASONS[Reason.EXPIRED],
    State.CANCELLED: REASONS[Reason.NOT_DUE],
    State.SUPPRESSED: _("It was not sent."),
    State.UNKNOWN: REASONS[Reason.NO_ANSWER],
}


def silence_in_words(
    silence: Silence, reason: Reason | None, *, kind: MessageKind, at: datetime, zone: ZoneInfo
) -> str:
    """Say why nothing was told at the moment ``at``; ``reason`` is what would stop it."""
    sentence = str(SILENCES[silence]) % {"time": _clock(at, zone)}
    if silence is Silence.AHEAD_BUT and reason is not None:
        return f"{sentence} {reason_in_words(State.SUPPRESSED, reason, kind=kind, via=Via.EMAIL)}"
    return sentence


def reason_in_words(state: State, reason: Reason | None, *, kind: MessageKind, via: Via) -> str:
    """Say why a message that is settled went out or not."""
    if state is State.SENT:
        return str(_SENT[via])
    if reason is None:
        return str(_NO_REASON.get(state, ""))
    if reason is Reason.DONE:
        return str(_DONE.get(kind, REASONS[reason]))
    if reason is Reason.REFUSED:
        return str(_REFUSED[via])
    return str(_SPECIAL.get((state, reason), REASONS[reason]))


def fate_in_words(
    message: Message, *, now: datetime, zone: ZoneInfo, closed_until: datetime | None = None
) -> str:
    """Say what became of a message or what it waits for, by the clock of ``zone``.

    ``closed_until`` is until when nothing is tried over its channel.
    """
    state = State(message.state)
    wait = what_it_waits_for(
        state,
        due_at=message.due_at,
        lease_until=message.lease_until,
        now=now,
        closed_until=closed_until,
    )
    if wait is not None:
        ends = {Wait.RETRY: message.lease_until, Wait.CHANNEL: closed_until}
        return str(_WAITS[wait]) % {"time": _moment(ends.get(wait) or message.due_at, zone)}
    if message.read_at is not None:
        return gettext("It stands in the inbox; opened on %(time)s.") % {
            "time": _moment(message.read_at, zone)
        }
    reason = Reason(message.reason) if message.reason else None
    return reason_in_words(state, reason, kind=MessageKind(message.kind), via=Via(message.channel))


def kind_in_words(kind: MessageKind) -> str:
    """Say what a message is about."""
    return Message(kind=kind.value).get_kind_display()


def whom_in_words(message: Message) -> str:
    """Say who is told; without a person it is the clinic itself."""
    person = message.recipient
    return gettext("the clinic's own address") if person is None else str(person)


def channel_in_words(channel: ChannelState) -> str:
    """Say which channel it is."""
    return Message(channel=channel.channel).get_channel_display()


def switch_in_words(switch: Switch) -> str:
    """Say one topic over one channel, such as ``exercise reminders (e-mail)``."""
    topic, via = switch
    return str(Decline(topic=topic.value, channel=via.value))


def change_in_words(change: WishChange) -> str:
    """Say each wish that was changed, with what it was before and is since."""
    lines = (
        f"{_wish_in_words(name)}: {_value_in_words(old)} → {_value_in_words(new)}"
        for name, (old, new) in change.what.items()
    )
    return "; ".join(lines)


def _wish_in_words(name: str) -> str:
    topic, _slash, rest = name.partition("/")
    if topic == "away":
        return gettext("away from %(day)s until") % {"day": rest}
    if rest:
        return switch_in_words((Topic(topic), Via(rest)))
    return str(_WISHES.get(name, name))


def _value_in_words(value: object) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return "–" if value is None else str(value)


_WISHES: Mapping[str, Words] = {
    "quiet": _("quiet hours"),
    "rests_on_holidays": _("no reminders on public holidays"),
    "weekly_summary": _("weekly summary"),
}


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"


def _moment(at: datetime, zone: ZoneInfo) -> str:
    day = formats.date_format(local_day(at, zone), "j F")
    return f"{day} {_clock(at, zone)}"
