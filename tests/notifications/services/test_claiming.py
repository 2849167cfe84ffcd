"""A worker leases as many messages as it asked for, and the most urgent first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from notifications.domain.account_mail import AccountNews
from notifications.domain.kind import Via
from notifications.models import Message
from notifications.services.account import Secret, write_account_mail
from notifications.services.claiming import claim
from plans.models import User

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
# Without these PostgreSQL asks a list behind IN anew for each row of the table.
_FASTER_WAYS = "hashjoin mergejoin hashagg sort material indexscan bitmapscan"


@pytest.fixture
def waiting(physiotherapist: User) -> list[int]:
    """Five mails that are due at the same moment, in the order in which they came up."""
    for _ in range(5):
        write_account_mail(
            news=AccountNews.PASSWORD_CHANGED,
            user_id=physiotherapist.pk,
            secret=Secret(),
            now=NOW,
        )
    return list(Message.objects.order_by("pk").values_list("pk", flat=True))


def test_no_more_are_leased_than_were_asked_for_whatever_the_plan_of_the_database(
    waiting: list[int],
) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for way in _FASTER_WAYS.split():
                cursor.execute(f"SET LOCAL enable_{way} = off")

    taken = claim(via=Via.EMAIL, size=2, now=NOW)

    assert [message.pk for message in taken] == waiting[:2]
    assert Message.objects.filter(state="sending").count() == 2


def test_what_is_due_at_the_same_moment_goes_in_the_order_in_which_it_came_up(
    waiting: list[int],
) -> None:
    taken = [claim(via=Via.EMAIL, size=1, now=NOW)[0].pk for _ in waiting]

    assert taken == waiting
    assert claim(via=Via.EMAIL, size=1, now=NOW) == []


def test_a_lease_that_runs_is_left_to_who_has_it(waiting: list[int]) -> None:
    claim(via=Via.EMAIL, size=5, now=NOW)

    assert claim(via=Via.EMAIL, size=5, now=NOW + timedelta(seconds=59)) == []
