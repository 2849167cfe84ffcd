"""Each mail says, as it reaches a real mail server, what its reader has to know and no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from notifications.services.deliver import deliver_due
from notifications.services.handover import hand_over_events
from plans.domain.change import OpenPhase
from plans.domain.rule import Addressee, Urgency
from plans.models import Clinic, Patient, Plan, Referral, Task, User
from plans.services.changing import change_plan
from plans.services.ending import end_plan
from plans.services.referrals import acknowledge_referral, dismiss_referral, resolve_referral
from plans.services.reporting import record_signs
from plans.services.tasks import close_task
from tests.factories.people import make_patient, make_physiotherapist
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import START, ask, become_ready, fall_silent, mails, refer
from tests.plans.services.diary import report_pain
from tests.servers.smtp import MailServer, ReceivedMail

pytestmark = pytest.mark.usefixtures("catalogue")

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
# From midnight until the quiet hours are over.
NIGHT = timedelta(hours=7)
GP_AFTER_HOURS = "0900 1515"


def tell(now: datetime) -> None:
    """Hand over what happened and send what is due."""
    hand_over_events(now=now)
    deliver_due(now=now)


def sent_to(mail_server: MailServer, user: User) -> list[tuple[str, str]]:
    """Subject and words of each mail that this person got."""
    mails = [mail for mail in mail_server.received if mail.recipients == (user.email,)]
    return [(str(mail.message["Subject"]), _words(mail)) for mail in mails]


def _words(mail: ReceivedMail) -> str:
    body = mail.message.get_body(preferencelist=("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def fates() -> list[tuple[str, str, str]]:
    """Kind, state and reason of each message; that there is a plan is told in other tests."""
    rows = mails().exclude(kind="plan_changed").order_by("pk")
    return [(row.kind, row.state, row.reason) for row in rows]


@pytest.mark.parametrize(
    ("language", "subject", "greeting", "deed"),
    [
        (
            "nl",
            "Een nieuwe taak op de werklijst",
            "Dag Femke,",
            "Bel de patiënt en vraag hoe het gaat.",
        ),
        (
            "en",
            "A new task on the worklist",
            "Hello Femke,",
            "Call the patient and ask how things are.",
        ),
    ],
)
def test_a_task_says_what_is_to_be_done_and_where_to_look(
    *,
    patient: Patient,
    physiotherapist: User,
    mail_server: MailServer,
    language: str,
    subject: str,
    greeting: str,
    deed: str,
) -> None:
    physiotherapist.language = language
    physiotherapist.save(update_fields=["language"])
    _, midnight = fall_silent(patient)

    tell(midnight)
    assert mail_server.received == []
    tell(midnight + NIGHT)

    ((told, words),) = sent_to(mail_server, physiotherapist)
    assert told == subject
    assert words.startswith(greeting)
    assert deed in words
    assert "http" in words
    assert "Sanne" not in words
    assert "chilles" not in words


def test_a_gate_of_a_treatment_is_a_task_for_the_physiotherapist(
    patient: Patient, physiotherapist: User, mail_server: MailServer
) -> None:
    _, midnight = become_ready(patient, "achilles-treatment")

    tell(midnight + NIGHT)

    ((_, words),) = sent_to(mail_server, physiotherapist)
    assert "open de fase als je het ermee eens bent" in words
    assert sent_to(mail_server, patient.user) == []


def test_a_task_that_was_done_meanwhile_is_not_told(
    patient: Patient, physiotherapist: User, mail_server: MailServer
) -> None:
    task, midnight = fall_silent(patient)
    hand_over_events(now=midnight)
    close_task(task=task, outcome="gebeld", by=physiotherapist, now=midnight)

    tell(midnight + NIGHT)

    assert mail_server.received == []
    assert fates() == [("task", "suppressed", "done")]


def test_a_task_for_somebody_who_left_goes_to_who_is_there(
    patient: Patient, physiotherapist: User, mail_server: MailServer
) -> None:
    _, midnight = fall_silent(patient)
    hand_over_events(now=midnight)
    successor = make_physiotherapist(patient.clinic)
    physiotherapist.is_active = False
    physiotherapist.save(update_fields=["is_active"])

    tell(midnight + NIGHT)
    tell(midnight + NIGHT)

    assert fates() == [("task", "cancelled", "inactive"), ("task", "sent", "")]
    assert len(sent_to(mail_server, successor)) == 1


def test_a_message_about_a_row_that_is_gone_stops_no_other(
    patient: Patient, physiotherapist: User, mail_server: MailServer
) -> None:
    task, midnight = fall_silent(patient)
    hand_over_events(now=midnight)
    Task.objects.filter(pk=task.pk).delete()
    refer(patient, now=midnight)

    tell(midnight + NIGHT)

    assert ("task", "cancelled", "not_due") in fates()
    assert len(sent_to(mail_server, physiotherapist)) == 1


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        (
            "nl",
            "Bericht van Hardlooppraktijk",
            "je bent klaar voor de volgende fase. Open hem als je eraan toe bent",
        ),
        (
            "en",
            "Message from Hardlooppraktijk",
            "you are ready for the next phase. Open it when you feel up to it",
        ),
    ],
)
def test_the_mail_about_a_gate_leaves_the_choice_to_the_patient(
    *,
    clinic: Clinic,
    physiotherapist: User,
    mail_server: MailServer,
    language: str,
    subject: str,
    sentence: str,
) -> None:
    patient = make_patient(clinic, physiotherapist, language=language)
    _, midnight = become_ready(patient)

    tell(midnight)
    assert mail_server.received == []
    tell(midnight + NIGHT)

    ((told, words),) = sent_to(mail_server, patient.user)
    assert told == subject
    assert sentence in words
    assert "http" in words
    assert clinic.phone in words
    assert "chilles" not in words


def _open_the_phase(plan: Plan, now: datetime) -> None:
    patient = plan.injury.patient
    change_plan(plan=plan, change=OpenPhase(phase="build_up"), by=patient.user, now=now)


def _end_the_plan(plan: Plan, now: datetime) -> None:
    physiotherapist = plan.injury.patient.physiotherapist
    assert physiotherapist is not None
    end_plan(plan=plan, outcome="stopped", by=physiotherapist, now=now)


def _report_pain(plan: Plan, now: datetime) -> None:
    report_pain(plan.injury, 6, START + timedelta(days=20), now)


def _report_danger(plan: Plan, now: datetime) -> None:
    """Raise what stops the load; the rules of this protocol know no red flag of their own."""
    referral = refer(plan.injury.patient, now=now, to="emergency", urgency="immediate")
    Referral.objects.filter(pk=referral.pk).update(injury=plan.injury, plan=plan)


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        (_open_the_phase, "done"),
        (_end_the_plan, "not_due"),
        (_report_pain, "not_due"),
        (_report_danger, "not_due"),
    ],
)
def test_a_phase_that_may_not_be_opened_any_more_is_not_proposed(
    patient: Patient,
    mail_server: MailServer,
    meanwhile: Callable[[Plan, datetime], None],
    reason: str,
) -> None:
    plan, midnight = become_ready(patient)
    hand_over_events(now=midnight)
    meanwhile(plan, midnight + timedelta(hours=6))

    deliver_due(now=midnight + NIGHT)

    gate = mails().get(kind="gate_met")
    assert (gate.state, gate.reason) == ("suppressed", reason)
    assert sent_to(mail_server, patient.user) == []


def test_what_is_over_before_the_quiet_hours_end_is_not_told_and_stops_nothing_else(
    patient: Patient, mail_server: MailServer
) -> None:
    _, midnight = become_ready(patient)
    hand_over_events(now=midnight)
    mails().filter(kind="gate_met").update(
        due_at=midnight, expires_at=midnight + timedelta(hours=5)
    )

    deliver_due(now=midnight + timedelta(hours=1))

    gate = mails().get(kind="gate_met")
    assert (gate.state, gate.reason) == ("expired", "expired")
    assert sent_to(mail_server, patient.user) == []


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    ("to", "urgency", "number"),
    [
        ("gp", "immediate", GP_AFTER_HOURS),
        ("gp", "important", GP_AFTER_HOURS),
        ("emergency", "immediate", "113"),
        ("physiotherapist", "immediate", "010 765 43 21"),
        ("physiotherapist", "important", "010 765 43 21"),
        ("physiotherapist", "contact", "010 765 43 21"),
        ("physiotherapist", "may", "010 765 43 21"),
    ],
)
def test_a_referral_names_the_number_that_the_clinic_configured(
    *,
    clinic: Clinic,
    physiotherapist: User,
    mail_server: MailServer,
    language: str,
    to: Addressee,
    urgency: Urgency,
    number: str,
) -> None:
    Clinic.objects.filter(pk=clinic.pk).update(
        phone="010 765 43 21", gp_phone=GP_AFTER_HOURS, emergency_phone="113"
    )
    patient = make_patient(clinic, physiotherapist, language=language)
    refer(patient, now=NOON, to=to, urgency=urgency)

    tell(NOON)

    ((_, words),) = sent_to(mail_server, patient.user)
    advice = words.partition("http")[0]
    assert number in advice
    assert not any(other in advice for other in {GP_AFTER_HOURS, "113", "010 765 43 21"} - {number})


@pytest.mark.parametrize("language", ["nl", "en"])
def test_without_a_number_for_the_evening_the_own_gp_is_called(
    clinic: Clinic, physiotherapist: User, mail_server: MailServer, language: str
) -> None:
    patient = make_patient(clinic, physiotherapist, language=language)
    refer(patient, now=NOON, to="gp", urgency="immediate")

    tell(NOON)

    ((_, words),) = sent_to(mail_server, patient.user)
    ends = {"nl": "de huisartsenpost. Hier lees", "en": "the out-of-hours GP service. Here you can"}
    assert ends[language] in words


def test_after_a_referral_was_closed_no_mail_goes_out(
    clinic: Clinic, physiotherapist: User, mail_server: MailServer
) -> None:
    dismissed = refer(make_patient(clinic, physiotherapist), now=NOON)
    dismiss_referral(referral=dismissed, reason="gebeld", by=physiotherapist, now=NOON)
    resolved = refer(make_patient(clinic, physiotherapist), now=NOON)
    resolve_referral(referral=resolved, outcome="gezien", by=physiotherapist, now=NOON)

    tell(NOON)

    assert mail_server.received == []
    assert set(fates()) == {
        ("referral", "cancelled", "not_due"),
        ("alert", "suppressed", "done"),
    }


def test_a_referral_that_the_clinic_has_seen_is_still_told_to_the_patient(
    patient: Patient, physiotherapist: User, mail_server: MailServer
) -> None:
    referral = refer(patient, now=NOON)
    acknowledge_referral(referral=referral, by=physiotherapist, now=NOON)

    tell(NOON)

    assert len(sent_to(mail_server, patient.user)) == 1
    assert sent_to(mail_server, physiotherapist) == []


@pytest.mark.parametrize(
    ("language", "sentence"), [("nl", "vandaag nog"), ("en", "to answer today")]
)
def test_a_sign_is_asked_about_again_before_the_day_is_over(
    clinic: Clinic,
    physiotherapist: User,
    mail_server: MailServer,
    language: str,
    sentence: str,
) -> None:
    patient = make_patient(clinic, physiotherapist, language=language)
    # Half past ten in the evening in Amsterdam, when it is quiet already.
    evening = NOON + timedelta(hours=10, minutes=30)
    plan = start_demo_plan(patient, "calf-tear", starts_on=START)
    record_signs(injury=plan.injury, signs=["warm"], by=patient.user, now=evening)

    tell(evening)

    ((_, words),) = sent_to(mail_server, patient.user)
    assert sentence in words
    assert "warm" not in words


def test_a_plan_of_an_older_version_is_asked_in_the_words_of_now(
    patient: Patient, mail_server: MailServer
) -> None:
    """The protocol of this plan does not list the question itself."""
    plan = start_demo_plan(patient, starts_on=START)
    ask(plan, now=NOON, question="more_signs")
    ask(plan, now=NOON)

    tell(NOON)

    told = sent_to(mail_server, patient.user)
    today, other = [mail for mail in told if "vraag" in mail[0].lower()]
    assert "vandaag nog" in today[1]
    assert "vandaag nog" not in other[1]


def test_case_33_an_alert_is_not_sent_to_who_no_longer_looks_after_the_patient(
    clinic: Clinic, patient: Patient, physiotherapist: User, mail_server: MailServer
) -> None:
    refer(patient, now=NOON)
    hand_over_events(now=NOON)
    Patient.objects.filter(pk=patient.pk).update(physiotherapist=make_physiotherapist(clinic))

    deliver_due(now=NOON)

    assert ("alert", "cancelled", "not_due") in fates()
    assert sent_to(mail_server, physiotherapist) == []


def test_case_33_who_went_to_another_clinic_is_told_nothing_of_this_one(
    patient: Patient, physiotherapist: User, mail_server: MailServer
) -> None:
    from tests.factories.people import make_clinic

    refer(patient, now=NOON)
    hand_over_events(now=NOON)
    User.objects.filter(pk=physiotherapist.pk).update(clinic=make_clinic())

    deliver_due(now=NOON)

    assert ("alert", "cancelled", "inactive") in fates()
    assert sent_to(mail_server, physiotherapist) == []
