"""The same work without a broker."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command

from notifications.selectors.canary import canary_seen_at
from plans.models import Patient
from tests.notifications.scenes import refer

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)


def test_one_look_does_all_there_is_to_do(patient: Patient) -> None:
    refer(patient, now=NOON)
    said = StringIO()

    with time_machine.travel(NOON, tick=False):
        call_command("run_due", stdout=said)

    assert len(mail.outbox) == 2
    assert said.getvalue() == "Done: 3.\n"
    assert canary_seen_at() == NOON


def test_a_rest_must_take_some_time() -> None:
    with pytest.raises(CommandError, match="--every must be more than 0 seconds"):
        call_command("run_due", "--loop", "--every", "0")
