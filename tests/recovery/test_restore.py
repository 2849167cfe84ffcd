"""A backup can be had back: the drill of docs/backup.md, on the database that the tests run on."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import Settings

from plans.catalogue.reading import Catalogue
from plans.domain.change import PausePlan
from plans.domain.sight import AccessKind
from plans.services.access_log import drop_anchor, record_security
from plans.services.changing import change_plan
from recovery.launch.programs import PROJECT_DIR
from tests.factories.people import make_clinic, make_patient, make_physiotherapist
from tests.factories.plans import start_demo_plan
from tests.servers.postgres import new_database, packaged_program

NOW = datetime(2026, 3, 10, 18, tzinfo=UTC)
LATER = datetime(2026, 3, 11, 9, tzinfo=UTC)
WORDS = "hinkt sinds de halve marathon"
READ = "from plans.models import Event; print(*{event.reason for event in Event.objects.all()})"
FORGE = "from django.db import connection; connection.cursor().execute('DELETE FROM plans_event')"

pytestmark = pytest.mark.usefixtures("committed")


@dataclass(frozen=True)
class Machine:
    """Another machine, with a folder and a database of its own."""

    folder: Path
    database: str

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run ``manage.py`` there."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT_DIR,
            env={
                "PATH": os.environ["PATH"],
                "STATE_DIR": str(self.folder),
                "DATABASE_URL": self.database,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def said(self, *arguments: str) -> str:
        """Run ``manage.py`` there, which goes well, and return what it said."""
        done = self.manage(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(autouse=True)
def anchors(settings: Settings, tmp_path: Path) -> None:
    """Where the clinic writes down where its access log ends."""
    settings.ACCESS_LOG_ANCHORS = tmp_path / "anchors"


@pytest.fixture
def backup(tmp_path: Path, catalogue: Catalogue) -> Path:
    """A backup of a clinic; after it was made, the clinic worked on."""
    _work()
    _add_a_line(now=NOW)
    shutil.copy(settings.ACCESS_LOG_ANCHORS, tmp_path / "anchors-of-then")
    backup = tmp_path / "backup"
    _back_up(backup)
    _add_a_line(now=LATER)
    return backup


@pytest.fixture
def restored(backup: Path, tmp_path: Path) -> Iterator[Machine]:
    """The backup on another machine, which was given the master keys from the safe."""
    folder = tmp_path / "another"
    folder.mkdir()
    shutil.copy(settings.STATE_DIR / "data_keys", folder)
    if connection.vendor == "sqlite":
        shutil.copy(backup, folder / "db.sqlite3")
        yield Machine(folder, "")
        return
    with new_database(os.environ["DATABASE_URL"]) as database:
        _run(packaged_program("pg_restore"), "--no-owner", f"--dbname={database}", str(backup))
        yield Machine(folder, database)


def _work() -> None:
    clinic = make_clinic()
    physiotherapist = make_physiotherapist(clinic)
    plan = start_demo_plan(make_patient(clinic, physiotherapist), starts_on=date(2026, 3, 1))
    pause = PausePlan(from_on=date(2026, 3, 12), until_on=date(2026, 3, 14))
    change_plan(plan=plan, change=pause, by=physiotherapist, now=NOW, reason=WORDS)


def _add_a_line(*, now: datetime) -> None:
    record_security(AccessKind.LOG_VERIFIED, user=None, request=None, now=now)
    drop_anchor(now=now)


def _back_up(backup: Path) -> None:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(name)) as clinic:
            clinic.execute("VACUUM INTO ?", [str(backup)])
        return
    server = urlsplit(os.environ["DATABASE_URL"])
    database = urlunsplit(server._replace(path=f"/{name}"))
    _run(packaged_program("pg_dump"), "--format=custom", f"--file={backup}", database)


def _in_the_clear(backup: Path) -> bytes:
    if connection.vendor == "sqlite":
        return backup.read_bytes()
    return _run(packaged_program("pg_restore"), "--file=-", str(backup))


def _run(program: Path, *arguments: str) -> bytes:
    return subprocess.run([program, *arguments], capture_output=True, check=True).stdout


def test_case_93_a_backup_is_had_back_with_its_words_its_guards_and_its_log(
    restored: Machine, tmp_path: Path
) -> None:
    written_down = restored.folder / "access-log.anchors"
    restored.said("migrate", "--check")

    shutil.copy(settings.ACCESS_LOG_ANCHORS, written_down)
    shortened = restored.manage("verify_audit")
    assert (shortened.returncode, shortened.stderr) == (1, "")
    assert "was cut off the end" in shortened.stdout

    shutil.copy(tmp_path / "anchors-of-then", written_down)
    assert "is whole" in restored.said("verify_audit")
    assert "Destroyed again: 0." in restored.said("destroy_again")
    assert WORDS in restored.said("shell", "-c", READ)
    assert "history" in restored.manage("shell", "-c", FORGE).stderr


def test_case_93_without_the_master_keys_a_backup_gives_nobodys_words(
    restored: Machine, backup: Path
) -> None:
    (restored.folder / "data_keys").unlink()

    refused = restored.manage("shell", "-c", READ)

    assert refused.returncode != 0
    assert "does not open this data key" in refused.stderr
    assert WORDS not in refused.stdout + refused.stderr
    assert WORDS.encode() not in _in_the_clear(backup)
