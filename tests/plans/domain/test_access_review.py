"""What stands out in a month of looking, and what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from plans.domain.access_review import (
    MANY_RECORDS,
    MANY_REFUSALS,
    Look,
    Remark,
    Sign,
    review,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
USUAL = Look(
    seq=1,
    at=datetime(2026, 10, 6, 10, 0, tzinfo=UTC),
    kind="view",
    basis="treating",
    user=5,
    user_name="Marieke de Wit",
    patient=8,
    patient_name="Sanne Bakker",
    patient_works_here=False,
)
DAY = date(2026, 10, 6)


def test_usual_work_does_not_stand_out() -> None:
    day = [replace(USUAL, seq=seq, patient=seq) for seq in range(1, MANY_RECORDS + 1)]

    assert review(day, AMSTERDAM) == []


@pytest.mark.parametrize(
    ("look", "sign"),
    [
        (replace(USUAL, basis="break_glass"), Sign.BREAK_GLASS),
        (replace(USUAL, kind="break_glass"), Sign.BREAK_GLASS),
        (replace(USUAL, kind="export"), Sign.TAKEN_ALONG),
        (replace(USUAL, kind="denied"), Sign.NO_RELATION),
        (replace(USUAL, patient_name="Jan de WIT"), Sign.SAME_NAME),
        (replace(USUAL, patient_works_here=True), Sign.COLLEAGUE),
    ],
)
def test_each_sign_is_seen(look: Look, sign: Sign) -> None:
    assert review([look], AMSTERDAM) == [Remark(sign, 5, DAY, (1,))]


@pytest.mark.parametrize(
    ("at", "is_night"),
    [
        (datetime(2026, 10, 6, 19, 59, tzinfo=UTC), False),
        (datetime(2026, 10, 6, 20, 0, tzinfo=UTC), True),
        (datetime(2026, 10, 6, 3, 59, tzinfo=UTC), True),
        (datetime(2026, 10, 6, 4, 0, tzinfo=UTC), False),
        (datetime(2026, 12, 6, 20, 59, tzinfo=UTC), False),
        (datetime(2026, 12, 6, 21, 0, tzinfo=UTC), True),
    ],
)
def test_the_night_is_that_of_the_clinic(at: datetime, is_night: bool) -> None:
    signs = [remark.sign for remark in review([replace(USUAL, at=at)], AMSTERDAM)]

    assert signs == ([Sign.NIGHT] if is_night else [])


def test_many_records_and_many_refusals_on_one_day_stand_out() -> None:
    many = [replace(USUAL, seq=seq, patient=seq) for seq in range(1, MANY_RECORDS + 2)]
    refused = [
        replace(USUAL, seq=500 + seq, kind="denied", patient=None, patient_name="")
        for seq in range(MANY_REFUSALS + 1)
    ]

    found = review([*many, *refused], AMSTERDAM)

    assert [remark.sign for remark in found] == [Sign.MANY_RECORDS, Sign.MANY_REFUSALS]
    assert len(found[0].seqs) == MANY_RECORDS + 1
    assert (
        review([replace(look, at=look.at + timedelta(days=look.seq)) for look in many], AMSTERDAM)
        == []
    )
