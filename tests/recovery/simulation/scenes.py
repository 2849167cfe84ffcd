"""Scenarios for tests: a patient with daily scores, and what the dry run says of one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from io import StringIO
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.management import call_command

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
    """Run ``scene(**fields)`` as a clinician does who wrote it to a file, and read the answer."""
    status, said, complaint = command(json.dumps(scene(**fields)))
    assert (status, complaint) == (0, "")
    result: Entry = json.loads(said)
    return result


def mistake(**fields: Any) -> str:
    """Run ``scene(**fields)``, which has a mistake in it, and return the one line about it."""
    status, said, complaint = command(json.dumps(scene(**fields)))
    assert (status, said) == (2, "")
    (line,) = complaint.splitlines()
    return line


def command(scenario: str) -> tuple[int, str, str]:
    """Run the command in this process: its exit status, its output and its complaint."""
    out, err = StringIO(), StringIO()
    with NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        file.write(scenario)
        file.flush()
        try:
            call_command("simulate", file.name, stdout=out, stderr=err, no_color=True)
        except SystemExit as stopped:
            return int(stopped.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


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


def mornings(row: str, first: int = 0) -> list[Entry]:
    """Write the morning scores of a row of days down, at eight, from day ``first`` on."""
    return [
        {"at": at(first + number, "08:00"), "do": "log", "morning": int(score)}
        for number, score in enumerate(row.split())
        if score != "-"
    ]


def answer(number: int, question: str, value: str, wall: str = "12:00") -> Entry:
    """Answer a question on day ``number``."""
    return {"at": at(number, wall), "do": "answer", "question": question, "value": value}


def signs(number: int, *names: str, wall: str = "12:00") -> Entry:
    """Report signs on day ``number``."""
    return {"at": at(number, wall), "do": "signs", "signs": list(names)}


def walk(number: int, pain: int | None = 0, minutes: int = 30, wall: str = "18:00") -> Entry:
    """Walk on day ``number``."""
    fields = {} if pain is None else {"pain": pain}
    return {"at": at(number, wall), "do": "walk", "minutes": minutes} | fields


def jog(number: int, pain: int = 0, wall: str = "18:00", **fields: Any) -> Entry:
    """Run ten minutes on day ``number``."""
    return {"at": at(number, wall), "do": "run", "minutes": 10, "pain": pain} | fields


def exercise(number: int, pain: int, slug: str = "calf-stretch", wall: str = "18:00") -> Entry:
    """Do an exercise on day ``number`` that hurts so much."""
    return {"at": at(number, wall), "do": "exercise", "exercise": slug, "pain": pain}


def open_phase(number: int, phase: str, wall: str = "09:00", **fields: Any) -> Entry:
    """Let the physiotherapist open a phase on day ``number``."""
    return {"at": at(number, wall), "do": "open_phase", "phase": phase} | fields


def pause(number: int, until: int, wall: str = "12:00") -> Entry:
    """Pause the plan from day ``number`` until the day ``until``."""
    return {"at": at(number, wall), "do": "pause", "until": day(until), "reason": "flu"}


def in_order(*events: Entry | list[Entry]) -> list[Entry]:
    """Put the events of a scenario in the order of their times."""
    flat: list[Entry] = []
    for item in events:
        flat.extend(item if isinstance(item, list) else [item])
    return sorted(flat, key=lambda event: str(event["at"]))


def midnight(number: int) -> str:
    """Name the local midnight that begins day ``number``, as the timeline writes it in winter."""
    return f"{day(number)}T00:00:00+01:00"


def moment(number: int, wall: str) -> str:
    """Name a moment of day ``number`` as the timeline writes it in winter."""
    return f"{day(number)}T{wall}:00+01:00"


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
