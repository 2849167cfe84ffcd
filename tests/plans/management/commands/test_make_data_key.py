"""A new master key is printed as a line for the environment, and kept nowhere."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from plans.domain.sealing import read_master_keys


def _made(name: str) -> str:
    said = StringIO()
    call_command("make_data_key", name, stdout=said, stderr=StringIO())
    return said.getvalue()


def test_a_key_is_printed_as_the_program_reads_it() -> None:
    line = _made("2026a")

    (key,) = read_master_keys(line.strip().removeprefix("DATA_KEYS="))
    assert line.startswith("DATA_KEYS=2026a:")
    assert not key.is_weak
    assert _made("2026a") != line


def test_a_name_that_could_not_be_read_is_refused() -> None:
    with pytest.raises(CommandError, match="letters, digits"):
        _made("my key, please")
