"""People are taken on with the moments of their day."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest

from plans.domain.refusal import Refusal, RefusalKind
from plans.models import Clinic, Event, Patient, Role, User
from plans.services.history import the_program
from plans.services.people import add_patient, add_person, change_language, change_patient
from tests.factories.people import make_clinic, make_patient, make_physiotherapist, make_staff

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


def _add(clinic: Clinic, **fields: Any) -> User:
    known = {"email": "Sanne@Example.org", "name": "Sanne", "role": Role.PATIENT}
    return add_person(clinic=clinic, now=NOW, **{"by": the_program()} | known | fields)


def test_an_account_has_one_address_whatever_its_capitals(clinic: Clinic) -> None:
    person = _add(clinic)

    assert person.email == "sanne@example.org"
    assert not person.has_usable_password()
    with pytest.raises(Refusal) as refused:
        _add(clinic, email="SANNE@example.ORG")
    assert (refused.value.code, refused.value.kind) == ("email_taken", RefusalKind.CONFLICT)


@pytest.mark.parametrize(
    ("role", "is_staff"), [(Role.PATIENT, False), (Role.PHYSIOTHERAPIST, False), (Role.STAFF, True)]
)
def test_only_staff_may_use_the_admin(clinic: Clinic, role: Role, is_staff: bool) -> None:
    assert _add(clinic, role=role).is_staff is is_staff


def test_a_patient_takes_nobody_on(patient: Patient) -> None:
    with pytest.raises(Refusal) as refused:
        _add(patient.clinic, by=patient.user)

    assert refused.value.kind is RefusalKind.FORBIDDEN


def test_a_new_patient_has_two_moments_and_an_evening_score(clinic: Clinic) -> None:
    patient = make_patient(clinic)

    assert patient.exercise_moments == (time(7, 30), time(20))
    assert (patient.log_at, patient.zone.key) == (time(20, 30), "Europe/Amsterdam")


@pytest.mark.parametrize(
    ("who", "code"),
    [("physiotherapist", "not_a_patient"), ("stranger", "other_clinic")],
)
def test_a_record_belongs_to_a_patient_of_this_clinic(clinic: Clinic, who: str, code: str) -> None:
    user = make_physiotherapist(clinic) if who == "physiotherapist" else _add(clinic)

    with pytest.raises(Refusal) as refused:
        add_patient(
            user=user,
            physiotherapist=make_physiotherapist(make_clinic()),
            by=the_program(),
            now=NOW,
        )

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("fields", "code", "place"),
    [
        ({"timezone": "Europe/Atlantis"}, "unknown_timezone", "timezone"),
        ({"timezone": "../../etc/passwd"}, "unknown_timezone", "timezone"),
        ({"timezone": ""}, "unknown_timezone", "timezone"),
        ({"moments": []}, "wrong_moments", "moments"),
        ({"moments": [time(8), time(8)]}, "wrong_moments", "moments"),
        ({"moments": [time(hour) for hour in range(7)]}, "wrong_moments", "moments"),
    ],
)
def test_a_day_that_makes_no_sense_is_refused(
    patient: Patient, fields: dict[str, Any], code: str, place: str
) -> None:
    with pytest.raises(Refusal) as refused:
        change_patient(patient=patient, by=patient.user, now=NOW, **fields)

    assert (refused.value.code, refused.value.place) == (code, place)


def test_a_change_of_the_day_is_history_and_no_change_is_not(patient: Patient) -> None:
    change_patient(patient=patient, moments=[time(21), time(8)], by=patient.user, now=NOW)
    change_patient(patient=patient, moments=[time(8), time(21)], by=patient.user, now=NOW)

    patient.refresh_from_db()
    assert patient.exercise_moments == (time(8), time(21))
    event = Event.objects.get(kind="patient_changed")
    assert event.facts == {
        "moments": {"before": "['07:30', '20:00']", "after": "['08:00', '21:00']"}
    }


def test_somebody_elses_day_is_not_the_patients_to_change(patient: Patient, clinic: Clinic) -> None:
    with pytest.raises(Refusal) as refused:
        change_patient(patient=patient, log_at=time(9), by=make_patient(clinic).user, now=NOW)

    assert refused.value.kind is RefusalKind.FORBIDDEN


def test_people_choose_their_own_language(patient: Patient) -> None:
    change_language(user=patient.user, language="en", by=patient.user, now=NOW)
    change_language(user=patient.user, language="en", by=patient.user, now=NOW)

    assert Event.objects.filter(kind="person_changed").count() == 1
    with pytest.raises(Refusal, match="The language 'de' does not exist here"):
        change_language(user=patient.user, language="de", by=patient.user, now=NOW)


def test_the_program_is_one_account_that_cannot_sign_in(db: None) -> None:
    program = the_program()

    assert program == the_program()
    assert not program.is_active
    assert not program.check_password("!")


def test_staff_may_change_a_patients_day(patient: Patient, clinic: Clinic) -> None:
    change_patient(patient=patient, log_at=time(9), by=make_staff(clinic), now=NOW)

    patient.refresh_from_db()
    assert patient.log_at == time(9)
