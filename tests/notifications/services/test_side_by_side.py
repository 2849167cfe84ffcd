"""Workers side by side: nobody is told twice, nobody is forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import TypeVar

import pytest
from django.apps import apps
from django.db import connection
from pytest_django import DjangoDbBlocker

from notifications.models import Delivery, HandledEvent, Message
from notifications.services.compose import plan_reminders
from notifications.services.deliver import deliver_due
from notifications.services.handover import hand_over_events
from tests.factories.people import make_clinic, make_patient, make_physiotherapist
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import Post, refer

MORNING = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
WORKERS = 3

_APPEND_ONLY = import_module("plans.migrations.0002_history_is_append_only")

Answer = TypeVar("Answer")


@pytest.fixture
def _history_is_guarded_again(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        _APPEND_ONLY.guard(apps, editor)


@pytest.fixture
def committed(_history_is_guarded_again: None, transactional_db: None) -> Iterator[None]:
    """What the test writes is really committed; afterwards history too may be cleared away."""
    yield
    with connection.schema_editor() as editor:
        _APPEND_ONLY.unguard(apps, editor)


def _all_at_once(work: Callable[[], Answer]) -> list[Answer]:
    def one() -> Answer:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as workers:
        return [turn.result() for turn in [workers.submit(one) for _ in range(WORKERS)]]


def test_three_workers_do_the_work_of_one(committed: None, catalogue: None) -> None:
    clinic = make_clinic()
    physiotherapist = make_physiotherapist(clinic)
    patients = [make_patient(clinic, physiotherapist) for _ in range(8)]
    begin = MORNING - timedelta(hours=1)
    for patient in patients:
        start_demo_plan(patient, starts_on=date(2026, 3, 2), now=begin)
        refer(patient, now=begin)
    plan_reminders(now=begin)
    post = Post()

    _all_at_once(lambda: plan_reminders(now=MORNING))
    handled = _all_at_once(lambda: hand_over_events(now=MORNING))
    delivered = _all_at_once(lambda: deliver_due(now=MORNING, channels={"email": post}))

    assert sum(handled) == HandledEvent.objects.count() == len(patients)
    assert sum(delivered) == Message.objects.filter(state="sent").count() == 3 * len(patients)
    assert set(Counter(mail.message_id for mail in post.taken).values()) == {1}
    assert Delivery.objects.count() == 3 * len(patients)
