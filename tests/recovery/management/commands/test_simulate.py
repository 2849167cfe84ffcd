"""The command of the dry run: one document on standard output, or one line about a mistake."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.recovery.simulation.scenes import Entry, log, scene

ROOT = Path(settings.BASE_DIR)


def _simulate(tmp_path: Path, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command as a clinician does, on an empty database of its own."""
    place = {"DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}", "STATE_DIR": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "manage.py", "simulate", *arguments],
        cwd=ROOT,
        env=os.environ | place,
        input=said,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _assert_one_line(done: subprocess.CompletedProcess[str], line: str) -> None:
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.rstrip("\n") == line


def test_a_mistake_ends_with_status_2_and_one_line(tmp_path: Path) -> None:
    path = tmp_path / "scenario.json"
    events = [log(0, 5), log(1, 5), log(2, 5), log(3, 11)]
    path.write_text(json.dumps(scene(events=events)), encoding="utf-8")

    done = _simulate(tmp_path, str(path))

    _assert_one_line(done, "events[3].pain: 11 is not between 0 and 10")


def test_standard_input_is_read_too(tmp_path: Path) -> None:
    done = _simulate(tmp_path, "-", said=json.dumps(scene(colour="red")))

    _assert_one_line(done, "colour: unknown key")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere.json"

    _assert_one_line(
        _simulate(tmp_path, str(path)), f"{path}: cannot be read: No such file or directory"
    )


def test_a_database_without_tables_is_named_with_the_way_out(tmp_path: Path) -> None:
    done = _simulate(tmp_path, "-", said=json.dumps(scene()))

    _assert_one_line(
        done, "The database is not ready: run manage.py migrate and load_catalogue first."
    )


@pytest.mark.usefixtures("catalogue")
def test_the_answer_is_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from django.core.management import call_command

    path = tmp_path / "scenario.json"
    path.write_text(json.dumps(scene(events=[log(0, 5)])), encoding="utf-8")

    call_command("simulate", str(path))

    printed = capsys.readouterr()
    result: Entry = json.loads(printed.out)
    assert result["protocol"] == "achilles-self-care"
    assert printed.err == ""


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe{}", "is not UTF-8 text"),
        (b"", ""),
        (json.dumps(scene(protocol="nothing")).encode(), "protocol: 'nothing' is not a protocol"),
    ],
)
def test_every_mistake_ends_the_same_way(
    content: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from django.core.management import call_command

    path = tmp_path / "scenario.json"
    path.write_bytes(content)

    with pytest.raises(SystemExit) as stopped:
        call_command("simulate", str(path))

    printed = capsys.readouterr()
    assert (stopped.value.code, printed.out) == (2, "")
    assert len(printed.err.splitlines()) == 1
    assert said in printed.err
