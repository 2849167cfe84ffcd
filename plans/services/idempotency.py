"""Requests that come twice: done once, and answered the second time as the first time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, OperationalError, transaction
from django.utils.crypto import salted_hmac

from plans.domain.refusal import Refusal, RefusalKind
from plans.domain.sight import Sight
from plans.domain.text import Text
from plans.models import IdempotentAnswer, User
from plans.models.sealing import seal, unseal
from plans.selectors.scope import not_found, visible_patients
from plans.services.refusals import conflict

KEPT_FOR = timedelta(days=7)
"""A phone that was out of reach for a weekend away still gets its answer."""

SWEPT_AT_ONCE = 1000

_KEPT_STATUSES = frozenset({200, 201, 202, 204, 409, 412})


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRequest:
    """What makes two requests the same one: who, where, under which key, and what was sent."""

    by: User
    method: str
    path: str
    key: str
    content: Mapping[str, Any]

    @property
    def fingerprint(self) -> str:
        """A digest that only this program can make: a score could be guessed from a plain one."""
        written = json.dumps(self.content, sort_keys=True)
        return salted_hmac("idempotency", written, algorithm="sha256").hexdigest()

    @property
    def place(self) -> str:
        """What the kept answer is sealed to."""
        return f"idempotent:{self.by.pk}:{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """What the first request was answered, with the headers that name an edit."""

    status: int
    body: Any
    headers: Mapping[str, str]


def is_kept(status: int) -> bool:
    """Say whether an answer with this status is kept: one where the work had begun.

    What was refused before that, as a mistake in the body, can be sent again under the same key.
    """
    return status in _KEPT_STATUSES


def begin(*, sent: SentRequest, now: datetime) -> IdempotentAnswer | None:
    """Take the key for this request, in the caller's transaction; ``None`` when it was taken.

    Waits while the same request is under way elsewhere, as long as the database waits for a lock;
    after that it refuses: still running.
    """
    try:
        with transaction.atomic():
            return IdempotentAnswer.objects.create(
                user=sent.by,
                method=sent.method,
                path=sent.path,
                key=sent.key,
                fingerprint=sent.fingerprint,
                made_at=now,
            )
    except IntegrityError:
        return None
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != _LOCK_NOT_AVAILABLE:
            raise
        raise conflict(
            "request_still_running",
            nl="Deze aanvraag is nog bezig. Probeer het zo meteen opnieuw met dezelfde sleutel.",
            en="This request is still being worked on. Try again in a moment with the same key.",
        ) from None


_LOCK_NOT_AVAILABLE = "55P03"


def keep(
    *,
    row: IdempotentAnswer,
    sent: SentRequest,
    answer: KeptAnswer,
    sight: Sight,
) -> None:
    """Keep what the request was answered, sealed, and of which patients it told."""
    row.status = answer.status
    row.sealed_body = seal(json.dumps(answer.body, cls=DjangoJSONEncoder), to=sent.place)
    row.headers = {
        "headers": dict(answer.headers),
        "kind": sight.object_kind,
        "id": sight.object_id,
        "patients": sorted(sight.patients),
    }
    row.save(update_fields=["status", "sealed_body", "headers"])


def kept_answer(*, sent: SentRequest, sight: Sight) -> KeptAnswer:
    """Return what the same request was answered before, and note whom it tells of.

    Refuses when the key stood for something else, and when who asks may no longer see the patient.
    """
    row = IdempotentAnswer.objects.get(
        user=sent.by, method=sent.method, path=sent.path, key=sent.key
    )
    if row.fingerprint != sent.fingerprint:
        raise Refusal(
            code="key_used_otherwise",
            message=Text(
                nl="Deze sleutel is al gebruikt voor een andere aanvraag. Neem een nieuwe sleutel.",
                en="This key was used for another request already. Take a new key.",
            ),
            kind=RefusalKind.INVALID,
        )
    patients = row.headers["patients"]
    if visible_patients(sent.by).filter(pk__in=patients).count() != len(patients):
        raise not_found()
    for patient in patients:
        sight.saw(row.headers["kind"], row.headers["id"], patient)
    return KeptAnswer(
        status=row.status or 0,
        body=json.loads(unseal(row.sealed_body, to=sent.place)),
        headers=row.headers["headers"],
    )


def sweep_kept_answers(*, now: datetime) -> int:
    """Take away what was kept for longer than seven days; returns how many answers went."""
    old = IdempotentAnswer.objects.filter(made_at__lt=now - KEPT_FOR).order_by("made_at")
    gone, _ = IdempotentAnswer.objects.filter(
        pk__in=list(old.values_list("pk", flat=True)[:SWEPT_AT_ONCE])
    ).delete()
    return gone
