"""What the clinic installs is enough to run the program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent


def _import(tmp_path: Path, *modules: str) -> subprocess.CompletedProcess[str]:
    # Production, because developers' apps are part of a demo.
    place = {
        "ENVIRONMENT": "production",
        "SECRET_KEY": "made-up-for-this-test-0123456789-abcdefghijklmnopqrstuvw",
        "DATA_KEYS": "made-up:ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM=",
        "SITE_URL": "https://clinic.example",
        "ALLOWED_HOSTS": "clinic.example",
        "EMAIL_URL": "smtp://localhost:9",
        "DATABASE_URL": "",
        "STATE_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "recovery.settings",
    }
    return subprocess.run(
        [sys.executable, "tests/guards/runtime_only.py", *modules],
        cwd=PROJECT,
        env={**os.environ, **place},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_way_in_runs_with_the_packages_of_the_clinic_only(tmp_path: Path) -> None:
    done = _import(
        tmp_path,
        "tests.guards.everything_imported",
        "gunicorn.app.wsgiapp",
        "celery.bin.celery",
        "kombu.transport.redis",
    )

    assert done.returncode == 0, done.stderr


def test_a_package_of_the_developers_would_be_found(tmp_path: Path) -> None:
    done = _import(tmp_path, "hypothesis")

    assert "hypothesis is not in requirements.txt" in done.stderr
