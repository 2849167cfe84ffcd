"""A record that is locked or full: told so with when to come back, and nothing is half done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from rest_framework.test import APIClient

from tests.plans.api.conftest import Scene

PAIN = {"for": "2026-03-10", "pain": 4}


@pytest.fixture
def client(scene: Scene) -> APIClient:
    """The patient's client, which sees a mistake as people see it."""
    client = APIClient(raise_request_exception=False)
    client.force_login(scene.patient.user)
    return client


def _report(client: APIClient, scene: Scene) -> Any:
    return client.post(f"{scene.injury_address}pain-logs/", PAIN, format="json")


def _is_told_to_come_back(answer: Any) -> None:
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:recovery:unavailable"
    assert "Traceback" not in answer.content.decode()


@contextmanager
def _held_by_somebody_else() -> Iterator[None]:
    is_held, may_go = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("LOCK TABLE plans_painreport IN EXCLUSIVE MODE")
            is_held.set()
            may_go.wait(timeout=60)
        connection.close()

    holder = Thread(target=hold)
    holder.start()
    is_held.wait(timeout=10)
    try:
        yield
    finally:
        may_go.set()
        holder.join()


@pytest.mark.usefixtures("committed")
def test_a_lock_that_is_held_too_long(scene: Scene, client: APIClient) -> None:
    from plans.models import PainReport

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 200")

    with _held_by_somebody_else():
        _is_told_to_come_back(_report(client, scene))
    assert not PainReport.objects.exists()
    assert _report(client, scene).status_code == HTTPStatus.CREATED


@pytest.mark.usefixtures("committed")
def test_a_disk_that_is_full(scene: Scene, client: APIClient) -> None:
    from plans.models import AccessEntry, PainReport

    def broken() -> Any:
        return client.get(f"/api/plans/{scene.plan.public_id}/")

    with _no_room():
        _is_told_to_come_back(_report(client, scene))
        # A record that is looked at must be written down first.
        _is_told_to_come_back(broken())
        page = Client(raise_request_exception=False)
        page.cookies = client.cookies
        shown = page.get("/today/")
        assert shown.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert "Retry-After" in shown.headers
    assert not PainReport.objects.exists()
    assert not AccessEntry.objects.exists()
    assert _report(client, scene).status_code == HTTPStatus.CREATED
    assert broken().status_code == HTTPStatus.OK


@contextmanager
def _no_room() -> Iterator[None]:
    """On SQLite the file may not grow, and each row needs more than the bytes that are left in it.

    On PostgreSQL each row meets the answer of a full disk.
    """
    tables = ("plans_painreport", "plans_accessentry")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("CREATE TABLE ballast (weight BLOB)")
            for table in tables:
                cursor.execute(_BIG_ON_SQLITE.format(table=table))
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA page_count")
            (pages,) = cursor.fetchone()
            cursor.execute(f"PRAGMA max_page_count = {int(pages)}")
        else:
            cursor.execute(_FULL_ON_POSTGRES)
            for table in tables:
                cursor.execute(_REFUSE_ON_POSTGRES.format(table=table))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA max_page_count = 1073741823")
            for table in tables:
                on = "" if connection.vendor == "sqlite" else f" ON {table}"
                cursor.execute(f"DROP TRIGGER no_room_in_{table}{on}")
            if connection.vendor == "sqlite":
                cursor.execute("DROP TABLE ballast")


_BIG_ON_SQLITE = """
    CREATE TRIGGER no_room_in_{table} BEFORE INSERT ON {table}
    BEGIN INSERT INTO ballast VALUES (zeroblob(100000)); END
"""
_FULL_ON_POSTGRES = """
    CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$
"""
_REFUSE_ON_POSTGRES = (
    "CREATE TRIGGER no_room_in_{table} BEFORE INSERT ON {table} EXECUTE FUNCTION no_room()"
)
