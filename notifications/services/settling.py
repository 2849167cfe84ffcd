"""Writes down what became of messages that were in hands: state, reason, and the attempt."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import transaction

from notifications.domain.account_mail import GO_ELSEWHERE
from notifications.domain.attempt import Outcome, Step
from notifications.domain.kind import MessageKind, To, Via
from notifications.domain.state import Reason, State
from notifications.models import Delivery, Message, RefusedAddress
from notifications.selectors.parcels import Parcel
from notifications.selectors.upcoming import waiting
from notifications.services.news import handed_on, unreached
from notifications.services.tell import Draft, write_messages


@dataclass(frozen=True, slots=True)
class Result:
    """How it went with one message: what follows, and the attempt if something was tried.

    ``due_at`` is set when the message only has to wait until then.
    """

    message: Parcel
    step: Step
    error: str = ""
    delivery: Delivery | None = None
    due_at: datetime | None = None
    interruptions: int = 0


def settle(*, results: Collection[Result], now: datetime) -> int:
    """Write the results down in one transaction and return how many messages were still ours.

    Whoever leased a message since has a higher attempt, and then what we say of it counts no more.
    """
    with transaction.atomic():
        count = sum(_mark(alike, now) for alike in _alike(results))
        Delivery.objects.bulk_create(
            [result.delivery for result in results if result.delivery is not None],
            # Whoever leased the message since noted that nobody came back from this attempt.
            update_conflicts=True,
            unique_fields=["message", "attempt"],
            update_fields=["started_at", "ended_at", "outcome", "error"],
        )
        for result in results:
            _note_address(result, now)
        write_messages(
            drafts=[draft for result in results for draft in _consequences(result, now)], now=now
        )
    return count


def settle_stale(*, now: datetime, clinic_id: int | None = None) -> int:
    """Settle every message whose use is over, however many there are, and return their number.

    One that a worker had in hands when it was cut off may have been sent: its state is unknown.
    """
    stale = waiting(clinic_id).filter(expires_at__lte=now)
    expired = stale.filter(state=State.PENDING).update(
        state=State.EXPIRED, reason=Reason.EXPIRED, settled_at=now, secret=""
    )
    cut_off = stale.filter(state=State.SENDING, lease_until__lte=now).update(
        state=State.UNKNOWN, reason=Reason.INTERRUPTED, settled_at=now, secret=""
    )
    return expired + cut_off


def _alike(results: Collection[Result]) -> Iterator[list[Result]]:
    """Put results together that write the same into their rows."""
    ordered = sorted(results, key=_what_is_written)
    for _, alike in groupby(ordered, key=_what_is_written):
        yield list(alike)


def _what_is_written(result: Result) -> tuple[int | str, ...]:
    step = result.step
    return (
        result.message.attempt,
        result.message.state,
        step.state,
        step.reason or "",
        str(step.not_before or ""),
        result.error,
        str(result.due_at or ""),
        result.interruptions,
    )


def _mark(alike: list[Result], now: datetime) -> int:
    first = alike[0]
    step = first.step
    fields: dict[str, object] = {
        "state": step.state,
        "reason": step.reason or "",
        "lease_until": step.not_before,
        "last_error": first.error[:60],
        "settled_at": None if step.state is State.PENDING else now,
    }
    if step.state is not State.PENDING:
        fields["secret"] = ""
    if first.message.state == State.PENDING:
        # It was only locked, not leased: its attempt begins and ends here.
        fields["attempt"] = first.message.attempt + 1
    if first.due_at is not None:
        fields["due_at"] = first.due_at
    if first.interruptions:
        fields["interruptions"] = first.interruptions
    ours = Message.objects.filter(
        pk__in=[result.message.pk for result in alike],
        attempt=first.message.attempt,
        state=first.message.state,
    )
    return ours.update(**fields)


def _note_address(result: Result, now: datetime) -> None:
    """Remember an address that the server refused for good; somebody asks for the right one."""
    message, delivery = result.message, result.delivery
    person = message.recipient
    if delivery is None or person is None or message.channel != Via.EMAIL:
        return
    if message.kind == MessageKind.ACCOUNT and message.facts["about"] in GO_ELSEWHERE:
        return
    if delivery.outcome == Outcome.PERMANENT:
        RefusedAddress.objects.update_or_create(
            user_id=person.pk,
            defaults={"address": person.email, "error": delivery.error, "refused_at": now},
        )


def _consequences(result: Result, now: datetime) -> list[Draft]:
    """Tell somebody else what could not be told to whom it was meant for."""
    message, step = result.message, result.step
    if message.channel != Via.EMAIL:
        return []
    if message.to != To.PATIENT:
        return handed_on(message, now=now) if step.reason is Reason.INACTIVE else []
    kind = MessageKind(message.kind)
    if step.state is State.FAILED and (kind.calls_a_human or kind is MessageKind.QUESTION):
        return unreached(message, now=now)
    return []
