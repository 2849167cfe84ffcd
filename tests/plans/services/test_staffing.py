"""Who arranges whose account, and who may hand a patient over."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from plans.domain.refusal import Refusal, RefusalKind
from plans.models import Clinic, Patient, Role, User
from plans.services.people import add_patient, add_person
from plans.services.staffing import assign_physiotherapist, change_person
from tests.factories.people import (
    make_administrator,
    make_clinic,
    make_patient,
    make_physiotherapist,
    make_staff,
)

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)

MAKERS = {
    Role.PATIENT: lambda clinic: make_patient(clinic).user,
    Role.PHYSIOTHERAPIST: make_physiotherapist,
    Role.STAFF: make_staff,
    Role.ADMINISTRATOR: make_administrator,
}
MAY_GIVE = {
    Role.PATIENT: (),
    Role.PHYSIOTHERAPIST: (Role.PATIENT,),
    Role.STAFF: (Role.PATIENT,),
    Role.ADMINISTRATOR: tuple(MAKERS),
}


@pytest.mark.parametrize("given", MAKERS)
@pytest.mark.parametrize("role", MAKERS)
def test_nobody_gives_a_role_above_their_own(clinic: Clinic, role: Role, given: Role) -> None:
    by = MAKERS[role](clinic)
    before = User.objects.count()

    if given in MAY_GIVE[role]:
        _add(clinic, given, by)
        return
    with pytest.raises(Refusal) as refused:
        _add(clinic, given, by)
    assert refused.value.kind is RefusalKind.FORBIDDEN
    assert User.objects.count() == before


@pytest.mark.parametrize("role", [Role.PHYSIOTHERAPIST, Role.STAFF, Role.ADMINISTRATOR])
def test_nobody_takes_people_on_at_another_clinic(clinic: Clinic, role: Role) -> None:
    by, elsewhere = MAKERS[role](clinic), make_clinic()

    with pytest.raises(Refusal) as refused:
        _add(elsewhere, Role.PATIENT, by)
    assert refused.value.code == "other_clinic"
    with pytest.raises(Refusal) as refused:
        add_patient(user=make_patient(elsewhere).user, by=by, now=NOW)
    assert refused.value.code == "other_clinic"


@pytest.mark.parametrize("role", [Role.PHYSIOTHERAPIST, Role.STAFF])
@pytest.mark.parametrize("of", [Role.PHYSIOTHERAPIST, Role.STAFF, Role.ADMINISTRATOR])
def test_the_accounts_of_colleagues_are_the_administrators_to_change(
    clinic: Clinic, role: Role, of: Role
) -> None:
    colleague = MAKERS[of](clinic)

    with pytest.raises(Refusal) as refused:
        change_person(user=colleague, email="weg@example.org", by=MAKERS[role](clinic), now=NOW)

    assert refused.value.code == "role_above_own"
    changed = change_person(user=colleague, is_active=False, by=make_administrator(clinic), now=NOW)
    assert not changed.is_active


def test_a_physiotherapist_hands_over_own_patients_and_takes_nobody_over(
    patient: Patient, physiotherapist: User, clinic: Clinic
) -> None:
    colleague = make_physiotherapist(clinic)

    with pytest.raises(Refusal) as refused:
        assign_physiotherapist(patient=patient, physiotherapist=colleague, by=colleague, now=NOW)
    assert refused.value.kind is RefusalKind.FORBIDDEN

    assign_physiotherapist(patient=patient, physiotherapist=colleague, by=physiotherapist, now=NOW)
    patient.refresh_from_db()
    assert patient.physiotherapist == colleague


def test_only_a_physiotherapist_who_works_here_can_treat_somebody(
    patient: Patient, clinic: Clinic
) -> None:
    gone = make_physiotherapist(clinic)
    gone.is_active = False
    gone.save(update_fields=["is_active"])

    for person in (gone, make_staff(clinic), make_physiotherapist(make_clinic())):
        with pytest.raises(Refusal) as refused:
            assign_physiotherapist(
                patient=patient, physiotherapist=person, by=make_staff(clinic), now=NOW
            )
        assert refused.value.code == "other_clinic"


def _add(clinic: Clinic, role: Role, by: User) -> User:
    return add_person(
        clinic=clinic, email="nieuw@example.org", name="Nieuw", role=role, by=by, now=NOW
    )
