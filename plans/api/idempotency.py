"""The ``Idempotency-Key`` header: a request that is sent again is not done again."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.wording import said
from plans.domain.refusal import Refusal
from plans.domain.sight import sight_of
from plans.models import User
from plans.services.idempotency import (
    KeptAnswer,
    SentRequest,
    begin,
    is_kept,
    keep,
    kept_answer,
)

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"

_PRINTABLE = re.compile(r"[!-~]{1,255}")
_LONGEST_PATH = 200

IDEMPOTENCY_KEY = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]{1,255}$"},
    OpenApiParameter.HEADER,
    description="Any name that the caller gives this one request. Sent again with the same name "
    "within seven days, the request is not done again but answered as before, with "
    "`Idempotency-Replayed: true`; with another body it is refused with 422.",
)

Args = ParamSpec("Args")
View = TypeVar("View", bound=GenericAPIView[Any])
Answerer = Callable[Concatenate[View, Request, Args], Response]


class KeyUsedOtherwise(APIException):
    """The key stands for a request with another content."""

    status_code = 422
    default_code = "key_used_otherwise"


def done_once(method: Answerer[View, Args]) -> Answerer[View, Args]:
    """Do what ``method`` does once for each ``Idempotency-Key``; without one, each time."""

    @functools.wraps(method)
    def answer(
        door: View, request: Request, /, *args: Args.args, **kwargs: Args.kwargs
    ) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            return method(door, request, *args, **kwargs)
        sent = _sent(request, key)
        with transaction.atomic():
            row = begin(sent=sent, now=timezone.now())
            if row is None:
                return _again(request, sent)
            made = _made(door, request, lambda: method(door, request, *args, **kwargs))
            if not is_kept(made.status_code):
                # Nothing began, so the key is free again.
                row.delete()
                return made
            headers = {name: made[name] for name in ("ETag",) if name in made}
            kept = KeptAnswer(status=made.status_code, body=made.data, headers=headers)
            keep(row=row, sent=sent, answer=kept, sight=sight_of(request))
            return made

    return answer


def _sent(request: Request, key: str) -> SentRequest:
    if not _PRINTABLE.fullmatch(key):
        told = said(
            nl="Een sleutel heeft 1 tot en met 255 gewone tekens, zonder spaties.",
            en="A key has 1 to 255 plain characters, without spaces.",
        )
        raise ValidationError({HEADER: [told]})
    return SentRequest(
        by=cast("User", request.user),
        method=str(request.method),
        path=request.path[:_LONGEST_PATH],
        key=key,
        # Another edit looked at makes it another request.
        content={"body": request.data, "if_match": request.headers.get("If-Match", "")},
    )


def _again(request: Request, sent: SentRequest) -> Response:
    try:
        kept = kept_answer(sent=sent, sight=sight_of(request))
    except Refusal as refusal:
        if refusal.code != KeyUsedOtherwise.default_code:
            raise
        raise KeyUsedOtherwise(said(nl=refusal.message.nl, en=refusal.message.en)) from None
    told = _response(kept)
    told[REPLAYED] = "true"
    return told


def _response(kept: KeptAnswer) -> Response:
    is_problem = kept.status >= 400
    return Response(
        kept.body,
        status=kept.status,
        headers=dict(kept.headers),
        content_type="application/problem+json" if is_problem else None,
    )


def _made(door: GenericAPIView[Any], request: Request, work: Callable[[], Response]) -> Response:
    """Do the work; a refusal undoes what it had begun, and is an answer like any other."""
    try:
        with transaction.atomic():
            return work()
    except (Refusal, APIException) as error:
        return door.handle_exception(error)
