"""What is installed is what was locked: each package with the hashes of its files."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[\w,-]+\])?==([\w.!+-]+)", re.MULTILINE)
_LOCKS = ("requirements.lock", "requirements-dev.lock")


def _pins(name: str) -> dict[str, str]:
    """Return the packages that a file pins, by the name that indexes use."""
    text = (PROJECT / name).read_text("utf-8")
    return {re.sub(r"[._-]+", "-", pin).lower(): version for pin, version in _PIN.findall(text)}


@pytest.mark.parametrize(
    ("wanted", "lock"), [("requirements.txt", _LOCKS[0]), ("requirements-dev.txt", _LOCKS[1])]
)
def test_the_lock_follows_the_requirements(wanted: str, lock: str) -> None:
    locked = _pins(lock)

    stale = {name: version for name, version in _pins(wanted).items() if locked[name] != version}

    assert not stale, f"run make lock: {stale}"


def test_the_developers_run_what_the_clinic_runs() -> None:
    clinic, developers = _pins(_LOCKS[0]), _pins(_LOCKS[1])

    assert clinic.items() <= developers.items()


@pytest.mark.parametrize("lock", _LOCKS)
def test_every_locked_package_has_its_hashes(lock: str) -> None:
    entries = re.split(r"(?m)^(?=\S)", (PROJECT / lock).read_text("utf-8"))

    assert all("--hash=sha256:" in entry for entry in entries if entry.strip())


def test_the_bill_of_materials_names_every_package(tmp_path: Path) -> None:
    bill = tmp_path / "sbom.json"
    program = Path(sys.executable).with_name("cyclonedx-py")
    command = [str(program), "requirements", str(PROJECT / _LOCKS[0])]

    subprocess.run([*command, "--of", "JSON", "-o", str(bill)], check=True)

    named = {part["name"].lower() for part in json.loads(bill.read_text())["components"]}
    assert {re.sub(r"[._-]+", "-", name) for name in named} == set(_pins(_LOCKS[0]))


def test_no_secret_lies_in_the_repository() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True, text=True
    )
    suspicious = re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}"
        r"|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{36}"
        r"|xox[bap]-[A-Za-z0-9-]{20}"
    )
    files = [PROJECT / name for name in listed.stdout.split("\0") if name]
    texts = {path: path.read_bytes().decode("utf-8", "replace") for path in files if path.is_file()}

    assert [str(path) for path, text in texts.items() if suspicious.search(text)] == []
    assert not [path for path in texts if path.name == ".env" or path.suffix in (".pem", ".key")]
