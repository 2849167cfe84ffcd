"""A colleague's patient's record opens with a reason, for a while, and never silently."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from plans.domain.refusal import Refusal, RefusalKind
from plans.models import CareRelation, Clinic, Event, Patient, User
from plans.selectors.clock import database_now
from plans.selectors.scope import treats
from plans.services.relations import add_cover, break_glass, end_relation
from tests.factories.people import (
    make_administrator,
    make_clinic,
    make_patient,
    make_physiotherapist,
    make_staff,
)

REASON = "Belt in paniek over een knak in de kuit"
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def colleague(clinic: Clinic) -> User:
    return make_physiotherapist(clinic)


def _break(patient: Patient, by: User, **fields: Any) -> CareRelation:
    known: dict[str, Any] = {"reason": REASON, "now": database_now() - A_MINUTE}
    return break_glass(patient=patient, by=by, **known | fields)


def _cover(patient: Patient, physiotherapist: User, by: User, **fields: Any) -> CareRelation:
    now = database_now() - A_MINUTE
    known: dict[str, Any] = {"until_at": now + timedelta(days=7), "reason": "vakantie", "now": now}
    return add_cover(patient=patient, physiotherapist=physiotherapist, by=by, **known | fields)


def test_a_record_opens_with_a_reason_and_it_is_history(patient: Patient, colleague: User) -> None:
    assert not treats(colleague, patient)

    relation = _break(patient, colleague)

    assert treats(colleague, patient)
    assert (relation.basis, relation.reason, relation.added_by) == (
        "break_glass",
        REASON,
        colleague,
    )
    event = Event.objects.get(kind="relation_added")
    assert (event.patient, event.by, event.reason) == (patient, colleague, "")
    assert event.facts == {
        "relation": str(relation.public_id),
        "physiotherapist": str(colleague.public_id),
        "basis": "break_glass",
        "until_at": relation.until_at.isoformat(),
        "occasion": "emergency",
    }


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (datetime(2026, 3, 10, 22, 30, tzinfo=UTC), datetime(2026, 3, 11, 23, tzinfo=UTC)),
        (datetime(2026, 3, 10, 23, 30, tzinfo=UTC), datetime(2026, 3, 12, 23, tzinfo=UTC)),
        # The last night of winter time: the end of the next day is an hour earlier in UTC.
        (datetime(2026, 3, 28, 12, 0, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)),
    ],
    ids=["late in the evening", "after midnight at the clinic", "when the clock changes"],
)
def test_it_closes_at_the_end_of_tomorrow_where_the_clinic_is(
    patient: Patient, colleague: User, now: datetime, until: datetime
) -> None:
    assert _break(patient, colleague, now=now).until_at == until


def test_opening_twice_is_opening_once(patient: Patient, colleague: User) -> None:
    assert _break(patient, colleague) == _break(patient, colleague, now=database_now())

    assert CareRelation.objects.count() == Event.objects.filter(kind="relation_added").count() == 1


@pytest.mark.parametrize("reason", ["", "   ", "nodig", "x " * 600], ids=len)
def test_a_reason_that_says_nothing_opens_nothing(
    patient: Patient, colleague: User, reason: str
) -> None:
    with pytest.raises(Refusal) as refused:
        _break(patient, colleague, reason=reason)

    assert (refused.value.code, refused.value.place) == ("say_why", "reason")
    assert not treats(colleague, patient)


def test_only_physiotherapists_of_the_clinic_open_records(patient: Patient, clinic: Clinic) -> None:
    for person in (make_staff(clinic), make_administrator(clinic), make_patient(clinic).user):
        with pytest.raises(Refusal) as refused:
            _break(patient, person)
        assert refused.value.kind is RefusalKind.FORBIDDEN
    with pytest.raises(Refusal) as refused:
        _break(patient, make_physiotherapist(make_clinic()))
    assert refused.value.kind is RefusalKind.NOT_FOUND
    assert not CareRelation.objects.exists()


def test_what_is_open_anyway_needs_no_opening(patient: Patient, physiotherapist: User) -> None:
    with pytest.raises(Refusal) as refused:
        _break(patient, physiotherapist)

    assert (refused.value.code, refused.value.kind) == ("record_is_open", RefusalKind.CONFLICT)


def test_who_treats_lets_a_colleague_stand_in_and_ends_it_early(
    patient: Patient, physiotherapist: User, colleague: User
) -> None:
    relation = _cover(patient, colleague, physiotherapist)
    assert _cover(patient, colleague, physiotherapist, until_at=relation.until_at) == relation
    assert treats(colleague, patient)

    end_relation(relation=relation, by=physiotherapist, now=database_now() - A_MINUTE / 2)
    end_relation(relation=relation, by=physiotherapist, now=database_now())

    assert not treats(colleague, patient)
    kinds = Event.objects.filter(patient=patient, kind__startswith="relation")
    assert list(kinds.order_by("pk").values_list("kind", flat=True)) == [
        "relation_added",
        "relation_ended",
    ]


def test_the_administrator_arranges_cover_and_nobody_else_does(
    patient: Patient, clinic: Clinic, colleague: User
) -> None:
    _cover(patient, colleague, make_administrator(clinic))

    others = (make_staff(clinic), colleague, make_physiotherapist(clinic), patient.user)
    for person in others:
        with pytest.raises(Refusal) as refused:
            _cover(patient, make_physiotherapist(clinic), person)
        assert refused.value.kind is RefusalKind.FORBIDDEN
    with pytest.raises(Refusal, match="does not belong to your clinic"):
        _cover(patient, colleague, make_administrator(make_clinic()))


def test_who_stands_in_hands_the_record_on_to_nobody_and_may_stop(
    patient: Patient, physiotherapist: User, colleague: User, clinic: Clinic
) -> None:
    own = _cover(patient, colleague, physiotherapist)
    other = _cover(patient, make_physiotherapist(clinic), physiotherapist)

    with pytest.raises(Refusal, match="Only who treats the patient"):
        end_relation(relation=other, by=colleague, now=database_now())
    end_relation(relation=own, by=colleague, now=database_now() - A_MINUTE / 2)

    assert not treats(colleague, patient)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"until_at": datetime(2026, 1, 1, tzinfo=UTC)}, "wrong_end"),
        ({"until_at": datetime(2040, 1, 1, tzinfo=UTC)}, "wrong_end"),
        ({"reason": " "}, "say_why"),
    ],
)
def test_cover_has_an_end_and_a_reason(
    patient: Patient, physiotherapist: User, colleague: User, fields: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        _cover(patient, colleague, physiotherapist, **fields)

    assert refused.value.code == code


def test_only_another_physiotherapist_of_this_clinic_stands_in(
    patient: Patient, physiotherapist: User, clinic: Clinic
) -> None:
    gone = make_physiotherapist(clinic)
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    stranger = make_physiotherapist(make_clinic())

    for person in (physiotherapist, gone, stranger, make_staff(clinic)):
        with pytest.raises(Refusal) as refused:
            _cover(patient, person, physiotherapist)
        assert refused.value.code == "no_colleague"
