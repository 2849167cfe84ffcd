"""Nobody in this repository exists: addresses of people are at names that belong to nobody."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[a-z]{2,})\b")
# RFC 2606 and RFC 6761: these can never be given to anybody.
NOBODYS = re.compile(r"(^|\.)(example|test|invalid|localhost)$|(^|\.)example\.(org|com|net)$")
NOT_PEOPLE = {
    "LL@li.org": "the empty team of translators, as gettext writes it",
    "me@web.push.apple.com": "no address of anybody: the start of a link that is refused",
    "secret@fcm.googleapis.com": "no address of anybody: the start of a link that is refused",
}


def _texts() -> list[Path]:
    listed = subprocess.run(
        ("git", "ls-files", "--cached", "--others", "--exclude-standard"),
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    )
    files = (PROJECT / name for name in listed.stdout.splitlines())
    kinds = {".py", ".md", ".yaml", ".yml", ".json", ".html", ".txt", ".toml", ".csv", ".po"}
    return [file for file in files if file.suffix in kinds and file.is_file()]


def test_case_94_nobody_with_an_address_in_this_repository_exists() -> None:
    strangers = {
        f"{file.relative_to(PROJECT)}: {found[0]}"
        for file in _texts()
        for found in ADDRESS.finditer(file.read_text(encoding="utf-8", errors="replace"))
        if not NOBODYS.search(found[1].lower()) and found[0] not in NOT_PEOPLE
    }

    assert sorted(strangers) == []
