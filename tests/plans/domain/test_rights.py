"""Who may decide on what patients ask about their own record."""

from __future__ import annotations

from datetime import date

import pytest

from plans.domain.rights import (
    Asked,
    Decider,
    kept_until,
    status_when_approved,
    why_not_approve,
    why_not_decide,
)

PATIENT, FIRST, SECOND = 1, 2, 3


def _asked(
    *, kind: str = "destruction", status: str = "asked", first: int | None = None, role: str = ""
) -> Asked:
    return Asked(kind=kind, status=status, patient=PATIENT, first=first, first_role=role)


def _decider(person: int, role: str, *, may_see: bool = True) -> Decider:
    return Decider(person=person, role=role, may_see=may_see)


def _approved_by(role: str) -> Asked:
    return _asked(status="approved_once", first=FIRST, role=role)


def test_a_destruction_needs_two_approvals() -> None:
    assert status_when_approved(_asked()) == "approved_once"
    assert status_when_approved(_approved_by("administrator")) == "done"


def test_a_correction_needs_one() -> None:
    assert status_when_approved(_asked(kind="correction")) == "done"


@pytest.mark.parametrize("role", ["patient", "staff", "system"])
def test_only_physiotherapists_and_administrators_decide(role: str) -> None:
    assert why_not_decide(_asked(), _decider(FIRST, role)) is not None


def test_who_may_not_see_the_patient_does_not_decide() -> None:
    decider = _decider(FIRST, "physiotherapist", may_see=False)

    assert why_not_decide(_asked(), decider) is not None


def test_nobody_decides_about_themselves() -> None:
    assert why_not_decide(_asked(), _decider(PATIENT, "administrator")) is not None


@pytest.mark.parametrize("status", ["done", "refused", "withdrawn"])
def test_what_was_decided_stays(status: str) -> None:
    assert why_not_decide(_asked(status=status), _decider(FIRST, "administrator")) is not None


def test_nobody_approves_twice() -> None:
    again = _decider(FIRST, "administrator")

    assert why_not_approve(_approved_by("administrator"), again) is not None
    assert why_not_decide(_approved_by("administrator"), again) is None


@pytest.mark.parametrize(
    ("first", "second", "may"),
    [
        ("physiotherapist", "administrator", True),
        ("administrator", "physiotherapist", True),
        ("administrator", "administrator", True),
        ("physiotherapist", "physiotherapist", False),
    ],
)
def test_one_of_the_two_is_an_administrator(first: str, second: str, may: bool) -> None:
    why_not = why_not_approve(_approved_by(first), _decider(SECOND, second))

    assert (why_not is None) is may


def test_a_record_is_kept_for_twenty_years() -> None:
    assert kept_until(date(2026, 3, 10)) == date(2046, 3, 10)
    assert kept_until(date(2028, 2, 29)) == date(2048, 2, 29)


def test_a_leap_day_without_its_like_lasts_until_march() -> None:
    assert kept_until(date(2080, 2, 29)) == date(2100, 3, 1)
