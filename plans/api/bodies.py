"""What callers may send: one bounded JSON object without surprises."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import (
    APIException,
    ErrorDetail,
    ParseError,
    UnsupportedMediaType,
)
from rest_framework.parsers import JSONParser

from plans.api.wording import said

LARGEST_BODY = 64 * 1024
"""In bytes; the largest honest body, a tailored exercise with a note, is a fiftieth of it."""

MOST_NAMED_MISTAKES = 20
LONGEST_REASON = 200


class BodyTooLarge(APIException):
    """More was sent than anything here needs."""

    status_code = 413
    default_code = "body_too_large"

    def __init__(self) -> None:
        super().__init__(
            said(
                nl=f"Dit bericht is te groot. Stuur ten hoogste {LARGEST_BODY // 1024} kB.",
                en=f"This message is too large. Send at most {LARGEST_BODY // 1024} kB.",
            )
        )


class OneBoundedObject(JSONParser):
    """Reads JSON that is small, names nothing twice, and can be stored and sent back as it is."""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Any = None
    ) -> dict[str, Any]:
        """Return what was sent; nesting without end and half characters are refused too."""
        _refuse_packed(parser_context)
        try:
            raw = stream.read(LARGEST_BODY + 1)
        except RequestDataTooBig:
            raise BodyTooLarge from None
        if len(raw) > LARGEST_BODY:
            raise BodyTooLarge
        try:
            sent = json.loads(
                raw.decode(), parse_constant=_no_number, object_pairs_hook=_each_name_once
            )
            # An infinite number or half a character would only fail once it is sent back.
            json.dumps(sent, ensure_ascii=False, allow_nan=False).encode()
        except (ValueError, RecursionError):
            raise ParseError(
                said(nl="Dit is geen geldige JSON.", en="This is not valid JSON.")
            ) from None
        if not isinstance(sent, dict):
            raise ParseError(said(nl="Stuur een JSON-object.", en="Send a JSON object."))
        return sent


def _refuse_packed(context: Any) -> None:
    """Refuse a body that is packed: unpacked it could be a thousand times as large."""
    packed = (
        context["request"].headers.get("Content-Encoding", "identity") if context else "identity"
    )
    if packed.strip().lower() not in ("", "identity"):
        raise UnsupportedMediaType(f"{packed[:40]}")


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return named


class StrictSerializer(serializers.Serializer[Any]):
    """A body or a query in which every name is known."""

    def to_internal_value(self, data: Any) -> Any:
        """Refuse names that mean nothing here, so that a typing error is never lost."""
        if isinstance(data, Mapping):
            unknown = sorted(str(name) for name in data if name not in self.fields)
            if unknown:
                raise serializers.ValidationError(
                    {name[:80]: [_unknown_name()] for name in unknown[:MOST_NAMED_MISTAKES]}
                )
        return super().to_internal_value(data)


def _unknown_name() -> ErrorDetail:
    return ErrorDetail(
        said(nl="Deze naam is hier niet bekend.", en="This name is not known here."),
        code="unknown_field",
    )


class Whole(serializers.IntegerField):
    """A JSON integer; ``"5"``, ``5.0`` and ``true`` are something else."""

    def to_internal_value(self, data: Any) -> int:
        """Return the number as it was sent."""
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class Pain(Whole):
    """A pain score: a JSON integer from 0 up to and including 10."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=10, **options)


class Words(serializers.CharField):
    """A JSON string; a number is not taken for one."""

    def to_internal_value(self, data: Any) -> str:
        """Return the words without the space around them."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """A JSON boolean, or in an address ``1`` or ``true`` for yes."""


class Key(serializers.UUIDField):
    """A UUID as a string."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the UUID."""
        if not isinstance(data, str):
            self.fail("invalid", value=str(data)[:40])
        return super().to_internal_value(data[:40])


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"})
class Moment(serializers.TimeField):
    """A wall-clock moment of the day in whole minutes, such as ``07:30``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%H:%M", input_formats=["%H:%M"], **options)


@extend_schema_field(OpenApiTypes.DATE)
class Day(serializers.DateField):
    """A calendar day where the patient lives."""

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)


def moments(**options: Any) -> serializers.ListField:
    """Make the field for a patient's exercise moments."""
    return serializers.ListField(child=Moment(), max_length=24, **options)


def day_in_address(text: str) -> date:
    """Read a calendar day that stands in an address; refuses what is not on the calendar."""
    field = Day()
    try:
        day: date = field.run_validation(text)
    except serializers.ValidationError as mistake:
        raise serializers.ValidationError({"for": mistake.detail}) from None
    return day
