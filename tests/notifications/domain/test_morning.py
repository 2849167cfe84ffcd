"""When somebody can first be told something on a day."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.morning import morning_of
from notifications.domain.timing import QuietHours
from plans.domain.days import local_day

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ZONES = st.sampled_from(["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe"]).map(
    ZoneInfo
)
WALLS = st.times(max_value=time(23, 59)).map(lambda wall: wall.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        pytest.param(time(22), time(7), "07:00", id="when the night's quiet ends"),
        pytest.param(time(22), time(5, 30), "05:30", id="an early riser"),
        pytest.param(time(1), time(6), "07:00", id="it is not quiet at midnight"),
        pytest.param(time(0), time(0), "07:00", id="no quiet hours"),
        pytest.param(time(6), time(14), "14:00", id="who works at night"),
    ],
)
@pytest.mark.parametrize("day", [date(2026, 3, 2), date(2026, 3, 29), date(2026, 10, 25)])
def test_a_day_begins_when_the_quiet_hours_end(
    day: date, starts: time, ends: time, expected: str
) -> None:
    at = morning_of(day, QuietHours(starts, ends), AMSTERDAM)

    assert at.astimezone(AMSTERDAM) == datetime.combine(
        day, time.fromisoformat(expected), tzinfo=AMSTERDAM
    )


@given(day=st.dates(date(2026, 1, 1), date(2027, 12, 31)), starts=WALLS, ends=WALLS, zone=ZONES)
def test_nobody_is_told_on_another_day(day: date, starts: time, ends: time, zone: ZoneInfo) -> None:
    at = morning_of(day, QuietHours(starts, ends), zone)

    assert local_day(at, zone) in (day, date.fromordinal(day.toordinal() + 1))
    if starts <= ends or ends < time(7):
        assert local_day(at, zone) == day
