"""The monthly review names what stands out, in the shell and as a table."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from plans.domain.access_log import EntryDraft
from plans.domain.sight import AccessKind
from tests.factories.people import make_clinic, make_patient, make_physiotherapist

pytestmark = pytest.mark.django_db


@pytest.fixture
def _a_relative_at_night() -> None:
    from plans.services.access_log import add_entry

    clinic = make_clinic(name="=cmd|calc")
    colleague = make_physiotherapist(clinic, name="Anna Visser")
    patient = make_patient(clinic, name="Jan Visser")
    add_entry(
        EntryDraft(
            kind=AccessKind.VIEW,
            at=datetime(2026, 10, 7, 22, 30, tzinfo=UTC),
            user=colleague.pk,
            role="physiotherapist",
            clinic=clinic.pk,
            patients=(patient.pk,),
        )
    )


@pytest.mark.usefixtures("_a_relative_at_night")
def test_case_85_the_review_names_who_looked_at_whom_why_and_leaves_a_line() -> None:
    from plans.models import AccessEntry

    said = StringIO()

    call_command("review_access", month="2026-10", stdout=said)

    assert "Anna Visser  night  1" in said.getvalue()
    assert "Anna Visser  same_name  1" in said.getvalue()
    last = AccessEntry.objects.order_by("-seq")[0]
    assert (last.kind, last.details) == ("log_reviewed", {"month": "2026-10", "count": 2})


@pytest.mark.usefixtures("_a_relative_at_night")
def test_case_85_the_table_cannot_run_anything_in_a_spreadsheet(tmp_path: Path) -> None:
    table = tmp_path / "review.csv"

    call_command("review_access", month="2026-10", csv=table, stdout=StringIO())

    assert table.read_text("utf-8").startswith("clinic,day,person,what,lines")
    assert "\n=cmd" not in table.read_text("utf-8")


@pytest.mark.parametrize("month", ["2026-13", "october", "2026-1"])
def test_a_month_that_is_none_is_refused(month: str) -> None:
    with pytest.raises(CommandError, match="--month must be a year and a month"):
        call_command("review_access", month=month)
