"""A production place passes Django's own checks for going live."""

from __future__ import annotations

import base64
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from notifications.domain.push_key import new_private_key

PROJECT = Path(__file__).parents[2]


def _production(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "ENVIRONMENT": "production",
        "STATE_DIR": str(folder),
        "SECRET_KEY": secrets.token_urlsafe(60),
        "DATA_KEYS": f"2026a:{base64.b64encode(os.urandom(32)).decode()}",
        "SITE_URL": "https://clinic.test",
        "ALLOWED_HOSTS": "clinic.test",
        "EMAIL_URL": "smtp+tls://user:password@localhost:587",
        "DATABASE_URL": "postgres://user:password@localhost/clinic",
        "VAPID_PRIVATE_KEY": new_private_key(),
        "VAPID_CONTACT": "mailto:practice@clinic.test",
    }


def _check(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )


def test_nothing_is_left_to_set_before_going_live(tmp_path: Path) -> None:
    checked = _check(_production(tmp_path))

    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout


@pytest.mark.parametrize("secret", ["", "changeme", "django-insecure-" + "0123456789abcdef" * 4])
def test_production_does_not_start_with_a_weak_secret(tmp_path: Path, secret: str) -> None:
    checked = _check(_production(tmp_path) | {"SECRET_KEY": secret})

    assert checked.returncode != 0
    assert "recovery.E001" in checked.stderr
    assert "Traceback" not in checked.stderr


_TOLD = (
    "import django; django.setup();"
    "from django.test import Client; from django.conf import settings;"
    "a = Client().get('/health/web', secure=True, headers={'host': 'clinic.test'});"
    "print(a.headers['Strict-Transport-Security']);"
    "print(settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE,"
    " settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE,"
    " settings.SESSION_COOKIE_DOMAIN, settings.SESSION_COOKIE_PATH);"
    "print(settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE, settings.CSRF_COOKIE_DOMAIN);"
    "print(settings.DEBUG)"
)


def test_production_keeps_to_tls_and_its_cookies_to_one_host(tmp_path: Path) -> None:
    environment = _production(tmp_path) | {"DJANGO_SETTINGS_MODULE": "recovery.settings"}
    told = subprocess.run(
        [sys.executable, "-c", _TOLD],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()

    hsts, session, csrf, debug = told
    assert hsts == "max-age=31536000; includeSubDomains; preload"
    assert session == "__Host-sessionid True True Lax None /"
    assert csrf == "__Host-csrftoken True None"
    assert debug == "False"
