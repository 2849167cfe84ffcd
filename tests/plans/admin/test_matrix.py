"""Every page of the admin, made from what is registered: who opens it, and who does not."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from plans.models import User
from tests.factories.people import add_second_factor, make_staff
from tests.plans.admin.conftest import Practice, browser

DESK, ADMINISTRATOR, PLATFORM = "front desk", "administrator", "platform"
NOBODY: frozenset[str] = frozenset()
ALL = frozenset({DESK, ADMINISTRATOR, PLATFORM})
ABOVE_THE_DESK = ALL - {DESK}

# Who opens the list, and who the form for something new.
LISTS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "plans.accessentry": (ABOVE_THE_DESK, NOBODY),
    "plans.clinic": (ABOVE_THE_DESK, frozenset({PLATFORM})),
    "plans.event": (ABOVE_THE_DESK, NOBODY),
    "plans.exerciseversion": (ABOVE_THE_DESK, NOBODY),
    "plans.intakeversion": (ABOVE_THE_DESK, NOBODY),
    "plans.patient": (ALL, frozenset({DESK, ADMINISTRATOR})),
    "plans.plan": (ABOVE_THE_DESK, NOBODY),
    "plans.protocolversion": (ABOVE_THE_DESK, NOBODY),
    "plans.referral": (ABOVE_THE_DESK, NOBODY),
    "plans.task": (ABOVE_THE_DESK, NOBODY),
    "plans.user": (ALL, ABOVE_THE_DESK),
    "notifications.absence": (ALL, ALL),
    "notifications.channelstate": (ABOVE_THE_DESK, NOBODY),
    "notifications.closedday": (ALL, ABOVE_THE_DESK),
    "notifications.escalationschedule": (ALL, ABOVE_THE_DESK),
    "notifications.message": (ALL, NOBODY),
    "notifications.officehours": (ALL, ABOVE_THE_DESK),
    "notifications.preference": (ALL, ALL),
    "notifications.pushsubscription": (ALL, NOBODY),
    "notifications.refusedaddress": (ALL, NOBODY),
    "notifications.stuckevent": (ABOVE_THE_DESK, NOBODY),
    "notifications.watch": (ABOVE_THE_DESK, NOBODY),
}


def _address(label: str, page: str, *args: Any) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=args)


@pytest.fixture
def callers(here: Practice) -> dict[str, Client]:
    """A browser of each who has something to look for in the admin."""
    platform = User.objects.create_superuser("platform@example.org", "x", name="Platform")
    add_second_factor(platform)
    return {
        DESK: browser(make_staff(here.clinic)),
        ADMINISTRATOR: browser(here.staff),
        PLATFORM: browser(platform),
    }


def test_every_page_has_a_row() -> None:
    assert {model._meta.label_lower for model in admin.site._registry} == set(LISTS)


@pytest.mark.parametrize("label", LISTS)
def test_each_caller_opens_what_the_table_says(label: str, callers: dict[str, Client]) -> None:
    may_list, may_add = LISTS[label]

    for caller, client in callers.items():
        listed = client.get(_address(label, "changelist")).status_code
        added = client.get(_address(label, "add")).status_code
        assert listed == (200 if caller in may_list else 403), caller
        assert added == (200 if caller in may_add else 403), caller


@pytest.mark.parametrize("label", LISTS)
def test_what_is_not_there_has_no_page_for_anybody(label: str, callers: dict[str, Client]) -> None:
    for caller, client in callers.items():
        for page in ("change", "delete", "history"):
            answer = client.get(_address(label, page, uuid4()))
            assert answer.status_code in (403, 404), (caller, page)


@pytest.mark.parametrize("label", LISTS)
def test_patients_physiotherapists_and_visitors_open_nothing(label: str, here: Practice) -> None:
    for user in (here.patient.user, here.physiotherapist, None):
        client = browser(user)
        for address in (_address(label, "changelist"), _address(label, "add")):
            assert client.get(address).status_code == 302
