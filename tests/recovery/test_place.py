"""What the environment says about the place is read, or refused in one sentence."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from py_vapid import Vapid

from notifications.domain.push_key import is_private_key, new_private_key
from plans.domain.sealing import new_key, written_key
from recovery.env import Place, read_place

STRANGE = "correct horse battery"


def _read(tmp_path: Path, **variables: str) -> Place:
    return read_place(variables, project_dir=tmp_path)


def test_nothing_set_is_a_demo_on_this_machine(tmp_path: Path) -> None:
    place = _read(tmp_path)

    assert place.environment == "demo"
    assert place.state_dir == tmp_path / "var"
    assert place.database["ENGINE"] == "django.db.backends.sqlite3"
    assert place.database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert place.brings_own_redis
    assert place.redis_url.startswith("redis+socket:///")
    assert place.email["EMAIL_FILE_PATH"] == str(tmp_path / "var" / "mail")
    assert (place.host, place.port) == ("127.0.0.1", 8000)
    assert "*" not in place.allowed_hosts


def test_a_demo_makes_itself_its_secrets_once_and_keeps_them_private(tmp_path: Path) -> None:
    first = _read(tmp_path)
    again = _read(tmp_path)

    assert first == again
    assert len(first.secret_key) >= 50
    assert is_private_key(first.push.private_key)
    assert {
        file.name: stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "var").iterdir()
    } == {"secret_key": 0o600, "push_key": 0o600, "data_keys": 0o600}


def test_production_makes_no_secret_of_its_own(tmp_path: Path) -> None:
    place = _read(tmp_path, ENVIRONMENT="production")

    assert place.secret_key == ""
    assert place.data_keys == ()
    assert place.push.private_key == ""
    assert place.allowed_hosts == ()
    assert place.email == {}
    assert not (tmp_path / "var").exists()


def test_a_variable_that_is_set_to_nothing_counts_as_not_set(tmp_path: Path) -> None:
    place = _read(tmp_path, DATABASE_URL="", REDIS_URL="", PORT=" ")

    assert place.database["NAME"] == str(tmp_path / "var" / "db.sqlite3")
    assert place.port == 8000


def test_a_postgres_address_gets_limits_and_keeps_its_own_options(tmp_path: Path) -> None:
    place = _read(tmp_path, DATABASE_URL="postgres://me:p%40ss@db:5433/clinic?sslmode=require")

    assert place.database["PASSWORD"] == "p@ss"
    assert place.database["OPTIONS"]["sslmode"] == "require"
    assert "statement_timeout=15s" in place.database["OPTIONS"]["options"]
    assert place.database["CONN_HEALTH_CHECKS"] is True


def test_a_folder_with_strange_signs_still_holds_the_database(tmp_path: Path) -> None:
    place = _read(tmp_path, STATE_DIR=str(tmp_path / "a #b?c%20d"))

    assert place.database["NAME"] == str(tmp_path / "a #b?c%20d" / "db.sqlite3")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENVIRONMENT", "staging"),
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("WEB_WORKERS", "-1"),
        ("TRUST_PROXY", "maybe"),
        ("SITE_URL", "clinic.example"),
        ("REDIS_URL", "amqp://localhost"),
        ("DATABASE_URL", f"mysql://me:{STRANGE}@db/clinic"),
        ("DATABASE_URL", f"postgres://me:{STRANGE}@db:port/clinic"),
        ("EMAIL_URL", f"pigeon://me:{STRANGE}@mail"),
        ("EMAIL_URL", f"smtp://me:{STRANGE}@mail:port"),
        ("DATA_KEYS", STRANGE),
        ("DATA_KEYS", f"2026a:{STRANGE}"),
        ("DATA_KEYS", "2026a:c2hvcnQ="),
        ("VAPID_PRIVATE_KEY", STRANGE),
        ("VAPID_CONTACT", "practice@example.org"),
        ("VAPID_CONTACT", "mailto:practice"),
        ("VAPID_CONTACT", "mailto:practice@server"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        _read(tmp_path, **{name: value})

    assert name in str(refused.value)
    assert STRANGE not in str(refused.value)


def test_a_mail_server_is_read_from_one_address(tmp_path: Path) -> None:
    place = _read(tmp_path, EMAIL_URL="smtp+tls://me:secret@mail.example:587")

    assert place.email["EMAIL_HOST"] == "mail.example"
    assert place.email["EMAIL_USE_TLS"] is True


def test_a_mail_server_is_read_from_single_variables(tmp_path: Path) -> None:
    place = _read(tmp_path, EMAIL_HOST="mail.example", EMAIL_USE_TLS="no")

    assert place.email["EMAIL_PORT"] == 587
    assert place.email["EMAIL_USE_TLS"] is False


@pytest.mark.parametrize(
    ("variables", "contact"),
    [
        ({}, "mailto:noreply@localhost"),
        (
            {"DEFAULT_FROM_EMAIL": "Praktijk <praktijk@example.org>"},
            "mailto:praktijk@example.org",
        ),
        ({"DEFAULT_FROM_EMAIL": "webmaster"}, "mailto:noreply@localhost"),
        ({"DEFAULT_FROM_EMAIL": "webmaster@server"}, "mailto:noreply@localhost"),
        ({"VAPID_CONTACT": "mailto:it@example.org"}, "mailto:it@example.org"),
    ],
)
def test_push_services_can_ask_somebody(
    tmp_path: Path, variables: dict[str, str], contact: str
) -> None:
    push = _read(tmp_path, **variables).push

    assert push.contact == contact
    # The library that signs has an opinion of its own about it.
    assert Vapid.from_string(push.private_key).sign({"sub": contact, "aud": "https://a.example"})


def test_screens_are_reached_with_the_key_that_is_set(tmp_path: Path) -> None:
    key = new_private_key()

    place = _read(tmp_path, VAPID_PRIVATE_KEY=key, PUSH_HOSTS="127.0.0.1:9000,localhost:9001")

    assert place.push.private_key == key
    assert place.push.extra_hosts == ("127.0.0.1:9000", "localhost:9001")
    assert key not in repr(place)
    assert key not in repr(place.push)
    assert not (tmp_path / "var" / "push_key").exists()


def test_secrets_do_not_show_when_a_place_is_printed(tmp_path: Path) -> None:
    key = new_key()
    place = _read(
        tmp_path,
        SECRET_KEY=STRANGE,
        DATA_KEYS=written_key("2026a", key),
        DATABASE_URL="postgres://me:hidden@db/clinic",
    )

    assert STRANGE not in repr(place)
    assert repr(key) not in repr(place)
    assert "hidden" not in repr(place)
