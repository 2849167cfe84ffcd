"""Adds to the access log: one line, at the end of the chain, in the caller's transaction."""

from __future__ import annotations

import logging
import os
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from plans.domain.access_log import (
    SUCCEEDED,
    Anchor,
    EntryDraft,
    purpose_of,
    sealed,
)
from plans.domain.sight import AccessKind
from plans.models import AccessEntry, AccessHead, AccessSubject, User
from plans.selectors.origin import origin_of

_LOG = logging.getLogger(__name__)


def add_entry(draft: EntryDraft) -> AccessEntry:
    """Add a line; see ``add_entries``."""
    return add_entries([draft])[0]


@transaction.atomic
def add_entries(drafts: Sequence[EntryDraft]) -> list[AccessEntry]:
    """Add lines. Whoever does so locks the head of the chain, so that it stays one chain."""
    head = AccessHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        head, _ = AccessHead.objects.select_for_update().get_or_create(pk=1)
    entries = [_add_to(head, draft) for draft in drafts]
    head.save(update_fields=["seq", "digest"])
    return entries


def _add_to(head: AccessHead, draft: EntryDraft) -> AccessEntry:
    public_id = uuid4()
    line = sealed(draft, seq=head.seq + 1, public_id=str(public_id), previous=head.digest)
    entry = AccessEntry.objects.create(
        seq=line.seq,
        public_id=public_id,
        at=draft.at,
        kind=draft.kind,
        action=line.action,
        outcome=draft.outcome,
        user_id=draft.user,
        role=draft.role,
        responsible_id=draft.responsible,
        basis=draft.basis,
        purpose=draft.purpose,
        clinic_id=draft.clinic,
        source=draft.source,
        route=draft.route,
        network_address=draft.network_address,
        object_kind=draft.object_kind,
        object_id=draft.object_id,
        trace_id=draft.trace_id,
        details=dict(draft.details),
        previous=line.previous,
        digest=line.digest,
    )
    if draft.patients:
        AccessSubject.objects.bulk_create(
            [AccessSubject(entry=entry, patient_id=patient) for patient in sorted(draft.patients)]
        )
    head.seq, head.digest = line.seq, line.digest
    return entry


def record_security(
    kind: AccessKind,
    *,
    user: User | None,
    request: HttpRequest | None,
    now: datetime,
    outcome: str = SUCCEEDED,
    object_kind: str = "",
    object_id: str = "",
    patients: Collection[int] = (),
    details: Mapping[str, Any] | None = None,
) -> AccessEntry:
    """Add a line about an account or a setting: signing in, second factors, rights, tokens.

    ``details`` holds ids, codes and counts only.
    """
    origin = origin_of(request)
    role = user.role if user else ""
    return add_entry(
        EntryDraft(
            kind=kind,
            at=now,
            outcome=outcome,
            user=user.pk if user else None,
            role=role,
            responsible=user.pk if user else None,
            purpose=purpose_of(role, ""),
            clinic=user.clinic_id if user else None,
            source=origin.source,
            route=origin.route,
            network_address=origin.network_address,
            object_kind=object_kind,
            object_id=object_id,
            trace_id=origin.trace_id,
            details=details or {},
            patients=tuple(patients),
        )
    )


def drop_anchor(*, now: datetime) -> Anchor:
    """Write down outside the database where the chain ends, in a file and in the process's log.

    Whoever shortens or rewrites the chain later would have to change that file as well.
    """
    head, _ = AccessHead.objects.get_or_create(pk=1)
    anchor = Anchor(head.seq, head.digest)
    line = f"{now.isoformat(timespec='seconds')} {anchor.seq} {anchor.digest or '-'}\n"
    written = os.open(settings.ACCESS_LOG_ANCHORS, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(written, line.encode())
    finally:
        os.close(written)
    _LOG.info("The access log ends at line %s with %s", anchor.seq, _in_groups(anchor.digest))
    return anchor


def _in_groups(digest: str) -> str:
    """Write a digest in groups: what is long and in one piece is left out of logs as a key."""
    groups = (digest[start : start + 16] for start in range(0, len(digest), 16))
    return " ".join(groups) or "-"
