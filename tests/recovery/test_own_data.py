"""Everything about a person: taken along whole, destroyed whole, and no table forgotten."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from notifications.models import WishChange
from plans.catalogue.reading import Catalogue
from plans.domain.event import EventKind
from plans.domain.own_data import Fate
from plans.domain.privacy import Personal
from plans.models import (
    AccessEntry,
    AccessSubject,
    Destruction,
    Event,
    PainReport,
    Patient,
    Plan,
    RightsRequest,
    User,
    Verdict,
)
from plans.selectors.own_data import model_of, own_tables, rows_of
from plans.selectors.own_document import own_document, shown_fields
from plans.services.reporting import record_pain, set_day_score
from plans.services.rights import approve, ask
from plans.web.my_data_file import readable
from recovery.privacy import declared
from tests.factories.people import (
    make_administrator,
    make_clinic,
    make_patient,
    make_physiotherapist,
)
from tests.factories.plans import start_demo_plan
from tests.recovery.whole_life import CANARY, live_a_whole_life

LATER = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)

ABOUT_NOBODY: dict[str, str] = {
    "accounts.Counter": "counts under digests, and forgets within a day",
    "admin.LogEntry": "who works in the admin; lines about a destroyed row go with it",
    "auth.Group": "groups of rights",
    "auth.Permission": "names of rights",
    "contenttypes.ContentType": "names of tables",
    "notifications.Canary": "names of workers",
    "notifications.ChannelState": "channels",
    "notifications.ClosedDay": "days of a clinic",
    "notifications.EscalationSchedule": "rules of a clinic",
    "notifications.OfficeHours": "hours of a clinic",
    "plans.AccessHead": "where the chain of the access log stands",
    "plans.Clinic": "clinics",
    "plans.DataKey": "keys",
    "plans.ExerciseVersion": "the catalogue",
    "plans.IntakeVersion": "the catalogue",
    "plans.ProtocolVersion": "the catalogue",
}
"""Tables without anything about a patient, each with what it does hold."""

ONLY_AFTER = {"plans.Destruction"}
"""What exists only once a record was destroyed."""


@pytest.fixture
def physiotherapist(catalogue: Catalogue) -> User:
    return make_physiotherapist(make_clinic())


@pytest.fixture
def patient(physiotherapist: User) -> Patient:
    return live_a_whole_life(physiotherapist)


@pytest.fixture
def administrator(physiotherapist: User) -> User:
    assert physiotherapist.clinic is not None
    return make_administrator(physiotherapist.clinic)


def _destroy(patient: Patient, physiotherapist: User, administrator: User) -> Destruction:
    request = ask(patient=patient, kind="destruction", wish=CANARY, by=patient.user, now=LATER)
    approve(request=request, by=physiotherapist, now=LATER)
    approve(request=request, by=administrator, now=LATER)
    return Destruction.objects.get(patient=patient)


def _destroy_and_commit(patient: Patient, physiotherapist: User, administrator: User) -> None:
    """Destroy a record, and let the database look at what a commit would look at."""
    _destroy(patient, physiotherapist, administrator)
    connection.check_constraints()


def _is_refused(rows: QuerySet[Any]) -> bool:
    """Say whether the database itself refuses to delete ``rows``."""
    try:
        with transaction.atomic():
            rows._raw_delete(rows.db)
    except DatabaseError:
        return True
    return False


def test_every_table_is_declared_to_be_about_a_person_or_not() -> None:
    declared = {table.model for table in own_tables()}
    every = {model._meta.label for model in apps.get_models()}

    assert declared.isdisjoint(ABOUT_NOBODY)
    assert every == declared | set(ABOUT_NOBODY)


def test_secret_columns_exist() -> None:
    for table in own_tables():
        known = {field.name for field in model_of(table)._meta.concrete_fields}
        assert set(table.secret) <= known, table.model


def test_the_whole_life_holds_something_in_every_table(patient: Patient) -> None:
    empty = {table.model for table in own_tables() if not rows_of(table, patient).exists()}

    assert empty == ONLY_AFTER


def test_the_export_is_complete(patient: Patient) -> None:
    document = own_document(patient, now=LATER)

    for table in own_tables():
        told = document["tables"][table.model.lower()]
        assert len(told) == rows_of(table, patient).count(), table.model
        fields = {field.name for field in shown_fields(table, model_of(table))}
        assert all(set(row) == fields for row in told), table.model


def test_the_export_leaves_out_only_numbers_of_rows_and_what_one_signs_in_with() -> None:
    left_out = {
        f"{table.model}.{field.name}"
        for table in own_tables()
        for field in model_of(table)._meta.concrete_fields
        if field not in shown_fields(table, model_of(table)) and not field.primary_key
    }

    assert left_out == {
        "account.EmailConfirmation.key",
        "knox.AuthToken.token_key",
        "mfa.Authenticator.data",
        "notifications.Message.secret",
        "notifications.PushSubscription.auth",
        "notifications.PushSubscription.endpoint",
        "notifications.PushSubscription.p256dh",
        "plans.AccessEntry.digest",
        "plans.AccessEntry.network_address",
        "plans.AccessEntry.previous",
        "plans.IdempotentAnswer.fingerprint",
        "plans.IdempotentAnswer.key",
        "plans.IdempotentAnswer.sealed_body",
        "plans.Invitation.digest",
        "plans.User.password",
        "sessions.Session.session_data",
        "usersessions.UserSession.session_key",
    }


def test_case_89_every_personal_column_is_taken_along() -> None:
    kept_back = {
        # The network address of a colleague who looked is that colleague's.
        "plans.AccessEntry.network_address",
        # Whoever knows it can write on that screen.
        "notifications.PushSubscription.endpoint",
        # A copy of an answer, kept sealed for a week; what it tells stands in the other tables.
        "plans.IdempotentAnswer.sealed_body",
    }
    missing = set()
    for table in own_tables():
        shown = {field.name for field in shown_fields(table, model_of(table))}
        missing |= {
            f"{table.model}.{name}"
            for name, kind in declared()[table.model].columns.items()
            if kind not in (Personal.KEYS, Personal.NOTHING) and name not in shown
        }

    assert missing <= kept_back


def test_the_export_is_plain_json_and_its_words_are_readable(patient: Patient) -> None:
    tables = json.loads(json.dumps(own_document(patient, now=LATER)))["tables"]

    assert tables["plans.pause"][0]["reason"] == CANARY
    assert tables["plans.referral"][0]["outcome"] == CANARY
    assert tables["plans.task"][0]["outcome"] == CANARY
    assert tables["plans.rightsrequest"][0]["wish"] == CANARY
    assert tables["plans.carerelation"][0]["reason"] == CANARY
    assert tables["plans.user"][0]["email"] == patient.user.email
    assert [row["pain"] for row in tables["plans.painreport"]] == [5, 4, 3]
    assert tables["plans.accessentry"][0]["user"]["role"] == "physiotherapist"


def test_the_export_holds_nothing_of_another_patient(
    patient: Patient, physiotherapist: User
) -> None:
    other = live_a_whole_life_beside(physiotherapist)

    told = json.dumps(own_document(other, now=LATER))

    assert CANARY not in told
    assert patient.user.name not in told


def test_the_export_takes_as_many_queries_for_a_longer_life(patient: Patient) -> None:
    with CaptureQueriesContext(connection) as short:
        own_document(patient, now=LATER)
    injury = patient.injuries.get()
    for minute in range(5):
        now = LATER.replace(minute=minute)
        record_pain(injury=injury, pain=minute, by=patient.user, now=now)
    with CaptureQueriesContext(connection) as longer:
        own_document(patient, now=LATER)

    assert len(longer) == len(short)


def test_nothing_of_a_destroyed_record_is_left(
    patient: Patient, physiotherapist: User, administrator: User
) -> None:
    _destroy(patient, physiotherapist, administrator)

    kept = {table.model for table in own_tables() if rows_of(table, patient).exists()}
    assert kept == {
        "plans.AccessEntry",
        "plans.AccessSubject",
        "plans.Destruction",
        "plans.Event",
        "plans.Patient",
        "plans.RightsRequest",
        "plans.User",
    }
    assert [event.kind for event in Event.objects.filter(patient=patient)] == [
        EventKind.RECORD_DESTROYED
    ]
    for table in every_table():
        assert not _stands_in(table), table
    assert not LogEntry.objects.filter(object_id=str(patient.user_id)).exists()


def test_the_account_is_empty_and_closed(
    patient: Patient, physiotherapist: User, administrator: User
) -> None:
    _destroy(patient, physiotherapist, administrator)

    user = User.objects.get(pk=patient.user_id)
    assert user.name == "Vernietigd"
    assert user.email.endswith("@destroyed.invalid")
    assert not user.is_active
    assert not user.has_usable_password()
    assert RightsRequest.objects.get(patient=patient).wish == ""


def test_the_proof_counts_what_went_and_the_access_log_stays(
    patient: Patient, physiotherapist: User, administrator: User
) -> None:
    before = {
        table.model: rows_of(table, patient).count()
        for table in own_tables()
        if table.fate is Fate.DELETED
    }
    lines = AccessEntry.objects.count()

    proof = _destroy(patient, physiotherapist, administrator)

    assert AccessEntry.objects.count() == lines
    assert AccessSubject.objects.filter(patient=patient).exists()
    assert proof.exceptions == ["access_log"]
    # Asking, approving and ending the plan were written down too, and went as well.
    asked = {"plans.Event"}
    assert {model: proof.counts[model] for model in before if model not in asked} == {
        model: count for model, count in before.items() if model not in asked
    }
    assert proof.counts["plans.Event"] > before["plans.Event"]


def test_others_keep_everything(
    patient: Patient, physiotherapist: User, administrator: User
) -> None:
    other = live_a_whole_life_beside(physiotherapist)
    before = own_document(other, now=LATER)

    _destroy(patient, physiotherapist, administrator)

    assert own_document(other, now=LATER) == before


@pytest.mark.parametrize("model", [Event, Verdict, PainReport, WishChange])
def test_without_a_proof_history_stays(patient: Patient, model: type[Model]) -> None:
    table = next(table for table in own_tables() if table.model == model._meta.label)

    assert _is_refused(rows_of(table, patient))


def test_the_proof_of_one_lets_nothing_of_another_go(
    patient: Patient, physiotherapist: User, administrator: User
) -> None:
    other = live_a_whole_life_beside(physiotherapist)
    _destroy(patient, physiotherapist, administrator)

    assert _is_refused(PainReport.objects.filter(injury__patient=other))


def test_a_proof_is_for_ever(patient: Patient, physiotherapist: User, administrator: User) -> None:
    proof = _destroy(patient, physiotherapist, administrator)

    with pytest.raises(DatabaseError), transaction.atomic():
        Destruction.objects.filter(pk=proof.pk).update(counts={})
    assert _is_refused(Destruction.objects.filter(pk=proof.pk))


def test_a_table_that_nobody_lists_stops_the_destruction(
    patient: Patient, physiotherapist: User, administrator: User, settings: Any
) -> None:
    settings.OWN_DATA = tuple(name for name in settings.OWN_DATA if "notifications" not in name)
    own_tables.cache_clear()
    try:
        with pytest.raises(IntegrityError), transaction.atomic():
            _destroy_and_commit(patient, physiotherapist, administrator)
    finally:
        own_tables.cache_clear()
    assert Plan.objects.filter(injury__patient=patient).exists()


def live_a_whole_life_beside(physiotherapist: User) -> Patient:
    """Make another patient of the same physiotherapist, about whom something is kept too."""
    assert physiotherapist.clinic is not None
    other = make_patient(physiotherapist.clinic, physiotherapist)
    plan = start_demo_plan(other)
    set_day_score(injury=plan.injury, for_on=plan.starts_on, pain=7, by=other.user, now=LATER)
    return other


def every_table() -> Iterator[str]:
    """Return every table of the database."""
    yield from connection.introspection.table_names()


def _stands_in(table: str) -> bool:
    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {quoted}")  # noqa: S608 - the database's own name
        return any(CANARY in str(value) for row in cursor for value in row)


def test_the_page_for_people_says_words_and_no_codes(patient: Patient) -> None:
    with override("nl"):
        page = readable(own_document(patient, now=LATER), patient=patient)

    cells = re.findall(r"<td>(.*?)</td>", page, flags=re.DOTALL)
    codes = {word for cell in cells for word in re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", cell)}
    assert len(cells) > 300
    assert codes == set()
