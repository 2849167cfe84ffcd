"""The edit of a plan that a caller looked at: its ETag, and what it must match."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from plans.api.wording import said
from plans.domain.refusal import Refusal
from plans.models import Plan

IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "maxLength": 100, "pattern": "^[ -~]{1,100}$"},
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the plan that was looked at, as it was given. Without one, or with "
    "`*`, a request that writes is refused with 428; after an edit made meanwhile with 412, which "
    "names the ETag of now.",
)


class MustNameEdit(APIException):
    """The caller did not say which edit of the plan they looked at."""

    status_code = 428
    default_code = "precondition_required"

    def __init__(self) -> None:
        super().__init__(
            said(
                nl="Zeg welke versie van het plan je bekeken hebt: zet de ETag ervan in If-Match.",
                en="Say which edit of the plan you looked at: put its ETag in If-Match.",
            )
        )


class EditedMeanwhile(APIException):
    """The plan is no longer the one that the caller looked at; ``etag`` names the one of now."""

    status_code = 412
    default_code = "plan_changed_meanwhile"

    def __init__(self, detail: str, tag: str) -> None:
        super().__init__(detail)
        self.members: dict[str, Any] = {"etag": tag}
        self.headers = {"ETag": tag}


def etag(version: int) -> str:
    """Write an edit of a plan as a strong entity tag."""
    return f'"{version}"'


def edit_looked_at(request: Request) -> int:
    """Read which edit the caller looked at; a tag that was never given matches nothing.

    Refuses who names none: ``*`` would say no more than that there is a plan.
    """
    tag = request.headers.get("If-Match", "").strip()
    if tag in ("", "*"):
        raise MustNameEdit
    named = re.fullmatch(r'"([0-9]{1,9})"', tag)
    return int(named[1]) if named else -1


@contextmanager
def told_of_later_edit(plan: Plan) -> Iterator[None]:
    """Answer who looked at an older edit with the tag of the present one (412)."""
    try:
        yield
    except Refusal as refusal:
        if refusal.code != EditedMeanwhile.default_code:
            raise
        plan.refresh_from_db(fields=["version"])
        told = said(nl=refusal.message.nl, en=refusal.message.en)
        raise EditedMeanwhile(told, etag(plan.version)) from None
