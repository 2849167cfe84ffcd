"""Middleware: each look at a record leaves its line in the access log, or is not shown."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from plans.domain.access_log import FAILED, SUCCEEDED, EntryDraft, purpose_of
from plans.domain.sight import AccessKind, Sight, sight_of
from plans.models import User
from plans.selectors.access_log import ground
from plans.selectors.origin import Origin, origin_of
from plans.services.access_log import add_entries
from recovery.unavailable import unavailable

_LOG = logging.getLogger(__name__)

_SAFE = ("GET", "HEAD", "OPTIONS")
_OWN_TRANSACTIONS = ("/accounts/", "/_allauth/")
"""Signing in counts tries; what is counted must stay when the try fails."""


class AccessLog:
    """Writes the lines of a request before its answer goes out.

    A request that changes something runs in one transaction with its lines: both are kept, or
    neither is. When a line cannot be written the answer is withheld.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, once what the answer shows has been written down."""
        changes = request.method not in _SAFE and not request.path_info.startswith(
            _OWN_TRANSACTIONS
        )
        try:
            with transaction.atomic() if changes else nullcontext():
                answer = self._get_response(request)
                if changes and answer.status_code >= 500:
                    transaction.set_rollback(True)
                else:
                    _write_down(request, answer, timezone.now())
        except DatabaseError as error:
            _LOG.error("The access log cannot be written: %s", type(error).__name__)
            return unavailable(request)
        return answer


def _write_down(request: HttpRequest, answer: HttpResponse, now: datetime) -> None:
    sight = sight_of(request)
    if sight.kind is None and not sight.denied:
        return
    viewer = request.user if not isinstance(request.user, AnonymousUser) else None
    add_entries(list(_drafts(sight, viewer, request, answer.status_code, now)))


def _drafts(
    sight: Sight, viewer: User | None, request: HttpRequest, status: int, now: datetime
) -> Iterator[EntryDraft]:
    origin = origin_of(request)
    if sight.kind is not None:
        yield _draft(
            _kind(sight.kind, request),
            sight,
            viewer,
            origin,
            now,
            outcome=SUCCEEDED if status < 400 else FAILED,
        )
    for denied in sight.denied:
        tried = Sight(object_kind=denied.object_kind, object_id=denied.object_id)
        tried.patients = {denied.patient} if denied.patient is not None else set()
        yield _draft(AccessKind.DENIED, tried, viewer, origin, now, outcome=FAILED)


def _kind(kind: AccessKind, request: HttpRequest) -> AccessKind:
    """Something looked up to be changed was changed, unless the door says more exactly what."""
    is_change = kind is AccessKind.VIEW and request.method not in _SAFE
    return AccessKind.CHANGE if is_change else kind


def _draft(
    kind: AccessKind,
    sight: Sight,
    viewer: User | None,
    origin: Origin,
    now: datetime,
    *,
    outcome: str,
) -> EntryDraft:
    is_denied = kind is AccessKind.DENIED
    basis, responsible = ("", viewer.pk if viewer else None)
    if viewer is not None and not is_denied:
        basis, responsible = ground(viewer, sight.patients)
    role = viewer.role if viewer else ""
    return EntryDraft(
        kind=kind,
        at=now,
        outcome=outcome,
        user=viewer.pk if viewer else None,
        role=role,
        responsible=responsible,
        basis=basis,
        purpose=purpose_of(role, basis),
        clinic=viewer.clinic_id if viewer else None,
        source=origin.source,
        route=origin.route,
        network_address=origin.network_address,
        object_kind=sight.object_kind,
        object_id=sight.object_id,
        trace_id=origin.trace_id,
        details=sight.details,
        patients=tuple(sorted(sight.patients)),
    )
