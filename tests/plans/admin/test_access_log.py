"""The administrator reads the log of the own clinic and what stands out; nobody changes it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from plans.domain.access_log import EntryDraft
from plans.domain.sight import AccessKind
from plans.selectors.clock import database_now

if TYPE_CHECKING:
    from plans.models import AccessEntry
    from tests.plans.admin.conftest import Practice

pytestmark = pytest.mark.django_db

LIST = "/admin/plans/accessentry/"


def _look(practice: Practice, kind: AccessKind = AccessKind.VIEW) -> AccessEntry:
    from plans.services.access_log import add_entry

    return add_entry(
        EntryDraft(
            kind=kind,
            at=database_now(),
            user=practice.physiotherapist.pk,
            role="physiotherapist",
            clinic=practice.clinic.pk,
            patients=(practice.patient.pk,),
        )
    )


def test_an_administrator_sees_the_lines_of_the_own_clinic(
    staff: Client, here: Practice, elsewhere: Practice
) -> None:
    _look(here)
    _look(elsewhere)

    page = staff.get(LIST).content.decode()

    assert here.patient.user.name in page
    assert elsewhere.patient.user.name not in page


def test_a_line_cannot_be_added_changed_or_deleted(staff: Client, here: Practice) -> None:
    line = _look(here)

    answers = [
        staff.post(f"{LIST}add/", {}).status_code,
        staff.post(f"{LIST}{line.pk}/change/", {"kind": "list"}).status_code,
        staff.post(f"{LIST}{line.pk}/delete/", {"post": "yes"}).status_code,
    ]

    line.refresh_from_db()
    assert line.kind == "view"
    assert set(answers) <= {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


def test_case_85_what_stands_out_is_a_page_and_looking_at_it_is_a_line(
    staff: Client, here: Practice
) -> None:
    from plans.models import AccessEntry

    line = _look(here, AccessKind.BREAK_GLASS)

    page = staff.get(f"{LIST}review/", {"month": f"{line.at:%Y-%m}"})

    assert page.status_code == HTTPStatus.OK
    assert here.physiotherapist.name in page.content.decode()
    assert AccessEntry.objects.order_by("-seq")[0].kind == "log_reviewed"


def test_case_85_the_front_desk_has_no_such_page(front_desk: Client) -> None:
    assert front_desk.get(f"{LIST}review/").status_code != HTTPStatus.OK
    assert front_desk.get(LIST).status_code != HTTPStatus.OK
