"""What every test stands on: a place of its own, real servers, quick passwords."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

# Each process of the test run is a place of its own, made before Django reads the settings.
_STATE_DIR = Path(tempfile.mkdtemp(prefix="recovery-"))
os.environ["STATE_DIR"] = str(_STATE_DIR)
os.environ["DJANGO_SETTINGS_MODULE"] = "recovery.settings"
for _name in (
    *("ENVIRONMENT", "SECRET_KEY", "REDIS_URL", "EMAIL_URL", "EMAIL_HOST", "SITE_URL"),
    *("VAPID_PRIVATE_KEY", "VAPID_CONTACT", "PUSH_HOSTS", "DATA_KEYS"),
):
    os.environ.pop(_name, None)

import django
from django.apps import apps
from django.db import connection
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker, Settings

from notifications.domain.push_key import new_private_key
from plans.catalogue.reading import Catalogue, read_catalogue
from tests.servers.postgres import new_database, run_postgres
from tests.servers.push import PushServer, run_push_server
from tests.servers.redis import run_redis
from tests.servers.smtp import MailServer, run_mail_server

# The same examples in every run: a red test stays red, and no test is timed.
hypothesis_settings.register_profile("suite", deadline=None, derandomize=True, max_examples=50)
# Many more, and others every time: `HYPOTHESIS_PROFILE=search`.
hypothesis_settings.register_profile("search", deadline=None, max_examples=2000)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


def pytest_configure() -> None:
    """Load the settings now that the place is known; naming them in a file would be too early."""
    django.setup()
    # Processes of xdist would inherit it, and read the settings before they have a place.
    del os.environ["DJANGO_SETTINGS_MODULE"]
    # What is loaded now stays; looking through it for rubbish again and again takes a tenth of the
    # time of the whole suite.
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def pytest_unconfigure() -> None:
    """Remove this run's place."""
    shutil.rmtree(_STATE_DIR, ignore_errors=True)


def pytest_report_header() -> str:
    """Say on which database the tests run."""
    database = os.environ.get("DATABASE_URL", "sqlite")
    return "database: " + ("PostgreSQL" if database.startswith("postgres") else "SQLite")


@pytest.fixture(autouse=True)
def _quick(settings: Settings) -> None:
    """Argon2 is slow on purpose; tests that are about passwords set it back."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Each client of a test would read all static files again; a test of theirs turns it on.
    settings.WHITENOISE_USE_FINDERS = False


@pytest.fixture(autouse=True)
def _every_look_is_written_down(settings: Settings) -> Iterator[None]:
    """A page that reads a record and leaves no line of the access log fails its test."""
    from tests import access_watch

    access_watch.found.clear()
    at = settings.MIDDLEWARE.index("recovery.access_log.AccessLog")
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE[:at],
        "tests.access_watch.AccessWatch",
        *settings.MIDDLEWARE[at:],
    ]
    yield
    assert access_watch.found == [], "no line in the access log"


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of a real Redis, the one that the settings name."""
    with run_redis(_STATE_DIR) as server:
        yield server.url


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a new and empty PostgreSQL database, on the server of this run or its own."""
    named = os.environ.get("DATABASE_URL", "")
    server = nullcontext(named) if named.startswith("postgres") else run_postgres()
    with server as url, new_database(url) as database:
        yield database


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    """A real mail server that the program sends its mail to during one test."""
    with run_mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = server.host
        settings.EMAIL_PORT = server.port
        settings.EMAIL_USE_TLS = False
        settings.EMAIL_HOST_USER = ""
        settings.EMAIL_TIMEOUT = 2
        yield server


@pytest.fixture
def push_server(settings: Settings) -> Iterator[PushServer]:
    """A real push service that the program sends its messages for screens to during one test."""
    with run_push_server() as server:
        settings.PUSH_HOSTS = (server.host,)
        settings.VAPID_PRIVATE_KEY = new_private_key()
        settings.VAPID_CONTACT = "mailto:praktijk@example.org"
        yield server


LOADED_AT = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def catalogue_files() -> Catalogue:
    """The data files, read once: that takes two seconds."""
    return read_catalogue()


@pytest.fixture(scope="session")
def _loaded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, catalogue_files: Catalogue
) -> None:
    with django_db_blocker.unblock():
        _load(catalogue_files)


@pytest.fixture
def catalogue(_loaded: None, db: None, catalogue_files: Catalogue) -> Catalogue:
    """The real catalogue, published; it stays in the database from test to test."""
    from plans.models import ProtocolVersion

    if not ProtocolVersion.objects.exists():  # emptied by a test that commits
        _load(catalogue_files)
    return catalogue_files


@pytest.fixture(autouse=True)
def _no_versions_in_memory() -> Iterator[None]:
    """A version that was rolled back leaves its number to another one.

    The real catalogue stays in memory; reading it anew for every test would take minutes.
    """
    from django.db.models.signals import post_save

    from plans.models import ExerciseVersion, IntakeVersion, ProtocolVersion
    from plans.selectors.catalogue import forget_read_versions

    versions = (ExerciseVersion, IntakeVersion, ProtocolVersion)
    added: list[object] = []

    def remember(sender: object, **told: object) -> None:
        if sender in versions:
            added.append(sender)

    post_save.connect(remember)
    yield
    post_save.disconnect(remember)
    if added:
        forget_read_versions()


def _load(files: Catalogue) -> None:
    from plans.services.catalogue import load_catalogue
    from plans.services.history import the_program

    load_catalogue(catalogue=files, by=the_program(), now=LOADED_AT)


@pytest.fixture
def _history_is_guarded_again(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        for history in _append_only():
            history.guard(apps, editor)


@pytest.fixture
def committed(_history_is_guarded_again: None, transactional_db: None) -> Iterator[None]:
    """What the test writes is really committed; afterwards history too may be cleared away."""
    yield
    with connection.schema_editor() as editor:
        # The later history leans on the earlier one.
        for history in reversed(_append_only()):
            history.unguard(apps, editor)


def _append_only() -> list[Any]:
    # Imported by name, because a module cannot be called 0002 in an import statement.
    return [
        import_module("plans.migrations.0002_history_is_append_only"),
        import_module("notifications.migrations.0006_history_of_wishes"),
        import_module("plans.migrations.0007_access_log_is_append_only"),
        import_module("plans.migrations.0009_destruction_by_two_people"),
        import_module("notifications.migrations.0008_mail_of_accounts"),
    ]
