"""Scenarios for tests: a patient with daily scores, and what the dry run says of one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from recovery.simulation.run import simulate
from recovery.simulation.scenario import read_scenario

START = date(2026, 3, 1)

Entry = dict[str, Any]


def scene(**fields: Any) -> Entry:
    """Give a scenario of twenty days with an Achilles tendon, with ``fields`` laid over it."""
    known: Entry = {
        "protocol": "achilles-self-care",
        "start_on": START.isoformat(),
        "until": day(19),
    }
    return known | fields


def run(**fields: Any) -> Entry:
    """Run ``scene(**fields)`` as a clinician would who wrote it to a file."""
    return simulate(read_scenario(json.dumps(scene(**fields))))


def day(number: int, start: date = START) -> str:
    """Name day ``number`` of the plan; day 0 is the first."""
    return (start + timedelta(days=number)).isoformat()


def at(number: int, wall: str) -> str:
    """Name the time ``wall`` on day ``number`` of the plan, as events write it."""
    return f"{day(number)}T{wall}"


def log(number: int, pain: int, wall: str = "21:00", **fields: Any) -> Entry:
    """Write a pain score down on day ``number``."""
    return {"at": at(number, wall), "do": "log", "pain": pain} | fields


def logs(row: str, start: date = START) -> list[Entry]:
    """Write the scores of a worked example: one a day, ``-`` for none, ``3/5/4`` for several."""
    return [
        {
            "at": f"{day(number, start)}T21:{minute:02}",
            "do": "log",
            "pain": int(score),
        }
        for number, scores in enumerate(row.split())
        if scores != "-"
        for minute, score in enumerate(scores.split("/"))
    ]


def of_type(result: Entry, entry_type: str, /, **fields: Any) -> list[Entry]:
    """Return the entries of one type in the timeline that have these fields."""
    return [
        entry
        for entry in result["timeline"]
        if entry["type"] == entry_type and all(entry.get(name) == fields[name] for name in fields)
    ]


def only(entries: Sequence[Entry]) -> Entry:
    """Return the one entry there is."""
    assert len(entries) == 1, entries
    return entries[0]


def fields_of(entries: Iterable[Entry], *names: str) -> list[tuple[Any, ...]]:
    """Return these fields of each entry."""
    return [tuple(entry.get(name) for name in names) for entry in entries]
