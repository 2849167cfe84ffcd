"""Many ids as one parameter of a query: a list of parameters costs more than the query."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models.expressions import RawSQL


def id_set(ids: Iterable[int]) -> RawSQL:
    """Return the right side of an ``__in`` filter for these ids."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", ["{" + _listed(ids) + "}"])
    return RawSQL("SELECT value FROM json_each(%s)", ["[" + _listed(ids) + "]"])


def _listed(ids: Iterable[int]) -> str:
    return ",".join(str(pk) for pk in ids)
