"""Old lines of the access log may go, from the beginning only, and that is written down."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from plans.domain.access_log import EntryDraft
from plans.domain.sight import AccessKind
from plans.selectors.clock import database_now
from tests.factories.people import make_clinic, make_patient

if TYPE_CHECKING:
    from plans.models import Patient

pytestmark = pytest.mark.django_db

OLD, YOUNG = timedelta(days=5 * 366 + 2), timedelta(days=5 * 365 - 2)


def _add(patient: Patient, at: datetime) -> None:
    from plans.services.access_log import add_entry

    add_entry(EntryDraft(kind=AccessKind.VIEW, at=at, patients=(patient.pk,)))


def test_case_84_only_what_is_older_than_five_years_goes_and_the_chain_stays_whole() -> None:
    from plans.models import AccessEntry, AccessSubject
    from plans.selectors.access_log import findings
    from plans.services.access_purge import purge

    now = database_now()
    patient = make_patient(make_clinic())
    for age in (OLD, OLD, YOUNG, timedelta()):
        _add(patient, now - age)

    count = purge(now=now)

    assert count == 2
    kinds = AccessEntry.objects.order_by("seq").values_list("seq", "kind")
    assert list(kinds) == [(3, "view"), (4, "view"), (5, "log_purged")]
    assert AccessEntry.objects.get(seq=5).details["up_to"] == 2
    assert AccessSubject.objects.count() == 2
    assert findings(anchors=[]) == []


def test_case_84_with_nothing_old_nothing_goes_and_nothing_is_written() -> None:
    from plans.models import AccessEntry
    from plans.services.access_purge import purge

    now = database_now()
    _add(make_patient(make_clinic()), now - YOUNG)

    assert purge(now=now) == 0
    assert AccessEntry.objects.count() == 1
