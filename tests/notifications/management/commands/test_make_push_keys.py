"""The command prints one line for the environment, and nothing else that could end up there."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from recovery.env import read_place


def test_the_line_can_be_put_into_the_environment_as_it_is(tmp_path: Path) -> None:
    said, told = StringIO(), StringIO()

    call_command("make_push_keys", stdout=said, stderr=told)

    assert re.fullmatch(r"VAPID_PRIVATE_KEY=[\w-]{43}\n", said.getvalue())
    name, _, key = said.getvalue().strip().partition("=")
    place = read_place({"ENVIRONMENT": "production", name: key}, project_dir=tmp_path)
    assert place.push.private_key == key
    assert key not in told.getvalue()
    assert "keep it secret" in told.getvalue()


def test_every_key_is_another(tmp_path: Path) -> None:
    said = StringIO()

    for _ in range(2):
        call_command("make_push_keys", stdout=said, stderr=StringIO())

    assert len(set(said.getvalue().splitlines())) == 2
