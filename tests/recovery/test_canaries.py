"""What people are called, write and score stays in the record: it shows in no place around it."""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import redis
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks
from rest_framework.test import APIClient

from notifications.services.compose import plan_reminders
from notifications.services.deliver import deliver_due
from notifications.services.handover import hand_over_events
from notifications.services.screens import add_screen
from notifications.tasks import canary, deliver, tick
from plans.catalogue.reading import Catalogue
from plans.domain.change import PausePlan
from plans.models import Patient, Pause, Plan, Referral, Task, User
from plans.services.changing import change_plan
from plans.services.ending import end_plan
from plans.services.judging import judge_due_plans
from plans.services.referrals import resolve_referral
from plans.services.relations import add_cover
from plans.services.reporting import record_activity, record_signs
from plans.services.rights import ask
from plans.services.tasks import close_task
from plans.tasks import judge_plans
from tests.factories.people import PASSWORD, make_clinic, make_patient, make_physiotherapist
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import refer
from tests.servers.push import PushServer
from tests.servers.smtp import MailServer

NAME = "KANARIENAAM"
WORDS = "KANARIEWOORDEN"
KILOMETRES = Decimal("17.31")
STARTS_ON = date(2026, 3, 1)
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)

EVERYTHING = (NAME, WORDS, "17.31", "17,31", PASSWORD)
"""What is searched for. Pain scores are one figure; that tasks and pushes carry none is looked at
by what they may hold at all."""


@dataclass
class Around:
    """Everything around the record in which something could be left, by the name of the place."""

    found: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def see(self, place: str, *texts: str) -> None:
        """Remember what stands there."""
        self.found[place].extend(texts)

    def holding(self, *canaries: str) -> list[str]:
        """Return the places in which one of ``canaries`` is found, with the canary."""
        return sorted(
            f"{place}: {canary}"
            for place, texts in self.found.items()
            for canary in canaries
            if any(canary.lower() in text.lower() for text in texts)
        )


@pytest.fixture
def physiotherapist(catalogue: None) -> User:
    """A physiotherapist whose name is a canary too."""
    return make_physiotherapist(
        make_clinic(), name=f"{NAME} de Boer", email=f"{NAME.lower()}-pt@example.org"
    )


@pytest.fixture
def patient(physiotherapist: User) -> Patient:
    """A patient whose name and address are canaries."""
    assert physiotherapist.clinic is not None
    patient = make_patient(
        physiotherapist.clinic,
        physiotherapist,
        name=f"{NAME} Jansen",
        email=f"{NAME.lower()}@example.org",
    )
    patient.user.set_password(PASSWORD)
    patient.user.save()
    return patient


@pytest.fixture
def plan(patient: Patient) -> Plan:
    return start_demo_plan(patient, starts_on=STARTS_ON)


def _treating(patient: Patient) -> User:
    assert patient.physiotherapist is not None
    return patient.physiotherapist


def _screens(push_server: PushServer, *users: User) -> None:
    for user in users:
        browser = push_server.new_browser()
        add_screen(
            endpoint=browser.endpoint,
            p256dh=browser.p256dh,
            auth=browser.auth,
            by=user,
            now=NOON - timedelta(days=1),
        )


def _live(plan: Plan, patient: Patient) -> None:
    """Let the patient report, and the physiotherapist write, what must stay in the record."""
    physiotherapist = _treating(patient)
    record_activity(
        injury=plan.injury, kind="run", minutes=95, km=KILOMETRES, pain=7, by=patient.user, now=NOON
    )
    record_signs(
        injury=plan.injury, signs=["swelling_increasing", "warm"], by=patient.user, now=NOON
    )
    change_plan(
        plan=plan,
        change=PausePlan(from_on=date(2026, 3, 12), until_on=date(2026, 3, 14)),
        by=physiotherapist,
        now=NOON,
        reason=f"{WORDS} pauze",
    )
    judge_due_plans(now=NOON)
    refer(patient, now=NOON)


def _browse(plan: Plan, patient: Patient, around: Around) -> None:
    """Do it over the pages and the API too, also what is refused."""
    home, work = Client(), Client()
    home.force_login(patient.user)
    work.force_login(_treating(patient))
    form = {"form": "score", "plan": plan.public_id, "here": "score-1"}
    answers: list[Any] = [
        home.get("/today/"),
        home.post("/today/", form | {"pain": "6", "morning": ""}),
        home.post("/today/", form | {"pain": WORDS}),
        home.get("/patients/x/", {"q": WORDS}),
        home.post("/today/x/", {"form": WORDS}),
        work.get("/worklist/", {"q": NAME, "page": WORDS}),
        work.get(f"/patients/{patient.public_id}/"),
        work.post("/worklist/", {"form": "resolve", "outcome": WORDS, "referral": uuid4()}),
        Client().post(
            reverse("account_login"), {"login": f"{NAME.lower()}@example.org", "password": WORDS}
        ),
        Client().get("/today/", {"next": WORDS}),
    ]
    own, clinician = APIClient(), APIClient()
    own.force_login(patient.user)
    clinician.force_login(_treating(patient))
    injury = f"/api/injuries/{plan.injury.public_id}/"
    tag = clinician.get(f"/api/plans/{plan.public_id}/").headers["ETag"]
    answers += [
        own.post(
            f"{injury}activities/",
            {"kind": "run", "km": str(KILOMETRES), "note": WORDS},
            format="json",
        ),
        own.put(f"{injury}day-scores/2026-03-09/", {"pain": WORDS}, format="json"),
        own.post(f"{injury}answers/", {"question": WORDS, "answer": NAME}, format="json"),
        clinician.get("/api/patients/", {"search": NAME, "ordering": WORDS}),
        clinician.post(
            f"/api/plans/{plan.public_id}/end/",
            {"outcome": "stopped", "reason": f"{WORDS} klaar"},
            format="json",
            headers={"If-Match": tag, "Idempotency-Key": str(uuid4())},
        ),
        Client().get("/health"),
        Client().get("/health/web"),
    ]
    for answer in answers:
        around.see("redirects", answer.headers.get("Location", "").partition("?next=")[0])
        if answer.status_code >= 400 and answer.wsgi_request.user.is_anonymous:
            around.see("refusals to strangers", answer.content.decode())
    around.see("health", *(answer.content.decode() for answer in answers[-2:]))
    statuses = [answer.status_code for answer in answers]
    assert 200 in statuses
    assert 404 in statuses


def _work(around: Around, redis_url: str) -> None:
    """Let the workers do all there is to do, and look at what passes through Redis."""
    hand_over_events(now=NOON)
    plan_reminders(now=NOON)
    deliver_due(now=NOON)
    for task in (tick, canary, judge_plans):
        task()
    deliver(via="email")
    with redis.Redis(unix_socket_path=redis_url.removeprefix("redis+socket://")) as server:
        for key in server.scan_iter():
            around.see("redis", repr(key), *_values(server, key))


def _values(server: redis.Redis, key: bytes) -> Iterator[str]:
    kind = server.type(key)
    read: dict[bytes | str, Any] = {
        b"string": lambda: [server.get(key)],
        b"list": lambda: server.lrange(key, 0, -1),
        b"set": lambda: server.smembers(key),
        b"hash": lambda: [part for pair in server.hgetall(key).items() for part in pair],
        b"zset": lambda: server.zrange(key, 0, -1),
    }
    for raw in read[kind]():
        text = raw.decode("utf-8", "replace")
        yield text
        yield from _task_arguments(text)


def _task_arguments(text: str) -> Iterator[str]:
    """Open a task as it waits in Redis; its arguments are no more than which channel."""
    try:
        message = json.loads(text)
        body = json.loads(base64.b64decode(message["body"]))
    except (ValueError, KeyError, TypeError):
        return
    positional, named, _ = body
    assert positional == []
    assert set(named) <= {"via"}
    yield json.dumps(body)


def _post(around: Around, mail_server: MailServer, push_server: PushServer) -> None:
    for mail in mail_server.received:
        message = mail.message
        headers = (f"{name}: {value}" for name, value in message.items() if name != "To")
        around.see("mail headers", *headers)
        page = message.get_body(preferencelist=("html",))
        if page is not None:
            around.see("preheader", page.get_content().partition("display: none")[2][:600])
        around.see(
            "mail to anybody",
            *(part.as_string() for part in message.walk() if part.is_attachment()),
        )
    for push in push_server.received:
        around.see("push", json.dumps(push.said), push.topic, push.authorization)


def test_case_86_to_88_canaries_are_found_nowhere_around_the_record(  # noqa: PLR0917 - fixtures
    plan: Plan,
    patient: Patient,
    redis_url: str,
    mail_server: MailServer,
    push_server: PushServer,
    logged: StringIO,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    around, committing = Around(), django_capture_on_commit_callbacks
    physiotherapist = _treating(patient)
    _screens(push_server, patient.user, physiotherapist)
    # What rings the doorbell does so after the commit.
    with committing(execute=True), time_machine.travel(NOON, tick=False):
        _live(plan, patient)
        _browse(plan, patient, around)
    _work(around, redis_url)
    _post(around, mail_server, push_server)
    around.see("log", logged.getvalue())

    assert mail_server.received
    assert push_server.received
    assert {push.said.keys() <= {"kind", "language", "key"} for push in push_server.received} == {
        True
    }
    for place in ("log", "redis", "mail headers", "push", "health", "redirects"):
        assert any(around.found[place]), place
    assert around.holding(*EVERYTHING) == []


def test_case_86_mail_bodies_hold_no_words_no_figures_and_only_the_readers_own_first_name(
    plan: Plan, patient: Patient, mail_server: MailServer, push_server: PushServer
) -> None:
    with time_machine.travel(NOON, tick=False):
        _live(plan, patient)
    hand_over_events(now=NOON)
    plan_reminders(now=NOON)
    deliver_due(now=NOON)

    assert mail_server.received
    for mail in mail_server.received:
        for part in mail.message.walk():
            if part.get_content_maintype() == "text":
                said = str(part.get_content())
                assert not [each for each in EVERYTHING[1:] if each in said]
                assert f"{NAME} Jansen" not in said
                assert f"{NAME} de Boer" not in said


def test_case_86_a_mistake_of_our_own_shows_nobodys_words(
    plan: Plan, patient: Patient, logged: StringIO
) -> None:
    Patient.objects.filter(pk=patient.pk).update(moments=[WORDS])
    home, own = Client(raise_request_exception=False), APIClient(raise_request_exception=False)
    home.force_login(patient.user)
    own.force_login(patient.user)

    with time_machine.travel(NOON, tick=False):
        page, answer = home.get("/today/"), own.get("/api/me/agenda/")

    assert {page.status_code, answer.status_code} == {500}
    said = page.content.decode() + answer.content.decode() + logged.getvalue()
    assert WORDS not in said
    assert NAME not in said
    assert "Traceback" not in said
    assert "ValueError at " in logged.getvalue()


def test_case_83_every_line_is_one_json_object(
    plan: Plan, patient: Patient, logged: StringIO
) -> None:
    home = Client()
    home.force_login(patient.user)
    home.get("/nowhere/\r\n{}\x1b[31m")

    lines = [json.loads(line) for line in logged.getvalue().splitlines()]

    assert lines
    assert all({"at", "level", "logger", "event"} <= set(line) for line in lines)


def _write_everywhere(plan: Plan, patient: Patient) -> None:
    """Let people write their own words wherever they can."""
    physiotherapist = _treating(patient)
    _live(plan, patient)
    referral = Referral.objects.filter(injury__patient=patient).first()
    assert referral is not None
    resolve_referral(referral=referral, outcome=f"{WORDS} gebeld", by=physiotherapist, now=NOON)
    task = Task.objects.create(plan=plan, kind="silence", occasion="once", raised_at=NOON)
    close_task(task=task, outcome=f"{WORDS} gesproken", by=physiotherapist, now=NOON)
    add_cover(
        patient=patient,
        physiotherapist=make_physiotherapist(patient.clinic),
        until_at=NOON + timedelta(days=3),
        reason=f"{WORDS} vakantie",
        by=physiotherapist,
        now=NOON,
    )
    ask(patient=patient, kind="correction", wish=f"{WORDS} klopt niet", by=patient.user, now=NOON)
    end_plan(plan=plan, outcome="stopped", by=physiotherapist, now=NOON, reason=f"{WORDS} klaar")


def test_case_92_no_row_of_any_table_shows_what_somebody_wrote(
    plan: Plan, patient: Patient
) -> None:
    _write_everywhere(plan, patient)
    quote = connection.ops.quote_name

    holding = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {quote(table)}")  # noqa: S608 - our own tables
            holding += [table] * (WORDS in repr(cursor.fetchall()))

    assert holding == []
    assert {row.reason for row in Pause.objects.all()} == {f"{WORDS} pauze"}


@pytest.mark.usefixtures("committed")
def test_case_92_the_database_on_the_disk_does_not_show_what_somebody_wrote(
    catalogue: Catalogue,
) -> None:
    clinic = make_clinic()
    patient = make_patient(clinic, make_physiotherapist(clinic), name=f"{NAME} Jansen")
    _write_everywhere(start_demo_plan(patient, starts_on=STARTS_ON), patient)

    raw = b"".join(_on_disk())

    # The name is there, so that this is the right place to look.
    assert NAME.encode() in raw
    assert WORDS.encode() not in raw


def _on_disk() -> Iterator[bytes]:
    """Return the whole database as a thief would have it: its files, or all of its tables."""
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        yield from (part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
        return
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                yield from (bytes(row) for row in rows)
