"""What the environment says about the place where the clinic's program runs."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from notifications.domain.push_key import is_private_key, new_private_key
from plans.domain.sealing import MasterKey, NotKeys, new_key, read_master_keys, written_key
from recovery import embedded_redis

ENVIRONMENTS = ("demo", "production")

_POSTGRES_ENGINE = "django.db.backends.postgresql"
_SQLITE_ENGINE = "django.db.backends.sqlite3"
_DEMO_HOSTS = ("localhost", "127.0.0.1", "[::1]")
_DATABASE_SCHEMES = ("postgres", "postgresql", "sqlite")
_REDIS_SCHEMES = ("redis", "rediss", "redis+socket")
_CONTACT = re.compile(r"mailto:[^@\s]+@(localhost|[\w-]+(\.[\w-]+)+)")

# A web request never waits longer than this for a lock, a query or a forgotten transaction.
_POSTGRES_LIMITS = (
    "-c lock_timeout=3s -c statement_timeout=15s -c idle_in_transaction_session_timeout=30s"
)
# WAL lets readers go on while one writes; FULL keeps an acknowledged row through a power cut.
_SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """How messages reach screens; without a key they do not.

    ``extra_hosts`` are push services for trying things out, as ``host:port``.
    """

    private_key: str = field(repr=False)
    contact: str
    extra_hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place where the program runs: everything that may differ between two places."""

    environment: str
    secret_key: str = field(repr=False)
    data_keys: tuple[MasterKey, ...] = field(repr=False)
    allowed_hosts: tuple[str, ...]
    database: dict[str, Any] = field(repr=False)
    redis_url: str = field(repr=False)
    brings_own_redis: bool
    state_dir: Path
    email: dict[str, Any] = field(repr=False)
    default_from_email: str
    mail_per_minute: int
    push: Push = field(repr=False)
    site_url: str
    host: str
    port: int
    web_workers: int
    trusts_proxy: bool

    @property
    def is_production(self) -> bool:
        """Whether patients' data is at stake here."""
        return self.environment == "production"


def read_place(variables: Mapping[str, str], *, project_dir: Path) -> Place:
    """Read the place from environment variables.

    Raises ``ImproperlyConfigured`` with one sentence that names the variable when a value cannot be
    understood. What is missing for production is judged by ``recovery.checks``, all at once.
    """
    # Compose and shells pass an unset variable on as an empty one.
    env = environ.Env()
    env.ENVIRON = {name: value for name, value in variables.items() if value.strip()}

    environment = _one_of(env.str("ENVIRONMENT", "demo"), "ENVIRONMENT", ENVIRONMENTS)
    production = environment == "production"
    state_dir = Path(env.str("STATE_DIR", str(project_dir / "var"))).expanduser().absolute()
    port = _whole_number(env, "PORT", 8000, highest=65535)
    hosts = tuple(env.list("ALLOWED_HOSTS", default=[] if production else list(_DEMO_HOSTS)))
    redis_url = env.str("REDIS_URL", "")
    from_email = env.str("DEFAULT_FROM_EMAIL", "Recovery plans <noreply@localhost>")
    return Place(
        environment=environment,
        secret_key=env.str("SECRET_KEY", "") or ("" if production else _own_secret(state_dir)),
        data_keys=_data_keys(env, state_dir=state_dir, production=production),
        allowed_hosts=hosts,
        database=_database(env, state_dir=state_dir),
        redis_url=_redis(redis_url) if redis_url else embedded_redis.url(state_dir),
        brings_own_redis=not redis_url,
        state_dir=state_dir,
        email=_email(env, state_dir=state_dir, production=production),
        default_from_email=from_email,
        push=_push(env, state_dir=state_dir, production=production, from_email=from_email),
        mail_per_minute=_whole_number(env, "MAIL_PER_MINUTE", 300, highest=1_000_000),
        site_url=_site(env, fallback="" if production else f"http://localhost:{port}"),
        host=env.str("HOST", "127.0.0.1"),
        port=port,
        web_workers=_whole_number(env, "WEB_WORKERS", 2, highest=64),
        trusts_proxy=_yes_or_no(env, "TRUST_PROXY", "no"),
    )


def this_place() -> Place:
    """Read the place from this process's own environment."""
    return read_place(os.environ, project_dir=Path(__file__).resolve().parent.parent)


def _one_of(value: str, name: str, allowed: tuple[str, ...]) -> str:
    if value in allowed:
        return value
    raise ImproperlyConfigured(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.")


def _whole_number(env: environ.Env, name: str, default: int, *, highest: int) -> int:
    written = env.str(name, str(default))
    if written.isascii() and written.isdigit() and 1 <= int(written) <= highest:
        return int(written)
    raise ImproperlyConfigured(
        f"{name} is {written!r}; it must be a whole number from 1 to {highest}."
    )


def _yes_or_no(env: environ.Env, name: str, default: str) -> bool:
    return _one_of(env.str(name, default), name, ("no", "yes")) == "yes"


def _site(env: environ.Env, *, fallback: str) -> str:
    site: str = env.str("SITE_URL", fallback).rstrip("/")
    if not site or (urlsplit(site).scheme in ("http", "https") and urlsplit(site).hostname):
        return site
    raise ImproperlyConfigured(
        f"SITE_URL is {site!r}; it must be the address people type, such as "
        "https://recovery.example.org."
    )


def _redis(url: str) -> str:
    if urlsplit(url).scheme in _REDIS_SCHEMES:
        return url
    raise ImproperlyConfigured(
        "REDIS_URL is not an address of a Redis server; it must look like "
        "redis://host:6379/0 or redis+socket:///path/to/redis.sock."
    )


def _database(env: environ.Env, *, state_dir: Path) -> dict[str, Any]:
    written = env.str("DATABASE_URL", "")
    if not written:
        return _sqlite({"NAME": str(state_dir / "db.sqlite3")}, state_dir=state_dir)
    refusal = ImproperlyConfigured(
        "DATABASE_URL is not an address of a database; it must look like "
        "postgres://user:password@host:5432/name or sqlite:////path/to/file."
    )
    scheme = urlsplit(written).scheme
    if scheme not in _DATABASE_SCHEMES:
        raise refusal
    try:
        found: dict[str, Any] = dict(env.db_url_config(written))
    except (ImproperlyConfigured, ValueError, KeyError):
        # Not chained: the address holds a password.
        raise refusal from None
    return _sqlite(found, state_dir=state_dir) if scheme == "sqlite" else _postgres(found)


def _postgres(found: dict[str, Any]) -> dict[str, Any]:
    options = dict(found.get("OPTIONS", {}))
    options["options"] = f"{_POSTGRES_LIMITS} {options.get('options', '')}".strip()
    options.setdefault("connect_timeout", 5)
    return found | {
        "ENGINE": _POSTGRES_ENGINE,
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(found: dict[str, Any], *, state_dir: Path) -> dict[str, Any]:
    return found | {
        "ENGINE": _SQLITE_ENGINE,
        "OPTIONS": {
            # Without IMMEDIATE two writers that both read first fail at once, whatever the timeout.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": _SQLITE_START,
        },
        # Tests use a real file, because two connections to a database in memory lock differently.
        "TEST": {"NAME": str(state_dir / "test.sqlite3")},
    }


def _email(env: environ.Env, *, state_dir: Path, production: bool) -> dict[str, Any]:
    url = env.str("EMAIL_URL", "")
    if url:
        return _email_from_url(env, url)
    if env.str("EMAIL_HOST", ""):
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": env.str("EMAIL_HOST"),
            "EMAIL_PORT": _whole_number(env, "EMAIL_PORT", 587, highest=65535),
            "EMAIL_HOST_USER": env.str("EMAIL_HOST_USER", ""),
            "EMAIL_HOST_PASSWORD": env.str("EMAIL_HOST_PASSWORD", ""),
            "EMAIL_USE_TLS": _yes_or_no(env, "EMAIL_USE_TLS", "yes"),
        }
    if production:
        return {}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(state_dir / "mail"),
    }


def _email_from_url(env: environ.Env, url: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = dict(env.email_url_config(url))
    except (ImproperlyConfigured, ValueError, KeyError):
        raise ImproperlyConfigured(
            "EMAIL_URL is not an address of a mail server; it must look like "
            "smtp+tls://user:password@host:587."
        ) from None
    found.setdefault("EMAIL_FILE_PATH", None)
    return {name: value for name, value in found.items() if value is not None}


def _push(env: environ.Env, *, state_dir: Path, production: bool, from_email: str) -> Push:
    key = env.str("VAPID_PRIVATE_KEY", "")
    if key and not is_private_key(key):
        raise ImproperlyConfigured(
            "VAPID_PRIVATE_KEY is not a key for push services; run manage.py make_push_keys and "
            "set it to what that prints."
        )
    if not key and not production:
        key = _made_once(state_dir / "push_key", new_private_key)
    return Push(
        private_key=key,
        contact=_push_contact(env, from_email),
        extra_hosts=tuple(env.list("PUSH_HOSTS", default=[])),
    )


def _push_contact(env: environ.Env, from_email: str) -> str:
    """Return whom a push service can ask about this clinic's messages (RFC 8292)."""
    written: str = env.str("VAPID_CONTACT", "")
    if not written:
        own = f"mailto:{parseaddr(from_email)[1]}"
        return own if _CONTACT.fullmatch(own) else "mailto:noreply@localhost"
    if _CONTACT.fullmatch(written):
        return written
    raise ImproperlyConfigured(
        f"VAPID_CONTACT is {written!r}; it must look like mailto:practice@example.org."
    )


def _data_keys(env: environ.Env, *, state_dir: Path, production: bool) -> tuple[MasterKey, ...]:
    """Return the keys that open the data keys of people's words; the first one seals."""
    written = env.str("DATA_KEYS", "")
    if not written and not production:
        written = _made_once(state_dir / "data_keys", lambda: written_key("demo", new_key()))
    try:
        return read_master_keys(written)
    except NotKeys as problem:
        # Not chained: nothing of the keys may be shown.
        raise ImproperlyConfigured(
            f"DATA_KEYS cannot be read: {problem}; it must look like 2026a:<32 bytes in base64>, "
            "newest first, with commas between."
        ) from None


def _own_secret(state_dir: Path) -> str:
    return _made_once(state_dir / "secret_key", lambda: secrets.token_urlsafe(50))


def _made_once(file: Path, make: Callable[[], str]) -> str:
    """Return this demo's own secret, made once; empty where the folder cannot be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # Written beside and linked into place: two processes that start together agree on one key.
        draft = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        if not file.exists():
            _write_private(draft, make())
            try:
                os.link(draft, file)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return file.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _write_private(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(text)
