"""Each message is sent by one worker, reads as things stand, and its fate is written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import pytest
from pytest_django import Settings

from notifications.channels.channel import Answer, Envelope
from notifications.channels.inbox import InboxChannel
from notifications.domain.attempt import MOST_INTERRUPTIONS, RETRY_AFTER, Outcome
from notifications.domain.kind import Via
from notifications.domain.pace import Pace
from notifications.models import Delivery, Preference
from notifications.selectors.upcoming import next_try_at
from notifications.services.claiming import LEASE
from notifications.services.compose import plan_reminders
from notifications.services.deliver import deliver_due
from notifications.services.handover import hand_over_events
from plans.domain.change import MovePlan, PausePlan
from plans.domain.rule import Addressee, Urgency
from plans.models import Clinic, Patient, Plan, User
from plans.services.changing import change_plan
from plans.services.referrals import acknowledge_referral
from plans.services.reporting import record_exercise, record_pain
from tests.factories.people import make_patient, make_physiotherapist
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import Post, ask, mails, refer
from tests.servers.smtp import MailServer

pytestmark = pytest.mark.usefixtures("catalogue")

DAY = date(2026, 3, 2)
# Half past seven, eight and half past eight in the evening in Amsterdam.
MORNING = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
EVENING = datetime(2026, 3, 2, 19, tzinfo=UTC)
LOG_AT = datetime(2026, 3, 2, 19, 30, tzinfo=UTC)


@pytest.fixture
def plan(patient: Patient) -> Plan:
    """A plan whose first day has its morning moment right now, planned and not yet sent."""
    return _planned(patient)


def _planned(patient: Patient) -> Plan:
    begin = MORNING - timedelta(hours=1)
    plan = start_demo_plan(patient, starts_on=DAY, now=begin)
    plan_reminders(now=begin)
    plan_reminders(now=MORNING)
    return plan


def deliver(post: Post, now: datetime, limit: int = 100) -> int:
    return deliver_due(now=now, channels={Via.EMAIL: post}, limit=limit)


def test_a_reminder_is_sent_once(plan: Plan) -> None:
    post = Post()

    counts = [deliver(post, MORNING), deliver(post, MORNING), deliver(post, EVENING)]

    assert counts == [1, 0, 0]
    assert len(post.taken) == 1
    message = mails().get()
    assert (message.state, message.settled_at, message.attempt) == ("sent", MORNING, 1)
    delivery = message.deliveries.get()
    assert (delivery.attempt, delivery.outcome) == (1, "sent")
    assert delivery.ended_at is not None


def test_a_reminder_names_what_is_still_open(plan: Plan, patient: Patient) -> None:
    record_exercise(
        injury=plan.injury, exercise="calf-stretch", turn=1, by=patient.user, now=MORNING
    )
    post = Post()

    deliver(post, MORNING)

    (mail,) = post.taken
    assert mail.address == "sanne@example.org"
    assert mail.subject == "Je oefenmoment van 07:30"
    assert mail.body.startswith("Dag Sanne,\n")
    assert "Bruggetje: 3 x 10 keer" in mail.body
    assert "Kuit" not in mail.body
    assert plan.injury.patient.clinic.phone in mail.body
    assert mail.reply_to == plan.injury.patient.clinic.email


def test_a_reminder_is_written_in_the_patients_language(
    clinic: Clinic, physiotherapist: User
) -> None:
    patient = make_patient(clinic, physiotherapist, name="Ann O'Hara & Co", language="en")
    _planned(patient)
    post = Post()

    deliver(post, MORNING)

    (mail,) = post.taken
    assert mail.subject == "Your exercise moment of 07:30"
    assert mail.body.startswith("Hello Ann,\n")
    assert mail.language == "en"


def test_what_is_ticked_off_between_planning_and_sending_is_not_asked(
    plan: Plan, patient: Patient
) -> None:
    for prescription in plan.prescriptions.filter(phase="relative_rest"):
        record_exercise(
            injury=plan.injury,
            exercise=prescription.exercise,
            turn=1,
            by=patient.user,
            now=MORNING,
        )
    post = Post()

    deliver(post, MORNING)

    assert post.taken == []
    assert _fate() == ("suppressed", "done")


def test_a_pause_between_planning_and_sending_is_honoured(
    plan: Plan, physiotherapist: User
) -> None:
    pause = PausePlan(until_on=DAY + timedelta(days=3))
    change_plan(plan=plan, change=pause, by=physiotherapist, now=MORNING)

    deliver(Post(), MORNING)

    assert _fate() == ("suppressed", "paused")


def test_a_plan_that_moved_away_from_the_day_asks_nothing(
    plan: Plan, physiotherapist: User
) -> None:
    later = MovePlan(starts_on=DAY + timedelta(days=3))
    change_plan(plan=plan, change=later, by=physiotherapist, now=MORNING)

    deliver(Post(), MORNING)

    assert _fate() == ("cancelled", "not_due")


def test_a_reminder_that_would_arrive_in_the_quiet_hours_is_not_sent(plan: Plan) -> None:
    user = plan.injury.patient.user
    Preference.objects.create(user=user, quiet_from=time(8), quiet_until=time(9))

    deliver(Post(), MORNING + timedelta(minutes=45))

    assert _fate() == ("suppressed", "quiet_hours")


def test_a_reminder_is_never_sent_after_its_moment_has_passed(plan: Plan) -> None:
    post = Post()

    deliver(post, MORNING + timedelta(hours=2))

    assert post.taken == []
    assert _fate() == ("expired", "expired")


def test_a_score_that_was_logged_is_not_asked_again(plan: Plan, patient: Patient) -> None:
    plan_reminders(now=LOG_AT)
    record_pain(injury=plan.injury, pain=0, by=patient.user, now=LOG_AT)

    deliver(Post(), LOG_AT)

    log = mails().get(kind="log_reminder")
    assert (log.state, log.reason) == ("suppressed", "done")


def test_the_mail_about_the_score_asks_for_it(plan: Plan) -> None:
    plan_reminders(now=LOG_AT)
    post = Post()

    deliver(post, LOG_AT)

    mail = next(mail for mail in post.taken if "vandaag" in mail.subject)
    assert mail.subject == "Hoe ging het vandaag?"
    assert "0 tot 10" in mail.body


def test_the_mail_about_the_score_exists_in_english(clinic: Clinic, physiotherapist: User) -> None:
    _planned(make_patient(clinic, physiotherapist, language="en"))
    plan_reminders(now=LOG_AT)
    post = Post()

    deliver(post, LOG_AT)

    assert "How did today go?" in [mail.subject for mail in post.taken]


def test_a_refusal_for_now_is_tried_again_later_with_the_same_message_id(plan: Plan) -> None:
    post = Post(answers=[Answer(Outcome.TEMPORARY, "SMTPRecipientsRefused 451")])

    counts = [
        deliver(post, MORNING),
        deliver(post, MORNING + timedelta(minutes=4)),
        deliver(post, MORNING + RETRY_AFTER[0]),
    ]

    assert counts == [1, 0, 1]
    assert _fate() == ("sent", "")
    assert len({mail.message_id for mail in post.taken}) == 1
    assert [row.error for row in Delivery.objects.order_by("attempt")] == [
        "SMTPRecipientsRefused 451",
        "",
    ]


def test_a_reminder_that_is_refused_until_its_moment_passed_expires(plan: Plan) -> None:
    post = Post(answers=[Answer(Outcome.TEMPORARY)] * 9)

    for minutes in range(0, 180, 5):
        deliver(post, MORNING + timedelta(minutes=minutes))

    assert len(post.taken) == 5
    assert _fate() == ("expired", "expired")


def test_a_refusal_for_good_stops_no_other_mail(
    plan: Plan, clinic: Clinic, physiotherapist: User
) -> None:
    other = make_patient(clinic, physiotherapist)
    _planned(other)
    post = Post(answers=[Answer(Outcome.PERMANENT, "SMTPRecipientsRefused 550")])

    deliver(post, MORNING)

    assert sorted(mails().values_list("state", "last_error")) == [
        ("failed", "SMTPRecipientsRefused 550"),
        ("sent", ""),
    ]


def test_a_reminder_without_an_answer_is_not_sent_again(plan: Plan) -> None:
    post = Post(answers=[Answer(Outcome.UNKNOWN, "SMTPServerDisconnected")])

    deliver(post, MORNING)
    deliver(post, MORNING + timedelta(hours=1))

    assert len(post.taken) == 1
    assert _fate() == ("unknown", "no_answer")


def test_a_referral_without_an_answer_is_sent_once_more(patient: Patient) -> None:
    refer(patient, now=MORNING)
    hand_over_events(now=MORNING)
    post = Post(answers=[Answer(Outcome.UNKNOWN)] * 4)

    for minutes in range(0, 600, 5):
        deliver(post, MORNING + timedelta(minutes=minutes))

    ids = [mail.message_id for mail in post.taken]
    assert len(ids) == 4
    assert len(set(ids)) == 2
    assert set(mails().values_list("state", "reason")) == {("unknown", "no_answer")}


def test_a_mail_server_that_falls_silent_has_the_mail_twice_under_one_message_id(
    patient: Patient, mail_server: MailServer, settings: Settings
) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    mail_server.stall_seconds = 0.6
    refer(patient, now=MORNING)
    hand_over_events(now=MORNING)
    mails().filter(kind="referral").delete()

    for minutes in (0, 4, 5, 60, 600):
        deliver_due(now=MORNING + timedelta(minutes=minutes))

    ids = [mail.message["Message-ID"] for mail in mail_server.received]
    assert ids == [mails().get().message_id] * 2
    assert _fate() == ("unknown", "no_answer")


def test_an_alert_is_tried_until_the_mail_server_is_back(patient: Patient) -> None:
    refer(patient, now=MORNING)
    hand_over_events(now=MORNING)
    post = Post(answers=[Answer(Outcome.TEMPORARY)] * 30)

    for hours in range(72):
        deliver(post, MORNING + timedelta(hours=hours))

    assert set(mails().values_list("state", flat=True)) == {"sent"}


def test_a_message_in_another_workers_hands_is_left_alone(plan: Plan) -> None:
    mails().update(state="sending", attempt=1, lease_until=MORNING + LEASE)
    post = Post()

    assert deliver(post, MORNING + timedelta(seconds=59)) == 0
    assert deliver(post, MORNING + LEASE) == 1
    assert len(post.taken) == 1


def test_a_worker_that_was_cut_off_after_the_moment_leaves_an_unknown_fate(plan: Plan) -> None:
    mails().update(state="sending", attempt=1, lease_until=MORNING + LEASE)

    deliver(Post(), MORNING + timedelta(hours=3))

    assert _fate() == ("unknown", "interrupted")


@dataclass
class SlowPost(Post):
    """A channel that does something else while it sends."""

    meanwhile: list[Callable[[], object]] = field(default_factory=list)

    def send(self, envelope: Envelope, *, now: datetime) -> Answer:
        """Let something happen, then answer."""
        if self.meanwhile:
            self.meanwhile.pop()()
        return super().send(envelope, now=now)


def test_a_worker_that_lost_its_lease_changes_nothing_any_more(plan: Plan) -> None:
    quick = Post()
    slow = SlowPost(
        answers=[Answer(Outcome.PERMANENT)],
        meanwhile=[lambda: deliver(quick, MORNING + LEASE)],
    )

    deliver(slow, MORNING)

    assert _fate() == ("sent", "")
    assert [mail.message_id for mail in slow.taken] == [mail.message_id for mail in quick.taken]
    assert [row.outcome for row in Delivery.objects.order_by("attempt")] == ["permanent", "sent"]


class WorkerGone(BaseException):
    """Something that ends a worker while it sends."""


def _die() -> None:
    raise WorkerGone


def test_a_worker_that_dies_while_sending_costs_no_message(
    plan: Plan, clinic: Clinic, physiotherapist: User
) -> None:
    _planned(make_patient(clinic, physiotherapist))
    post = SlowPost(meanwhile=[_die])

    with pytest.raises(WorkerGone):
        deliver(post, MORNING)

    assert sorted(mails().values_list("state", flat=True)) == ["pending", "sending"]
    deliver(post, MORNING + LEASE)
    assert set(mails().values_list("state", flat=True)) == {"sent"}
    assert Delivery.objects.filter(ended_at=None).count() == 1


def test_a_message_that_no_worker_survives_is_set_aside(patient: Patient) -> None:
    refer(patient, now=MORNING)
    hand_over_events(now=MORNING)
    mails().filter(kind="referral").delete()
    post = SlowPost(meanwhile=[_die] * MOST_INTERRUPTIONS)

    for minutes in range(MOST_INTERRUPTIONS):
        with pytest.raises(WorkerGone):
            deliver(post, MORNING + timedelta(minutes=2 * minutes))
    deliver(post, MORNING + timedelta(minutes=30))

    assert post.taken == []
    assert _fate() == ("failed", "interrupted")


def test_a_message_that_cannot_be_handled_stops_no_other_and_is_set_aside(
    plan: Plan, clinic: Clinic, physiotherapist: User
) -> None:
    broken = mails().get()
    mails().update(facts={"day": "2026-03-02"})
    _planned(make_patient(clinic, physiotherapist))
    post = Post()

    for minutes in range(0, 20, 2):
        deliver(post, MORNING + timedelta(minutes=minutes))

    assert len(post.taken) == 1
    broken.refresh_from_db()
    assert (broken.state, broken.reason) == ("failed", "interrupted")
    assert (broken.interruptions, broken.last_error) == (MOST_INTERRUPTIONS, "KeyError")


def test_a_server_that_does_not_take_part_costs_no_message_a_try(
    plan: Plan, clinic: Clinic, physiotherapist: User
) -> None:
    _planned(make_patient(clinic, physiotherapist))
    post = Post(answers=[Answer(Outcome.UNREACHABLE)] * 3, pace=Pace(6000))

    for seconds in range(0, 300, 5):
        deliver(post, MORNING + timedelta(seconds=seconds))

    # Tried with one message at a time, after 15, 30 and 60 seconds of rest; then both go at once.
    assert len(post.taken) == 3 + 2
    assert set(mails().values_list("state", flat=True)) == {"sent"}
    assert {row.settled_at for row in mails()} == {MORNING + timedelta(seconds=105)}


def test_a_backlog_goes_out_at_the_pace_of_the_channel(
    plan: Plan, clinic: Clinic, physiotherapist: User
) -> None:
    for _ in range(5):
        _planned(make_patient(clinic, physiotherapist))
    post = Post(pace=Pace(4))

    sent = []
    for seconds in range(0, 120, 15):
        deliver(post, MORNING + timedelta(seconds=seconds))
        sent.append(len(post.taken))

    assert sent == [2, 3, 4, 5, 6, 6, 6, 6]


def test_what_calls_for_a_human_goes_before_reminders(plan: Plan, patient: Patient) -> None:
    refer(patient, now=MORNING + timedelta(minutes=1))
    hand_over_events(now=MORNING + timedelta(minutes=1))
    post = Post()

    deliver(post, MORNING + timedelta(minutes=1), limit=2)

    assert sorted(mail.subject for mail in post.taken) == [
        "Bericht van Hardlooppraktijk",
        "Een patiënt vraagt je aandacht",
    ]
    assert mails().filter(state="pending", kind="exercise_reminder").count() == 1


def test_a_patient_is_not_woken_by_a_referral_that_can_wait(patient: Patient) -> None:
    night = datetime(2026, 3, 2, 23, tzinfo=UTC)
    refer(patient, now=MORNING)
    hand_over_events(now=MORNING)
    post = Post()

    deliver_due(now=night, channels={Via.EMAIL: post, Via.INBOX: InboxChannel()})

    assert [mail.address for mail in post.taken] == ["femke@example.org"]
    assert next_try_at(patient.clinic_id) == night + timedelta(hours=7)
    deliver(post, night + timedelta(hours=7))
    assert post.taken[-1].address == "sanne@example.org"


def test_an_alert_that_somebody_has_seen_is_not_sent(
    patient: Patient, physiotherapist: User
) -> None:
    referral = refer(patient, now=MORNING)
    hand_over_events(now=MORNING)
    acknowledge_referral(referral=referral, by=physiotherapist, now=MORNING)

    deliver(Post(), MORNING)

    alert = mails().get(kind="alert")
    assert (alert.state, alert.reason) == ("suppressed", "done")


def test_an_alert_for_somebody_who_left_goes_to_who_is_there(
    patient: Patient, physiotherapist: User
) -> None:
    refer(patient, now=MORNING)
    hand_over_events(now=MORNING)
    successor = make_physiotherapist(patient.clinic)
    physiotherapist.is_active = False
    physiotherapist.save(update_fields=["is_active"])
    post = Post()

    deliver(post, MORNING)
    deliver(post, MORNING)

    alerts = mails().filter(kind="alert").order_by("pk")
    assert [(row.recipient_id, row.state, row.reason) for row in alerts] == [
        (physiotherapist.pk, "cancelled", "inactive"),
        (successor.pk, "sent", ""),
    ]


def test_a_question_that_was_answered_is_not_asked(patient: Patient) -> None:
    asked = ask(start_demo_plan(patient, starts_on=DAY, now=MORNING), now=MORNING)
    hand_over_events(now=MORNING)
    mails().exclude(kind="question").delete()
    asked.closed_at = MORNING
    asked.save(update_fields=["closed_at"])

    deliver(Post(), MORNING)

    assert _fate() == ("suppressed", "done")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("to", ["physiotherapist", "gp", "emergency"])
@pytest.mark.parametrize("urgency", ["immediate", "important", "contact", "may"])
def test_a_mail_tells_no_score_no_reason_and_no_others_name(
    clinic: Clinic, physiotherapist: User, language: str, to: Addressee, urgency: Urgency
) -> None:
    physiotherapist.language = language
    physiotherapist.save(update_fields=["language"])
    patient = make_patient(clinic, physiotherapist, name="Sanne Jansen", language=language)
    refer(patient, now=MORNING, to=to, urgency=urgency)
    ask(start_demo_plan(patient, starts_on=DAY, now=MORNING), now=MORNING)
    hand_over_events(now=MORNING)
    post = Post()

    deliver(post, MORNING)

    assert len(post.taken) == 3
    for mail in post.taken:
        words = f"{mail.subject}\n{mail.body}"
        assert "7" not in words.replace(clinic.phone, "").replace(clinic.name, "")
        assert "Jansen" not in words
        assert "chilles" not in words
        assert "{" not in words
        assert "http" in mail.body
    alert = next(mail for mail in post.taken if mail.address == physiotherapist.email)
    assert "Sanne" not in alert.body
    assert "R-ACH-3" not in alert.body


def test_what_cannot_wait_says_whom_to_call(patient: Patient) -> None:
    refer(patient, now=MORNING, to="emergency", urgency="immediate")
    hand_over_events(now=MORNING)
    post = Post()

    deliver(post, MORNING)

    mail = next(mail for mail in post.taken if mail.address == "sanne@example.org")
    assert "Bel nu 112." in mail.body


def test_names_are_printed_as_they_are(clinic: Clinic, physiotherapist: User) -> None:
    """Neither the marks of a web page nor those of a template mean anything in a mail."""
    patient = make_patient(clinic, physiotherapist, name="{{7*7}}<b>&'x Jansen")
    clinic.name = "Rug\r\nBcc: x@example.org & Co"
    clinic.save(update_fields=["name"])
    refer(patient, now=MORNING)
    hand_over_events(now=MORNING)
    post = Post()

    deliver(post, MORNING)

    mail = next(mail for mail in post.taken if mail.address == patient.user.email)
    assert "\n" not in mail.subject
    assert mail.body.startswith("Dag {{7*7}}<b>&'x,")
    assert mail.subject == "Bericht van Rug Bcc: x@example.org & Co"


def _fate() -> tuple[str, str]:
    message = mails().get()
    return message.state, message.reason
