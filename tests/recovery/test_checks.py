"""A place that is not right is refused in a sentence with a way out."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from plans.domain.sealing import MasterKey, new_key
from recovery import checks

STRONG = "made-up-for-this-test-0123456789-abcdefghijklmnopqrstuvw"


@pytest.fixture
def production(settings: Settings) -> Settings:
    """A production place where everything is right."""
    settings.ENVIRONMENT = "production"
    settings.SECRET_KEY = STRONG
    settings.DATA_KEYS = (MasterKey(name="2026a", key=new_key()),)
    settings.SITE_URL = "https://clinic.example"
    settings.ALLOWED_HOSTS = ["clinic.example"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return settings


def _ids() -> list[str | None]:
    return [finding.id for finding in checks.find_mistakes()]


@pytest.mark.django_db
def test_a_demo_needs_nothing() -> None:
    assert _ids() == []


@pytest.mark.django_db
def test_a_production_place_that_is_right_may_start(production: Settings) -> None:
    assert _ids() == []


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "short",
        "a" * 60,
        "ab" * 40,
        "django-insecure-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
        "change-me-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKL",
    ],
)
def test_a_secret_that_can_be_guessed_is_refused(production: Settings, secret: str) -> None:
    production.SECRET_KEY = secret

    assert _ids() == ["recovery.E001"]


WEAK = MasterKey(name="2026a", key=b"correct horse ba" * 2)


@pytest.mark.parametrize("keys", [(), (WEAK,), (MasterKey(name="2026b", key=new_key()), WEAK)])
def test_production_has_strong_master_keys_of_its_own(
    production: Settings, keys: tuple[MasterKey, ...]
) -> None:
    production.DATA_KEYS = keys

    assert _ids() == ["recovery.E010"]


@pytest.mark.django_db
def test_case_92_a_program_does_not_start_with_a_key_that_does_not_open_the_record(
    settings: Settings,
) -> None:
    settings.DATA_KEYS = (MasterKey(name="another", key=new_key()),)

    (found,) = checks.check_words_can_be_read()

    assert found.id == "recovery.E011"
    assert "DATA_KEYS" in checks.sentence(found)


@pytest.mark.parametrize("address", ["", "http://clinic.example"])
def test_a_production_address_has_tls(production: Settings, address: str) -> None:
    production.SITE_URL = address

    assert _ids() == ["recovery.E002"]


@pytest.mark.parametrize("hosts", [[], ["*"], ["clinic.example", "*"]])
def test_production_answers_to_its_own_names_only(production: Settings, hosts: list[str]) -> None:
    production.ALLOWED_HOSTS = hosts

    assert _ids() == ["recovery.E003"]


def test_production_without_mail_is_refused(production: Settings) -> None:
    production.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

    assert _ids() == ["recovery.E005"]


def test_production_posts_to_real_push_services_only(production: Settings) -> None:
    production.PUSH_HOSTS = ("127.0.0.1:9000",)

    assert _ids() == ["recovery.E009"]


def test_production_without_messages_on_screens_is_only_warned(production: Settings) -> None:
    production.VAPID_PRIVATE_KEY = ""

    found = checks.check_push(None)

    assert [finding.id for finding in found] == ["recovery.W002"]
    assert not any(finding.is_serious() for finding in found)


def test_a_state_folder_that_cannot_be_made_is_refused(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.STATE_DIR = tmp_path / "file" / "state"

    assert _ids() == ["recovery.E004"]


def test_every_mistake_is_told_at_once(production: Settings) -> None:
    production.SECRET_KEY = ""
    production.SITE_URL = ""
    production.ALLOWED_HOSTS = []

    assert _ids() == ["recovery.E001", "recovery.E002", "recovery.E003"]


def test_production_on_one_file_is_only_warned(production: Settings) -> None:
    found = checks.check_kind_of_database(None)

    expected = ["recovery.W001"] if connection.vendor == "sqlite" else []
    assert [finding.id for finding in found] == expected
    assert not any(finding.is_serious() for finding in found)


@pytest.mark.django_db
def test_a_database_from_the_future_is_refused() -> None:
    MigrationRecorder(connection).record_applied("plans", "9999_later")

    assert _ids() == ["recovery.E006"]


@pytest.mark.django_db
def test_a_database_that_waits_for_migrations_is_refused_at_the_ways_in() -> None:
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")

    assert [finding.id for finding in checks.check_nothing_waits()] == ["recovery.E008"]


def test_the_way_in_ends_with_the_sentence(production: Settings) -> None:
    production.SECRET_KEY = ""

    with pytest.raises(SystemExit) as ended:
        checks.refuse_to_start()

    assert ended.value.code == (
        "SECRET_KEY is missing. Set it to at least 50 random characters. (recovery.E001)"
    )
