"""What must be right before patients' data is touched; each finding has an id and a way out."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from plans.domain.sealing import SealBroken

_SHORTEST_SECRET = 50
_FEWEST_DIFFERENT_SIGNS = 15
# What stands in examples, manuals and new projects, however it is lengthened.
_SAMPLES = ("changeme", "example", "djangoinsecure", "yoursecret", "secretkey", "replaceme")


def register_checks() -> None:
    """Make ``manage.py`` and the ways in look at the place before anything else."""
    for check in _PLACE_CHECKS:
        checks.register(check)
    checks.register(check_migrations, checks.Tags.database)


def refuse_to_start() -> None:
    """End this process with one sentence per mistake, if the place or its database is not right.

    For the ways in that do not run Django's checks themselves: web server, worker, scheduler.
    """
    mistakes = (
        find_mistakes() or _errors(check_nothing_waits()) or _errors(check_words_can_be_read())
    )
    # What comes after this may fork, and a connection does not survive that.
    connections.close_all()
    if mistakes:
        sys.exit("\n".join(sentence(mistake) for mistake in mistakes))


def find_mistakes() -> list[CheckMessage]:
    """Return what makes it impossible or unsafe to start here; the place first, then the record."""
    place = [finding for check in _PLACE_CHECKS for finding in check(None)]
    return _errors(place) or _errors(check_migrations(None, ["default"]))


def sentence(finding: CheckMessage) -> str:
    """Return a finding as a person reads it: what is wrong, the way out, and its id."""
    return f"{finding.msg} {finding.hint or ''}".strip() + f" ({finding.id})"


def check_secret(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """recovery.E001: production has a secret key of its own that cannot be guessed."""
    if settings.ENVIRONMENT != "production":
        return []
    try:
        secret = settings.SECRET_KEY
    except ImproperlyConfigured:
        secret = ""
    if _is_strong(secret):
        return []
    return [
        Error(
            "SECRET_KEY is missing." if not secret else "SECRET_KEY is too easy to guess.",
            hint=f"Set it to at least {_SHORTEST_SECRET} random characters.",
            id="recovery.E001",
        )
    ]


def _is_strong(secret: str) -> bool:
    letters = "".join(sign for sign in secret.lower() if sign.isalnum())
    return (
        len(secret) >= _SHORTEST_SECRET
        and len(set(secret)) >= _FEWEST_DIFFERENT_SIGNS
        and not any(sample in letters for sample in _SAMPLES)
    )


def check_data_keys(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """recovery.E010: production has master keys of its own for people's words, drawn by chance."""
    if settings.ENVIRONMENT != "production":
        return []
    weak = [key.name for key in settings.DATA_KEYS if key.is_weak]
    if settings.DATA_KEYS and not weak:
        return []
    return [
        Error(
            f"DATA_KEYS holds a key that is too easy to guess: {', '.join(weak)}."
            if weak
            else "DATA_KEYS is missing.",
            hint="Set it to what manage.py make_data_key prints, and keep a copy in a safe.",
            id="recovery.E010",
        )
    ]


def check_address(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """recovery.E002 and E003: production knows the address that its links and pages have."""
    if settings.ENVIRONMENT != "production":
        return []
    found: list[CheckMessage] = []
    if not settings.SITE_URL.startswith("https://"):
        found.append(
            Error(
                "SITE_URL is missing or does not start with https://.",
                hint="Set it to the address that people type; links in mails begin with it.",
                id="recovery.E002",
            )
        )
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        found.append(
            Error(
                "ALLOWED_HOSTS is missing or allows every name.",
                hint="Set it to the host names of this clinic, separated by commas.",
                id="recovery.E003",
            )
        )
    return found


def check_kind_of_database(
    app_configs: Sequence[AppConfig] | None, **_kwargs: Any
) -> list[CheckMessage]:
    """recovery.W001: production on SQLite works on one machine only."""
    if settings.ENVIRONMENT != "production" or connections["default"].vendor != "sqlite":
        return []
    return [
        checks.Warning(
            "The clinic's record is an SQLite file.",
            hint="That serves one machine. Set DATABASE_URL to PostgreSQL for more than one.",
            id="recovery.W001",
        )
    ]


def check_state_folder(
    app_configs: Sequence[AppConfig] | None, **_kwargs: Any
) -> list[CheckMessage]:
    """recovery.E004: the folder for this machine's own files can be written."""
    folder = Path(settings.STATE_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK | os.X_OK):
            return []
        reason = "no permission to write in it"
    except OSError as error:
        reason = (error.strerror or "it cannot be made").lower()
    return [
        Error(
            f"The folder {folder} cannot be used: {reason}.",
            hint="Give this user write access to it, or set STATE_DIR to another folder.",
            id="recovery.E004",
        )
    ]


def check_mail(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """recovery.E005: production has a mail server, or no patient would hear anything."""
    if settings.ENVIRONMENT != "production" or not settings.EMAIL_BACKEND.endswith(
        "dummy.EmailBackend"
    ):
        return []
    return [
        Error(
            "There is no mail server.",
            hint="Set EMAIL_URL, for example smtp+tls://user:password@host:587.",
            id="recovery.E005",
        )
    ]


def check_push(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """recovery.E009 and W002: production posts to real push services only, and can do so."""
    if settings.ENVIRONMENT != "production":
        return []
    found: list[CheckMessage] = []
    if settings.PUSH_HOSTS:
        found.append(
            Error(
                "PUSH_HOSTS lets the program post to hosts that are no push services.",
                hint="Leave it empty; it is for trying things out.",
                id="recovery.E009",
            )
        )
    if not settings.VAPID_PRIVATE_KEY:
        found.append(
            checks.Warning(
                "Messages cannot be shown on screens: there is no key for push services.",
                hint="Set VAPID_PRIVATE_KEY to what manage.py make_push_keys prints.",
                id="recovery.W002",
            )
        )
    return found


def check_migrations(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **_kwargs: Any
) -> list[CheckMessage]:
    """recovery.E006 and E007: the database answers and is not newer than this program."""
    if "default" not in (databases or ()):
        return []
    try:
        loader = MigrationLoader(connections["default"], ignore_no_migrations=True)
    except DatabaseError as error:
        return [_no_answer(error)]
    unknown = _applied_but_unknown(loader)
    if not unknown:
        return []
    return [
        Error(
            f"The database is newer than this program: it has {'.'.join(unknown[-1])}, "
            "which this version does not know.",
            hint="Start the newer version, or restore a backup that belongs to this one.",
            id="recovery.E006",
        )
    ]


def check_nothing_waits() -> list[CheckMessage]:
    """recovery.E008: every migration of this program has been applied. For the ways in only."""
    executor = MigrationExecutor(connections["default"])
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not waiting:
        return []
    return [
        Error(
            f"The database is older than this program: {len(waiting)} migrations are waiting.",
            hint="Run: python manage.py migrate",
            id="recovery.E008",
        )
    ]


def check_words_can_be_read() -> list[CheckMessage]:
    """recovery.E011: DATA_KEYS opens what people wrote in this database. For the ways in only."""
    from plans.services.keys import open_all_keys

    try:
        open_all_keys()
    except SealBroken as broken:
        return [
            Error(
                f"What people wrote in this database cannot be read: {broken}.",
                hint="Put the master key that belongs to this database into DATA_KEYS.",
                id="recovery.E011",
            )
        ]
    return []


def _applied_but_unknown(loader: MigrationLoader) -> list[tuple[str, str]]:
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known.update(migration.replaces)
    return sorted(
        key
        for key in loader.applied_migrations
        if key[0] in loader.migrated_apps and key not in known
    )


def _no_answer(error: DatabaseError) -> CheckMessage:
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return Error(
        f"The database does not answer: {reason}.",
        hint="Start it, or correct DATABASE_URL.",
        id="recovery.E007",
    )


def _errors(found: Sequence[CheckMessage]) -> list[CheckMessage]:
    return [finding for finding in found if finding.level >= checks.ERROR]


_PLACE_CHECKS = (
    check_secret,
    check_data_keys,
    check_address,
    check_kind_of_database,
    check_state_folder,
    check_mail,
    check_push,
)
