"""What was written before words were sealed is sealed too, and can be had back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.apps.registry import Apps
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from plans.models import CareRelation, Event
from plans.models.sealing import forget_keys
from plans.services.history import the_program
from tests.factories.people import make_clinic, make_patient, make_physiotherapist

BEFORE = [("plans", "0007_access_log_is_append_only")]
SAID = "hinkt sinds de halve marathon"
LONG = "x" * 200
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


def _migrate(*, back: bool = False) -> Apps:
    executor = MigrationExecutor(connection)
    targets = BEFORE if back else executor.loader.graph.leaf_nodes()
    return executor.migrate(targets).apps


@pytest.fixture
def before(committed: None) -> Iterator[Apps]:
    """The database as it was; afterwards it is up to date again."""
    clinic = make_clinic()
    make_patient(clinic)
    make_physiotherapist(clinic)
    try:
        yield _migrate(back=True)
    finally:
        _migrate()
        forget_keys()


def _write(before: Apps) -> None:
    by = the_program().pk
    event, relation = before.get_model("plans", "Event"), before.get_model("plans", "CareRelation")
    people = before.get_model("plans", "User").objects
    for reason in (SAID, LONG, ""):
        event.objects.create(kind="person_changed", at=NOW, by_id=by, reason=reason)
    relation.objects.create(
        patient=before.get_model("plans", "Patient").objects.get(),
        physiotherapist=people.get(role="physiotherapist"),
        basis="covering",
        reason=SAID,
        from_at=NOW,
        until_at=NOW + timedelta(days=1),
        added_by_id=by,
    )


def _stored() -> list[str]:
    return [
        *Event.objects.filter(at=NOW).order_by("pk").values_list("reason", flat=True),
        *CareRelation.objects.values_list("reason", flat=True),
    ]


def test_words_are_sealed_with_history_guarded_and_going_back_writes_them_as_they_were(
    before: Apps,
) -> None:
    # One story, because each step through the migrations takes seconds.
    _write(before)

    _migrate()

    assert [text[:3] for text in _stored()] == ["s1.", "s1.", "", "s1."]
    assert [row.reason for row in Event.objects.filter(at=NOW).order_by("pk")] == [SAID, LONG, ""]
    assert CareRelation.objects.get().reason == SAID
    _assert_guarded("UPDATE plans_event SET kind = 'x'")
    _assert_guarded("DELETE FROM plans_event")

    _migrate(back=True)

    assert _stored() == [SAID, LONG, "", SAID]
    _assert_guarded("DELETE FROM plans_event")


def _assert_guarded(statement: str) -> None:
    with pytest.raises(DatabaseError, match="history"), transaction.atomic():
        connection.cursor().execute(statement)
