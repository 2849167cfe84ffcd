"""Words are plain on a row in the program and sealed in the database, each bound to its row."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import IntegrityError, connection, transaction
from django.forms import modelform_factory
from pytest_django import DjangoAssertNumQueries, Settings

from plans.domain.event import EventKind
from plans.domain.sealing import MasterKey, SealBroken, new_key
from plans.models import Basis, CareRelation, Clinic, DataKey, Event, Patient, Pause, User
from plans.models.sealing import begin_anew, forget_keys, seal, sealed_for, unseal
from plans.services.history import record_event, the_program
from tests.factories.people import make_clinic, make_patient, make_physiotherapist

SAID = "gezien bij de bakker: hinkt"
NOW = datetime(2026, 3, 10, 9, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def clinic(db: None) -> Clinic:
    return make_clinic()


@pytest.fixture
def patient(clinic: Clinic) -> Patient:
    return make_patient(clinic)


@pytest.fixture
def colleague(clinic: Clinic) -> User:
    return make_physiotherapist(clinic)


@pytest.fixture
def relation(patient: Patient, colleague: User) -> CareRelation:
    return _relation(patient, colleague, SAID)


@pytest.fixture(autouse=True)
def _keys_of_this_test() -> None:
    forget_keys()


def _relation(patient: Patient, colleague: User, reason: str) -> CareRelation:
    return CareRelation.objects.create(
        patient=patient,
        physiotherapist=colleague,
        basis=Basis.COVERING,
        reason=reason,
        from_at=NOW,
        until_at=NOW + timedelta(days=1),
        added_by=colleague,
    )


def _in_database(row: Event | CareRelation | Pause) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT reason FROM {row._meta.db_table} WHERE id = %s", [row.pk])  # noqa: S608
        return str(cursor.fetchone()[0])


def test_a_row_reads_plain_and_stands_sealed(relation: CareRelation) -> None:
    found = CareRelation.objects.get(pk=relation.pk)

    assert relation.reason == found.reason == SAID
    assert _in_database(relation).startswith("s1.")
    assert SAID not in _in_database(relation)
    assert CareRelation.objects.values_list("reason", flat=True).get() == _in_database(relation)


def test_an_event_is_bound_to_what_it_tells(patient: Patient, colleague: User) -> None:
    event = record_event(
        EventKind.PERSON_CHANGED, by=colleague, now=NOW, patient=patient, reason=SAID
    )

    assert Event.objects.get(pk=event.pk).reason == SAID
    assert _in_database(event).startswith("s1.")


def test_a_moment_in_another_zone_is_the_same_moment(patient: Patient, colleague: User) -> None:
    amsterdam = NOW.astimezone(tz=patient.zone)

    event = record_event(
        EventKind.PERSON_CHANGED, by=colleague, now=amsterdam, patient=patient, reason=SAID
    )

    assert Event.objects.get(pk=event.pk).reason == SAID


def test_case_92_words_moved_to_another_row_cannot_be_read(
    relation: CareRelation, patient: Patient, colleague: User
) -> None:
    other = _relation(patient, colleague, "something else")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE plans_carerelation SET reason = %s WHERE id = %s",
            [_in_database(relation), other.pk],
        )
    moved = CareRelation.objects.get(pk=other.pk)

    with pytest.raises(SealBroken):
        _ = moved.reason


def test_case_92_words_written_past_the_program_are_not_believed(relation: CareRelation) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE plans_carerelation SET reason = 'forged'")
    forged = CareRelation.objects.get(pk=relation.pk)

    with pytest.raises(SealBroken):
        _ = forged.reason


def test_what_nobody_reads_is_not_opened(relation: CareRelation, settings: Settings) -> None:
    settings.DATA_KEYS = (MasterKey(name="another", key=new_key()),)
    forget_keys()
    found = CareRelation.objects.get(pk=relation.pk)

    assert found.basis == Basis.COVERING
    with pytest.raises(SealBroken, match="not in DATA_KEYS"):
        _ = found.reason


def test_an_update_takes_sealed_words_only(relation: CareRelation) -> None:
    rows = CareRelation.objects.filter(pk=relation.pk)

    with pytest.raises(TypeError, match=r"CareRelation\.reason is sealed"), transaction.atomic():
        rows.update(reason="plain")
    relation.reason = "plain"
    with pytest.raises(TypeError, match=r"CareRelation\.reason is sealed"), transaction.atomic():
        CareRelation.objects.bulk_update([relation], ["reason"])
    rows.update(reason=sealed_for(relation, "reason", "another reason"))

    assert rows.get().reason == "another reason"


def test_only_sealed_columns_take_sealed_words(relation: CareRelation) -> None:
    with pytest.raises(TypeError, match="basis"):
        sealed_for(relation, "basis", "x")


def test_rows_may_be_added_together(patient: Patient) -> None:
    events = [
        Event(
            kind="person_changed", at=NOW, by=the_program(), patient=patient, reason=f"{n} {SAID}"
        )
        for n in range(3)
    ]
    Event.objects.bulk_create(events)

    found = Event.objects.filter(at=NOW).order_by("pk")
    assert [event.reason for event in found] == [f"{n} {SAID}" for n in range(3)]
    assert all(SAID not in text for text in found.values_list("reason", flat=True))


def test_empty_words_stay_empty_and_can_be_asked_for(
    relation: CareRelation, patient: Patient
) -> None:
    record_event(EventKind.PERSON_CHANGED, by=the_program(), now=NOW, patient=patient)

    assert set(Event.objects.values_list("reason", flat=True)) == {""}
    assert CareRelation.objects.exclude(reason="").get() == relation
    assert not CareRelation.objects.filter(reason="").exists()
    relation.reason = ""
    with pytest.raises(IntegrityError), transaction.atomic():
        relation.save()


def test_sealed_words_cannot_be_searched(relation: CareRelation) -> None:
    with pytest.raises(TypeError, match="only be compared with the empty text"):
        CareRelation.objects.filter(reason=SAID).exists()
    with pytest.raises(FieldError, match="icontains"):
        CareRelation.objects.filter(reason__icontains="bakker").exists()


def test_words_can_be_left_out_read_later_and_read_again(
    relation: CareRelation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    without = CareRelation.objects.defer("reason").get(pk=relation.pk)
    assert without.get_deferred_fields() == {"reason"}
    only = CareRelation.objects.only("reason").get(pk=relation.pk)

    # The words, and the column they are bound to.
    with django_assert_num_queries(2):
        assert without.reason == SAID
    assert only.reason == SAID
    CareRelation.objects.update(reason=sealed_for(relation, "reason", "changed"))
    relation.refresh_from_db()
    assert relation.reason == "changed"


@pytest.mark.parametrize("is_read", [True, False])
def test_a_row_can_be_copied_and_carried(relation: CareRelation, is_read: bool) -> None:
    found = CareRelation.objects.get(pk=relation.pk)
    if is_read:
        assert found.reason == SAID

    assert copy.deepcopy(found).reason == SAID
    assert pickle.loads(pickle.dumps(found)).reason == SAID  # noqa: S301 - made just now


@pytest.mark.parametrize("is_read", [True, False])
def test_saving_a_row_keeps_its_words(relation: CareRelation, is_read: bool) -> None:
    found = CareRelation.objects.get(pk=relation.pk)
    if is_read:
        assert found.reason == SAID
    found.save()

    assert CareRelation.objects.get(pk=relation.pk).reason == SAID


def test_a_row_that_is_fetched_or_made_keeps_its_words(
    relation: CareRelation, patient: Patient, colleague: User
) -> None:
    found, is_new = CareRelation.objects.get_or_create(
        patient=patient,
        physiotherapist=colleague,
        basis=Basis.BREAK_GLASS,
        defaults={
            "reason": "fell on the track",
            "from_at": NOW,
            "until_at": NOW + timedelta(hours=1),
            "added_by": colleague,
        },
    )

    assert is_new
    assert CareRelation.objects.get(pk=found.pk).reason == "fell on the track"


def test_the_longest_text_counts_before_it_is_sealed(patient: Patient) -> None:
    def event(reason: str) -> Event:
        return Event(kind="person_changed", at=NOW, by=the_program(), reason=reason)

    others = [field.name for field in Event._meta.fields if field.name != "reason"]
    event("x" * 200).full_clean(exclude=others)
    with pytest.raises(ValidationError, match="200"):
        event("x" * 201).full_clean(exclude=others)


def test_a_form_shows_and_saves_plain_words(relation: CareRelation) -> None:
    form_class = modelform_factory(CareRelation, fields=["reason"])
    assert SAID in str(form_class(instance=CareRelation.objects.get(pk=relation.pk)))

    form = form_class({"reason": "written again"}, instance=relation)
    assert form.is_valid()
    form.save()

    assert CareRelation.objects.get(pk=relation.pk).reason == "written again"


def test_text_outside_a_column_is_bound_to_a_place(db: None) -> None:
    sealed = seal(SAID, to="kept answer 7")

    assert unseal(sealed, to="kept answer 7") == SAID
    assert (seal("", to="x"), unseal("", to="x")) == ("", "")
    with pytest.raises(SealBroken):
        unseal(sealed, to="kept answer 8")


def test_reading_many_rows_asks_for_the_key_once(
    patient: Patient, colleague: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(3):
        _relation(patient, colleague, f"{n}")
    forget_keys()

    with django_assert_num_queries(2):
        assert [row.reason for row in CareRelation.objects.order_by("pk")] == ["0", "1", "2"]
    with django_assert_num_queries(1):
        assert [row.reason for row in CareRelation.objects.order_by("pk")] == ["0", "1", "2"]


def test_a_key_that_was_undone_is_not_used_again(db: None) -> None:
    DataKey.objects.all().delete()
    forget_keys()

    with transaction.atomic():
        undone = seal(SAID, to="x")
        transaction.set_rollback(True)
    kept = seal(SAID, to="x")
    forget_keys()

    assert unseal(kept, to="x") == SAID
    with pytest.raises(SealBroken):
        unseal(undone, to="x")


@pytest.mark.usefixtures("committed")
def test_an_emptied_database_gets_a_key_of_its_own() -> None:
    DataKey.objects.all().delete()

    begin_anew()
    begin_anew()

    assert DataKey.objects.count() == 1
    assert unseal(seal(SAID, to="x"), to="x") == SAID


def test_a_day_is_bound_as_it_is_written(patient: Patient) -> None:
    field = Pause._meta.get_field("reason")
    pause = Pause(plan_id=3, from_on=date(2026, 3, 1), added_at=NOW, added_by_id=4)

    assert field.place_of(pause) == (
        "plans_pause.reason",
        "3",
        "2026-03-01",
        "2026-03-10T09:00:00.123456+00:00",
        "4",
    )
