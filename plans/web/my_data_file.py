"""The file with everything about a patient: one part for programs, one for people."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.db.models import DateTimeField, Field
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime, override
from django.utils.translation import gettext

from plans.domain.own_data import OwnTable
from plans.models import Patient
from plans.selectors.own_data import model_of, own_tables
from plans.selectors.own_document import shown_fields
from plans.selectors.words import language
from plans.web.own_data_sayings import Sayings
from plans.web.own_data_words import CODES, FOR_PROGRAMS, FOR_PROGRAMS_IN, TABLES, label_of
from plans.web.words import named

Names = Mapping[str, str]

_WALL = re.compile(r"[0-2]\d:[0-5]\d:00")
_NAME_OF_A_ROW = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as a person reads it: a name, the columns that say something, and the rows."""

    name: str
    columns: list[str]
    rows: list[list[str]]


def zipped(document: dict[str, Any], *, patient: Patient) -> bytes:
    """Pack ``document`` in both forms; made in memory, so that nothing of it stays on a disk."""
    name = gettext("my-data")
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        file.writestr(f"{name}.json", json.dumps(document, ensure_ascii=False, indent=1))
        file.writestr(f"{name}.html", readable(document, patient=patient))
    return packed.getvalue()


def readable(document: dict[str, Any], *, patient: Patient) -> str:
    """Put ``document`` on one page that needs no program, no network and no script."""
    with override(patient.zone):
        sayings = Sayings()
        names = _names(document["tables"], sayings)
        # Destroyed last is read first: who it is, then the record, then what hangs on it.
        sheets = (
            _sheet(table, document["tables"][table.model.lower()], names, sayings)
            for table in reversed(own_tables())
        )
        context = {
            "LANGUAGE_CODE": language(),
            "patient": patient,
            "made_at": _moment(document["made_at"]),
            "sheets": [sheet for sheet in sheets if sheet is not None],
        }
        return render_to_string("plans/my_data_document.html", context)


def columns_of(table: OwnTable) -> list[Field[Any, Any]]:
    """Return the columns of a table that say something to a person."""
    fields = shown_fields(table, model_of(table)) if table.is_shown else []
    return [
        field
        for field in fields
        if field.name not in FOR_PROGRAMS and (table.model, field.name) not in FOR_PROGRAMS_IN
    ]


def _sheet(
    table: OwnTable, rows: list[dict[str, Any]], names: Names, sayings: Sayings
) -> Sheet | None:
    fields = [
        field
        for field in columns_of(table)
        if any(row[field.name] not in (None, "", [], {}) for row in rows)
    ]
    if not fields:
        return None
    return Sheet(
        name=str(capfirst(str(TABLES.get(table.model, model_of(table)._meta.verbose_name_plural)))),
        columns=[str(capfirst(label_of(field))) for field in fields],
        rows=[
            [
                sayings.say(table.model, field.name, row)
                or _words(table, field, row[field.name], names, sayings)
                for field in fields
            ]
            for row in rows
        ],
    )


def _names(tables: dict[str, Any], sayings: Sayings) -> Names:
    """Return what injuries and plans are called, so that other rows can name them."""
    injuries = {
        row["public_id"]: f"{sayings.name_of(row['region'])}, {_say(row['injured_on'])}"
        for row in tables["plans.injury"]
    }
    plans = {
        row["public_id"]: f"{sayings.name_of(row['protocol_version'])}, {_say(row['starts_on'])}"
        for row in tables["plans.plan"]
    }
    return injuries | plans


def _words(
    table: OwnTable, field: Field[Any, Any], known: Any, names: Names, sayings: Sayings
) -> str:
    """Say one value the way people do."""
    codes = CODES.get((table.model, field.name))
    if isinstance(known, str) and known in names:
        return names[known]
    if codes is not None:
        return ", ".join(named(codes, sayings.name_of(code)) for code in _listed(known))
    if known not in (None, "") and field.choices:
        return str(dict(field.flatchoices).get(known, known))
    if isinstance(field, DateTimeField) and known:
        return _moment(known)
    return sayings.name_of(known) if isinstance(known, str) and known in sayings else _say(known)


def _listed(known: Any) -> list[str]:
    return known if isinstance(known, list) else [known] if known else []


def _say(known: Any) -> str:
    if known is None or known == "":
        return ""
    if isinstance(known, bool):
        return gettext("yes") if known else gettext("no")
    if isinstance(known, list):
        return ", ".join(_say(item) for item in known)
    if isinstance(known, dict):
        if set(known) == {"name", "role"}:
            return str(known["name"])
        said = {key: _say(item) for key, item in known.items() if not _is_name(item)}
        return "; ".join(f"{key.replace('_', ' ')}: {words}" for key, words in said.items())
    if _is_day(known):
        return date_format(date.fromisoformat(known), "j F Y")
    return known[:5] if isinstance(known, str) and _WALL.fullmatch(known) else str(known)


def _is_name(known: Any) -> bool:
    """Say whether this is only the name of a row, which tells a person nothing."""
    return isinstance(known, str) and _NAME_OF_A_ROW.fullmatch(known) is not None


def _is_day(known: Any) -> bool:
    return isinstance(known, str) and re.fullmatch(r"\d{4}-[01]\d-[0-3]\d", known) is not None


def _moment(text: str) -> str:
    return date_format(localtime(datetime.fromisoformat(text)), "j F Y H:i")
