"""Looks for mistakes without running the program: ``python -m tests.guards``."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

_TOOLS = Path(sys.executable).parent
_PYTHON = sys.executable

# Made up, for looking at the settings only.
_PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "only-for-a-look-at-the-settings-0123456789-abcdefghijkl",
    "DATA_KEYS": "made-up:ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM=",
    "SITE_URL": "https://clinic.example",
    "ALLOWED_HOSTS": "clinic.example",
    "DATABASE_URL": "postgres://clinic@database.example/clinic",
    "REDIS_URL": "redis://redis.example:6379/0",
    "EMAIL_URL": "smtp+tls://mail.example:587",
    "VAPID_PRIVATE_KEY": "b25seS1mb3ItYS1sb29rLWF0LXRoZS1zZXR0aW5ncyE",
}


@dataclass(frozen=True, slots=True)
class Guard:
    """One look at the repository."""

    name: str
    command: tuple[str, ...]
    env: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a guard said, and how long it looked."""

    guard: Guard
    code: int
    said: str
    seconds: float


def guards() -> tuple[Guard, ...]:
    """Return every guard, the slowest first."""
    return (
        Guard("types", (_tool("mypy"), "--no-error-summary", ".")),
        Guard("layers", (_tool("lint-imports"), "--no-cache", "--no-logo")),
        Guard("format", (_tool("ruff"), "format", "--check", "--output-format=concise", ".")),
        Guard("style", (_tool("ruff"), "check", "--quiet", "--output-format=concise", ".")),
        Guard("settings", (_PYTHON, "manage.py", "check")),
        Guard("models and migrations agree", (_PYTHON, "manage.py", "makemigrations", "--check")),
        Guard(
            "settings of production",
            (_PYTHON, "manage.py", "check", "--deploy", "--fail-level=WARNING"),
            env=_PRODUCTION,
        ),
        Guard("templates", (_tool("djlint"), "--lint", "--quiet", *_template_folders())),
        Guard("translations", (_PYTHON, "-m", "tests.guards.translations")),
        Guard("dead code", (_PYTHON, "-m", "tests.guards.dead_code")),
    )


def main() -> int:
    """Run every guard, two at a time; say what each found, and return 1 if any found something."""
    with tempfile.TemporaryDirectory() as state_dir, ThreadPoolExecutor(max_workers=2) as pool:
        env = dict(os.environ) | {"STATE_DIR": state_dir, "NO_COLOR": "1"}
        findings = [pool.submit(_look, guard, env=env | guard.env) for guard in guards()]
        codes = [_tell(finding.result()) for finding in findings]
    return max(codes)


def _template_folders() -> list[str]:
    apps = ("plans", "notifications", "recovery")
    return [folder for app in apps if Path(folder := f"{app}/templates").is_dir()]


def _tool(name: str) -> str:
    return str(_TOOLS / name)


def _look(guard: Guard, *, env: dict[str, str]) -> Finding:
    begun = time.monotonic()
    done = subprocess.run(
        guard.command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Finding(guard, done.returncode, done.stdout.strip(), time.monotonic() - begun)


def _tell(finding: Finding) -> int:
    verdict = "ok    " if finding.code == 0 else "WRONG "
    print(f"{verdict} {finding.guard.name} ({finding.seconds:.1f} s)", flush=True)
    if finding.code != 0:
        print(finding.said, flush=True)
    return min(finding.code, 1)


if __name__ == "__main__":
    sys.exit(main())
