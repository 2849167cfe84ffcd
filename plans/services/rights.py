"""What a patient asks about their own record, and how the clinic decides on it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from plans.domain.event import EventKind
from plans.domain.refusal import Refusal, RefusalKind
from plans.domain.rights import (
    KeptFor,
    status_when_approved,
    why_not_approve,
    why_not_decide,
)
from plans.domain.text import Text
from plans.models import Patient, RequestStatus, Right, RightsRequest, User
from plans.selectors.rights import asked_in, decider_for
from plans.selectors.scope import visible_patients
from plans.services.destroying import destroy_record
from plans.services.history import record_event
from plans.services.refusals import conflict, invalid

LONGEST_WISH = 2000
LONGEST_ANSWER = 2000


@transaction.atomic
def ask(*, patient: Patient, kind: str, wish: str = "", by: User, now: datetime) -> RightsRequest:
    """Write down what a patient asks: by the patient, or by somebody of the clinic for them.

    Refuses an unknown kind, a correction that does not say what is wrong, and a second request of
    a kind while the first one waits.
    """
    if not visible_patients(by).filter(pk=patient.pk).exists():
        raise _not_yours()
    if kind not in Right.values:
        raise invalid(
            "unknown_request",
            nl=f"Het verzoek {kind!r} bestaat niet. Kies uit: {', '.join(Right.values)}.",
            en=f"The request {kind!r} does not exist. Choose: {', '.join(Right.values)}.",
            place="kind",
        )
    if kind == Right.CORRECTION and not wish.strip():
        raise invalid(
            "what_is_wrong",
            nl="Schrijf op wat er niet klopt en hoe het moet zijn.",
            en="Write down what is not right and how it should be.",
            place="wish",
        )
    try:
        with transaction.atomic():
            request = RightsRequest.objects.create(
                patient=patient, kind=kind, wish=wish.strip(), asked_at=now, asked_by=by
            )
    except IntegrityError:
        raise conflict(
            "asked_already",
            nl="Dit verzoek ligt al bij de praktijk. Wacht op het antwoord, of trek het in.",
            en="The clinic has this request already. Wait for the answer, or withdraw it.",
        ) from None
    _note(EventKind.RIGHT_ASKED, request, by, now)
    return request


@transaction.atomic
def withdraw(*, request: RightsRequest, by: User, now: datetime) -> RightsRequest:
    """Take back a request that waits; only the patient does that."""
    request = _hold(request)
    if by.pk != request.patient.user_id:
        raise _not_yours()
    if request.status not in (RequestStatus.ASKED, RequestStatus.APPROVED_ONCE):
        raise conflict(
            "decided_already",
            nl="Over dit verzoek is al besloten; intrekken kan niet meer.",
            en="This request has been decided on; it can no longer be withdrawn.",
        )
    return _close(request, RequestStatus.WITHDRAWN, by, now)


@transaction.atomic
def approve(*, request: RightsRequest, answer: str = "", by: User, now: datetime) -> RightsRequest:
    """Approve a request; the second approval of a destruction destroys the record at once.

    A correction is approved once what was wrong has been put right, and says so in its answer.
    Refuses who may not decide, the same person twice, and two people without an administrator.
    """
    request = _hold(request)
    asked = asked_in(request)
    _refuse(why_not_approve(asked, decider_for(request, by)))
    if request.kind == Right.CORRECTION:
        _require_answer(answer)
    if status_when_approved(asked) == RequestStatus.APPROVED_ONCE:
        request.status = RequestStatus.APPROVED_ONCE
        request.approved_at, request.approved_by, request.answer = now, by, answer.strip()
        request.save(update_fields=["status", "approved_at", "approved_by", "answer"])
        _note(EventKind.RIGHT_DECIDED, request, by, now)
        return request
    request.answer = answer.strip() or request.answer
    _close(request, RequestStatus.DONE, by, now)
    if request.kind == Right.DESTRUCTION and request.approved_by is not None:
        destroy_record(request=request, first=request.approved_by, second=by, by=by, now=now)
    return request


@transaction.atomic
def refuse(
    *,
    request: RightsRequest,
    answer: str,
    exceptions: Collection[str] = (),
    by: User,
    now: datetime,
) -> RightsRequest:
    """Refuse a request with an answer; a refused destruction names why the record is kept."""
    request = _hold(request)
    _refuse(why_not_decide(asked_in(request), decider_for(request, by)))
    _require_answer(answer)
    known = sorted(set(exceptions) & set(KeptFor))
    if request.kind == Right.DESTRUCTION and (not known or len(known) != len(set(exceptions))):
        raise invalid(
            "why_kept",
            nl="Kies waarom het dossier bewaard moet blijven.",
            en="Choose why the record has to be kept.",
            place="exceptions",
        )
    request.answer, request.exceptions = answer.strip(), known
    return _close(request, RequestStatus.REFUSED, by, now)


def _hold(request: RightsRequest) -> RightsRequest:
    """Read the request anew and lock it, so that two people who decide at once come in turn."""
    rows = RightsRequest.objects.select_for_update(of=("self",))
    return rows.select_related("patient__user", "patient__clinic", "approved_by").get(pk=request.pk)


def _close(request: RightsRequest, status: RequestStatus, by: User, now: datetime) -> RightsRequest:
    request.status, request.closed_at, request.closed_by = status, now, by
    request.save(update_fields=["status", "closed_at", "closed_by", "answer", "exceptions"])
    _note(EventKind.RIGHT_DECIDED, request, by, now)
    return request


def _note(kind: EventKind, request: RightsRequest, by: User, now: datetime) -> None:
    facts = {
        "request": str(request.public_id),
        "kind": str(request.kind),
        "status": str(request.status),
        "exceptions": list(request.exceptions),
    }
    record_event(kind, by=by, now=now, patient=request.patient, facts=facts)


def _require_answer(answer: str) -> None:
    if not answer.strip():
        raise invalid(
            "no_answer",
            nl="Schrijf een antwoord voor de patiënt.",
            en="Write an answer for the patient.",
            place="answer",
        )


def _refuse(why: Text | None) -> None:
    if why is not None:
        raise Refusal(code="may_not_decide", message=why, kind=RefusalKind.FORBIDDEN)


def _not_yours() -> Refusal:
    return Refusal(
        code="not_your_request",
        message=Text(
            nl="Dit verzoek kan alleen de patiënt zelf doen, of de praktijk voor de patiënt.",
            en="Only the patient can ask this, or the clinic for the patient.",
        ),
        kind=RefusalKind.FORBIDDEN,
    )
