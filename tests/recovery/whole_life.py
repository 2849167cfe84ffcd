"""A patient about whom every table holds something, with words one can search for."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from knox.models import AuthToken

from notifications.models import (
    Absence,
    Decline,
    Delivery,
    HandledEvent,
    LetterClock,
    Message,
    Preference,
    PushSubscription,
    RefusedAddress,
    ReminderClock,
    StuckEvent,
    Watch,
    WishChange,
)
from plans.models import (
    AccessEntry,
    AccessSubject,
    AskedQuestion,
    Basis,
    CareRelation,
    Event,
    IdempotentAnswer,
    Invitation,
    Patient,
    Pause,
    Plan,
    Referral,
    Task,
    TaskKind,
    User,
    Verdict,
)
from plans.services.reporting import (
    record_activity,
    record_answer,
    record_exercise,
    record_pain,
    record_signs,
    set_day_score,
)
from plans.services.rights import ask, withdraw
from recovery.accounts.models import ApiToken, TokenScope
from tests.factories.people import make_patient
from tests.factories.plans import start_demo_plan

CANARY = "KANARIE-7c1f"
"""Stands in everything that is somebody's own words, name or address."""

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
STARTS_ON = date(2026, 3, 1)


def live_a_whole_life(physiotherapist: User) -> Patient:
    """Make a patient about whom every table holds at least one row."""
    clinic = physiotherapist.clinic
    assert clinic is not None
    patient = make_patient(
        clinic, physiotherapist, name=f"{CANARY} de Vries", email=f"{CANARY}@example.org"
    )
    plan = start_demo_plan(patient, starts_on=STARTS_ON)
    _report(plan, patient)
    _judge(plan, physiotherapist)
    _tell(plan, patient, physiotherapist)
    _wish(patient.user)
    _sign_in(patient.user)
    _look(patient, physiotherapist)
    withdrawn = ask(patient=patient, kind="correction", wish=CANARY, by=patient.user, now=NOW)
    withdraw(request=withdrawn, by=patient.user, now=NOW)
    return patient


def _report(plan: Plan, patient: Patient) -> None:
    about: dict[str, Any] = {"injury": plan.injury, "by": patient.user}
    for pain in (5, 4):  # the second corrects the first
        set_day_score(for_on=STARTS_ON, pain=pain, now=_evening(STARTS_ON), **about)
    record_pain(pain=3, now=NOW, **about)
    exercise = plan.prescriptions.order_by("pk").first()
    assert exercise is not None
    record_exercise(exercise=exercise.exercise, pain=2, now=NOW, **about)
    record_activity(kind="run", minutes=10, now=NOW, **about)
    record_answer(question="sport_resumed", answer="no", now=NOW, **about)
    record_signs(signs=[], now=NOW, **about)


def _judge(plan: Plan, physiotherapist: User) -> None:
    verdict = Verdict.objects.create(
        plan=plan,
        protocol_version=plan.protocol_version,
        kind="trend",
        rule="canary",
        window_first=STARTS_ON,
        window_last=STARTS_ON,
        verdict="settled",
        evidence={"note": CANARY},
        given_at=NOW,
    )
    AskedQuestion.objects.create(
        plan=plan,
        rule="canary",
        kind="trend",
        window_first=STARTS_ON,
        question="sport_resumed",
        asked_at=NOW,
        asked_on=NOW.date(),
    )
    Referral.objects.create(
        injury=plan.injury,
        plan=plan,
        verdict=verdict,
        rule="canary",
        occasion="once",
        to="physiotherapist",
        urgency="important",
        basis="program",
        raised_at=NOW,
        status="resolved",
        closed_at=NOW,
        closed_by=physiotherapist,
        outcome=CANARY,
    )
    Task.objects.create(
        plan=plan,
        kind=TaskKind.SILENCE,
        occasion="once",
        raised_at=NOW,
        closed_at=NOW,
        closed_by=physiotherapist,
        outcome=CANARY,
    )
    Pause.objects.create(
        plan=plan,
        from_on=STARTS_ON,
        until_on=STARTS_ON + timedelta(days=1),
        reason=CANARY,
        added_at=NOW,
        added_by=physiotherapist,
    )


def _tell(plan: Plan, patient: Patient, physiotherapist: User) -> None:
    referral = plan.referrals.get()
    event, other = Event.objects.filter(patient=patient).order_by("pk")[:2]
    for number, person in enumerate((patient.user, physiotherapist)):
        message = Message.objects.create(
            kind="alert",
            recipient=person,
            clinic=patient.clinic,
            to="patient" if person == patient.user else "physiotherapist",
            dedupe_key=f"canary-{number}",
            patient=patient,
            plan=plan,
            referral=referral,
            facts={"name": CANARY},
            due_at=NOW,
            message_id=f"<{CANARY}-{number}@example.org>",
            created_at=NOW,
        )
        Delivery.objects.create(message=message, attempt=1, started_at=NOW)
    Watch.objects.create(referral=referral, event=event, began_at=NOW)
    HandledEvent.objects.get_or_create(event_id=event.pk, defaults={"handled_at": NOW})
    StuckEvent.objects.create(event=other, tries=1, error="KeyError", next_try_at=NOW)
    ReminderClock.objects.update_or_create(patient=patient, defaults={"planned_until": NOW})


def _wish(user: User) -> None:
    LetterClock.objects.create(user=user, kind="weekly_summary", next_due_at=NOW)
    PushSubscription.objects.create(
        user=user, endpoint=f"https://push/{CANARY}", p256dh=CANARY, auth=CANARY, added_at=NOW
    )
    RefusedAddress.objects.create(
        user=user, address=f"{CANARY}@old.example.org", error="550", refused_at=NOW
    )
    Preference.objects.create(user=user, quiet_from=time(21))
    Decline.objects.create(user=user, topic="nudges", channel="email", declined_at=NOW)
    Absence.objects.create(user=user, from_on=STARTS_ON, until_on=STARTS_ON + timedelta(days=2))
    WishChange.objects.create(user=user, by=user, at=NOW, what={"note": CANARY})


def _sign_in(user: User) -> None:
    assert user.clinic is not None
    from allauth.account.models import EmailAddress, EmailConfirmation
    from allauth.mfa.models import Authenticator
    from allauth.usersessions.models import UserSession

    Invitation.objects.create(
        user=user,
        email=user.email,
        clinic=user.clinic,
        role=user.role,
        digest=CANARY,
        invited_at=NOW,
        invited_by=user,
        expires_at=NOW,
    )
    row, _token = AuthToken.objects.create(user=user)
    ApiToken.objects.create(token=row, name=CANARY, scope=TokenScope.READ)
    IdempotentAnswer.objects.create(
        user=user,
        method="POST",
        path="/api/x/",
        key=CANARY,
        fingerprint="f",
        sealed_body=CANARY,
        made_at=NOW,
    )
    address, _ = EmailAddress.objects.get_or_create(user=user, email=user.email)
    EmailConfirmation.objects.create(email_address=address, key=CANARY)
    Authenticator.objects.create(user=user, type="totp", data={"secret": CANARY})
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["note"] = CANARY
    session.create()
    UserSession.objects.create(
        user=user, ip="127.0.0.1", session_key=session.session_key, user_agent=CANARY
    )


def _look(patient: Patient, physiotherapist: User) -> None:
    LogEntry.objects.create(
        user=physiotherapist,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(patient.user_id),
        object_repr=patient.user.name,
        action_flag=CHANGE,
        change_message="",
    )
    CareRelation.objects.create(
        patient=patient,
        physiotherapist=physiotherapist,
        basis=Basis.COVERING,
        reason=CANARY,
        from_at=NOW,
        until_at=NOW + timedelta(days=1),
        added_by=physiotherapist,
    )
    entry = AccessEntry.objects.create(
        seq=10_000_000,
        at=NOW,
        kind="view",
        action="R",
        outcome="0",
        user=physiotherapist,
        role=physiotherapist.role,
        clinic=patient.clinic,
        source="page",
        object_kind="patient",
        object_id=str(patient.public_id),
        trace_id=uuid.uuid4().hex,
        previous="p",
        digest="d",
    )
    AccessSubject.objects.create(entry=entry, patient=patient)


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(19), tzinfo=UTC)
