"""One document with everything about a patient, for people and for programs; made when asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Field, ForeignKey, JSONField, Model, QuerySet

from plans.domain.own_data import FORMAT, FORMAT_VERSION, OwnTable
from plans.models import Clinic, Patient, User
from plans.selectors.own_data import own_tables, rows_of

Names = dict[int, Any]


def own_document(patient: Patient, *, now: datetime) -> dict[str, Any]:
    """Return everything that is kept about ``patient`` as one document of plain values.

    ``tables`` holds the rows under the name of their table; instants are in UTC, days are local
    days. People are named with their role, other rows by their public id. Words that are sealed in
    the database are readable here. What is left out is only what somebody signs in with.
    """
    clinic = patient.clinic
    called: dict[type[Model], Names] = {}
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "made_at": _plain(now),
        "clinic": {"name": clinic.name, "email": clinic.email, "phone": clinic.phone},
        "tables": {
            table.model.lower(): _rows(table, rows_of(table, patient), called)
            for table in own_tables()
        },
    }


def shown_fields(table: OwnTable, model: type[Model]) -> list[Field[Any, Any]]:
    """Return the columns of a table that are taken along: all but its number and what is secret.

    A number is kept out because it would tell how much the clinic has of others.
    """
    left_out = set(table.secret)
    number = model._meta.pk
    if not _is_link(number):
        left_out.add(number.name)
    return [field for field in model._meta.concrete_fields if field.name not in left_out]


def _rows(
    table: OwnTable, rows: QuerySet[Any], called: dict[type[Model], Names]
) -> list[dict[str, Any]]:
    fields = shown_fields(table, rows.model)
    found = list(rows.order_by("pk"))
    names = {field.name: _names(field, found, called) for field in fields if _is_link(field)}
    return [
        {
            field.name: names[field.name].get(getattr(row, field.attname))
            if field.name in names
            else _plain(getattr(row, field.name))
            for field in fields
        }
        for row in found
    ]


def _is_link(field: Field[Any, Any]) -> bool:
    return isinstance(field, ForeignKey)


def _names(
    field: Field[Any, Any], rows: Iterable[Model], called: dict[type[Model], Names]
) -> Names:
    """Return what the rows that ``field`` points at are called; each is looked up once."""
    target = field.related_model
    if not isinstance(target, type):
        return {}
    names = called.setdefault(target, {})
    wanted = {getattr(row, field.attname) for row in rows} - {None} - set(names)
    if wanted:
        # The documents of the catalogue are long, and not asked for here.
        long = [item.name for item in target._meta.concrete_fields if isinstance(item, JSONField)]
        found = target._base_manager.filter(pk__in=wanted).defer(*long)
        names.update({row.pk: _name(row) for row in found})
    return names


def _name(row: Model) -> Any:
    if isinstance(row, User):
        return {"name": row.name, "role": row.role}
    if isinstance(row, Clinic):
        return row.name
    named = getattr(row, "public_id", None)
    return str(named) if named is not None else str(row)


def _plain(known: Any) -> Any:
    """Turn a stored value into one that JSON knows."""
    if isinstance(known, datetime):
        return known.isoformat().replace("+00:00", "Z")
    if isinstance(known, date | time):
        return known.isoformat()
    if isinstance(known, UUID | Decimal):
        return str(known)
    return known
