"""The chain of the access log: who tampers with it is found out, who writes waits a turn."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from pytest_django import Settings

from plans.domain.access_log import EntryDraft
from plans.domain.sight import AccessKind
from plans.selectors.clock import database_now
from tests.factories.people import make_clinic, make_patient

if TYPE_CHECKING:
    from plans.models import Patient

pytestmark = pytest.mark.usefixtures("committed", "anchors")


def _add(patient: Patient) -> None:
    from plans.services.access_log import add_entry

    add_entry(
        EntryDraft(
            kind=AccessKind.VIEW,
            at=datetime(2026, 3, 1, 9, tzinfo=UTC),
            user=patient.user_id,
            patients=(patient.pk,),
        )
    )


def _verify() -> tuple[int, str]:
    said = StringIO()
    try:
        call_command("verify_audit", stdout=said)
    except SystemExit as stopped:
        return int(stopped.code or 0), said.getvalue()
    return 0, said.getvalue()


@pytest.fixture
def anchors(settings: Settings, tmp_path: Path) -> None:
    """Where the end of the chain is written down during one test."""
    settings.ACCESS_LOG_ANCHORS = tmp_path / "anchors"


def _tamper(statements: list[str]) -> None:
    """Do what only somebody with the database's own rights can: past the triggers."""
    triggers: Any = import_module("plans.migrations.0007_access_log_is_append_only")
    with connection.schema_editor() as editor:
        triggers.unguard(apps, editor)
    of = "(SELECT seq FROM plans_accessentry e WHERE e.id = entry_id)"
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(of=of))


SUBJECT_OF = "DELETE FROM plans_accesssubject WHERE {of} = "
LINE = "DELETE FROM plans_accessentry WHERE seq = "
NUMBER = "UPDATE plans_accessentry SET seq = "


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        (["UPDATE plans_accessentry SET basis = 'x' WHERE seq = 3"], "Line 3 was altered"),
        (["UPDATE plans_accessentry SET action = 'U' WHERE seq = 3"], "Line 3 was altered"),
        ([f"{SUBJECT_OF}2"], "Line 2 was altered"),
        ([f"{SUBJECT_OF}4", f"{LINE}4"], "Line 4 was deleted"),
        ([f"{SUBJECT_OF}7", f"{LINE}7"], "Line 7 was cut off"),
        (
            [f"{NUMBER}99 WHERE seq = 2", f"{NUMBER}2 WHERE seq = 5", f"{NUMBER}5 WHERE seq = 99"],
            "Line 2 was swapped",
        ),
    ],
)
def test_tampering_past_the_triggers_is_named(tampering: list[str], said: str) -> None:
    patient = make_patient(make_clinic())
    for _ in range(6):
        _add(patient)
    assert _verify()[0] == 0
    _tamper(tampering)

    status, named = _verify()

    assert status == 1
    assert said in named


def test_an_end_cut_off_with_the_head_is_seen_by_the_anchor() -> None:
    from plans.models import AccessEntry, AccessHead
    from plans.services.access_log import drop_anchor

    patient = make_patient(make_clinic())
    for _ in range(3):
        _add(patient)
    drop_anchor(now=database_now())
    first = AccessEntry.objects.get(seq=1)
    _tamper([f"{SUBJECT_OF}3", f"{LINE}3", f"{SUBJECT_OF}2", f"{LINE}2"])
    AccessHead.objects.filter(pk=1).update(seq=1, digest=first.digest)

    status, named = _verify()

    assert status == 1
    assert "Line 2 was cut off" in named
    assert "Line 3 was cut off" in named


def test_writers_at_once_keep_one_chain() -> None:
    from plans.models import AccessEntry

    patient = make_patient(make_clinic())

    def write(_: int) -> None:
        try:
            for _each in range(5):
                _add(patient)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as writers:
        list(writers.map(write, range(4)))

    numbers = AccessEntry.objects.order_by("seq").values_list("seq", flat=True)
    assert list(numbers) == list(range(1, 21))
    assert _verify() == (0, "The access log is whole: 20 lines.\n")
