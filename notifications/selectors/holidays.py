"""Public holidays, for the patients who want to be left alone on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from notifications.domain.wishes import Wishes
from notifications.selectors.office import office_of
from plans.selectors.day import PatientClock


class Holidays:
    """The holidays of some patients' clinics; one query, and none when nobody minds them."""

    def __init__(self, clocks: Iterable[PatientClock], wishes: Mapping[int, Wishes]) -> None:
        clinics = {
            clock.clinic_id
            for clock in clocks
            if clock.user_id in wishes and wishes[clock.user_id].rests_on_holidays
        }
        self._offices = office_of(clinics) if clinics else {}

    def is_on(self, clinic_id: int, day: date) -> bool:
        """Say whether ``day`` is a holiday at this clinic; no for a clinic nobody asked about."""
        office = self._offices.get(clinic_id)
        return office is not None and office.is_holiday(day)
