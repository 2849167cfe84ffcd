"""No door reads patients' data by itself: all of it comes from selectors, which know who asks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOORS = [
    ROOT / app / door for app in ("plans", "notifications") for door in ("api", "web", "admin")
]
MANAGERS = ("objects", "_default_manager", "_base_manager")

HARMLESS = {
    "AuthToken": "the tokens of whoever is signed in",
    "Clinic": "the clinics themselves",
    "ExerciseVersion": "the library is the same for everybody",
    "ProtocolVersion": "the library is the same for everybody",
    "OfficeHours": "when the clinic is open",
    "ChannelState": "whether a channel works",
    "LogEntry": "what was done in the admin, which narrows it itself",
}
"""Models without patients' data, that a door may read."""

NARROWED = {
    ("notifications/admin/site.py", "StuckEvent"): "of_own_clinic, counted only",
    ("notifications/admin/site.py", "RefusedAddress"): "of_own_clinic, counted only",
    ("notifications/admin/wishes.py", "WishChange"): "of a row that the admin already narrowed",
    ("notifications/admin/workings.py", "Message"): "narrowed to the own clinic where it is used",
    ("plans/admin/access_log.py", "User"): "who looked at the log's own rows, narrowed there",
    ("plans/admin/catalogue.py", "self.model"): "the library is the same for everybody",
}
"""What the admin reads and narrows on the spot, with how."""


def _read() -> Iterator[tuple[str, str]]:
    for door in DOORS:
        for path in sorted(door.rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
                    yield str(path.relative_to(ROOT)), ast.unparse(node.value)


def test_doors_read_through_selectors() -> None:
    found = {use for use in _read() if use[1] not in HARMLESS}

    assert found <= set(NARROWED), sorted(found - set(NARROWED))


def test_the_exceptions_are_still_there() -> None:
    assert set(NARROWED) <= set(_read())
