"""Asks an address something, as one of the callers, and leaves everything as it was."""

from __future__ import annotations

import json
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse

from tests.recovery.access.scene import Scene, address_of


def ask(
    scene: Scene,
    caller: str,
    method: str,
    route: str,
    body: dict[str, Any] | None = None,
    *,
    subject: UUID | None = None,
    override: str = "",
) -> HttpResponse:
    """Return the answer to ``caller``; what it changed is undone."""
    address = address_of(scene, route, subject)
    client = scene.client(caller)
    # Which edit of a plan was looked at; addresses that are about no plan do not read it.
    headers = {"If-Match": '"1"'} | ({"X-HTTP-Method-Override": override} if override else {})
    is_api = address.startswith(("/api/", "/_allauth/"))
    with transaction.atomic():
        if is_api:
            sent = "" if body is None else json.dumps(body)
            answer = client.generic(
                method, address, sent, content_type="application/json", headers=headers
            )
        elif method == "POST":
            answer = client.post(address, body or {}, headers=headers)
        else:
            answer = client.generic(method, address)
        transaction.set_rollback(True)
    return cast("HttpResponse", answer)
