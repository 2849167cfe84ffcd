"""Tells an alert again, and goes further with it, until somebody has seen the referral."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from notifications.domain.escalation import Step, may_go_at, step_to_take
from notifications.domain.kind import MessageKind, Via
from notifications.domain.state import Reason, State
from notifications.models import Message, Watch
from notifications.selectors.escalation import schedule_of, unwatched, watches
from notifications.selectors.office import office_of
from notifications.selectors.readers import Reader, Team, team_of
from notifications.selectors.upcoming import waiting
from notifications.services.news import News, to_readers
from notifications.services.tell import Draft, key_over, write_messages
from plans.selectors.events import raising_events
from plans.selectors.people import clinic_of
from plans.selectors.referrals import ReferralCard, referral_card

_LOG = logging.getLogger(__name__)

_REST = timedelta(minutes=5)
"""After this long a step that failed is tried again, for ever."""

_CALLS = (MessageKind.ALERT, MessageKind.ESCALATION)


def watch(*, referral: ReferralCard, event_id: int, began_at: datetime, now: datetime) -> None:
    """Watch a referral from now on, until somebody has seen it; one that is raised again anew.

    To be called in the transaction that writes its alert.
    """
    clinic_id, _ = clinic_of(referral.patient_id)
    first_gap = schedule_of(clinic_id, referral.urgency).gap_after(0)
    Watch.objects.update_or_create(
        referral_id=referral.referral_id,
        defaults={
            "event_id": event_id,
            "began_at": began_at,
            "step": 0,
            # Counted from when it is told, so that after a standstill it is not told twice at once.
            "next_at": now + first_gap if referral.status == _UNSEEN else None,
        },
    )


_UNSEEN = "open"


def escalate_due(*, now: datetime, clinic_id: int | None = None, limit: int = 200) -> int:
    """Take the next step with alerts that went unanswered; return how many had their turn.

    Two workers at once take each step once. What was seen meanwhile is watched no longer. One that
    fails keeps no other from people.
    """
    _watch_older(now, clinic_id, limit)
    due = watches(clinic_id).filter(next_at__lte=now).order_by("next_at", "pk")
    ids = list(due.values_list("pk", flat=True)[:limit])
    return sum(_try_to_escalate(watch_id, now) for watch_id in ids)


def _watch_older(now: datetime, clinic_id: int | None, limit: int) -> None:
    """Watch also what was raised before there were watches, or could not be told at all."""
    found = unwatched(clinic_id, limit=limit)
    if not found:
        return
    events = raising_events({row.injury_id for row in found})
    Watch.objects.bulk_create(
        [
            Watch(
                referral_id=row.referral_id,
                event_id=events[row.referral_id],
                began_at=row.raised_at,
                next_at=now + schedule_of(row.clinic_id, row.urgency).gap_after(0),
            )
            for row in found
            if row.referral_id in events
        ],
        ignore_conflicts=True,
    )


def _try_to_escalate(watch_id: int, now: datetime) -> int:
    try:
        return _escalate(watch_id, now)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one, all others must be told
        _LOG.error("Watch %s could not go further: %s", watch_id, type(error).__name__)
        watches().filter(pk=watch_id).update(next_at=now + _REST)
        return 0


@transaction.atomic
def _escalate(watch_id: int, now: datetime) -> int:
    rows = Watch.objects.select_for_update(skip_locked=True, of=("self",))
    row = rows.filter(pk=watch_id, next_at__lte=now).first()
    if row is None or row.next_at is None:
        # Another worker has it in hands or was first.
        return 0
    card = referral_card(row.referral_id)
    if card.status != _UNSEEN:
        row.next_at = None
    else:
        _go_further(row, row.next_at, card, now)
    row.save(update_fields=["step", "next_at"])
    return 1


def _go_further(row: Watch, due_at: datetime, card: ReferralCard, now: datetime) -> None:
    """Tell the next ones, or wait for their morning."""
    team = team_of(card.patient_id, now=now)
    schedule = schedule_of(team.clinic_id, card.urgency)
    step = step_to_take(schedule, taken=row.step, due_at=due_at, now=now)
    row.next_at = _waits_until(card, team, team.told(step.audiences), now)
    if row.next_at <= now:
        _tell(_drafts(row, step, card, team, now), card, now)
        row.step, row.next_at = step.number, step.next_at


def _waits_until(
    card: ReferralCard, team: Team, readers: Collection[Reader], now: datetime
) -> datetime:
    quiet = [reader.quiet for reader in readers]
    office = office_of([team.clinic_id])[team.clinic_id]
    return may_go_at(card.urgency, now, quiet, team.zone, office)


def _drafts(
    row: Watch,
    step: Step,
    card: ReferralCard,
    team: Team,
    now: datetime,
) -> list[Draft]:
    news = News(
        kind=MessageKind.ALERT if step.only_repeats else MessageKind.ESCALATION,
        about=str(card.referral_id),
        event_id=row.event_id,
        at=now,
        patient_id=card.patient_id,
        plan_id=card.plan_id,
        referral_id=card.referral_id,
        urgency=card.urgency,
        step=step.number,
        facts={
            "referral": card.referral_id,
            "to": card.to,
            "urgency": card.urgency,
            "rule": card.rule,
        },
    )
    return to_readers(news, team, team.told(step.audiences), now=now)


def _tell(drafts: list[Draft], card: ReferralCard, now: datetime) -> None:
    """Write the drafts, but nobody gets two at once over a channel that did not work meanwhile."""
    # By patient, because that is what the ledger has an index for.
    about = waiting().filter(patient_id=card.patient_id, referral_id=card.referral_id)
    calls = about.filter(kind__in=_CALLS)
    behind = set(calls.values_list("recipient_id", "channel"))
    write_messages(drafts=drafts, now=now)
    if not behind:
        return
    keys = [key_over(draft.key, via) for draft in drafts for via in Via]
    too_much = Q(pk__in=[])
    for recipient_id, channel in behind:
        too_much |= Q(recipient_id=recipient_id, channel=channel)
    Message.objects.filter(too_much, dedupe_key__in=keys, state=State.PENDING).update(
        state=State.SUPPRESSED, reason=Reason.ALREADY_TOLD, settled_at=now
    )
