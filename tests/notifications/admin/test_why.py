"""For any patient and day, staff read in one sentence why a message went out or why not."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from notifications.admin.words import fate_in_words, reason_in_words, silence_in_words
from notifications.channels.channel import Answer
from notifications.channels.inbox import InboxChannel
from notifications.domain.attempt import MOST_INTERRUPTIONS, Outcome
from notifications.domain.kind import MessageKind, Topic, Via
from notifications.domain.state import Reason, State
from notifications.domain.why import Silence
from notifications.models import Absence, Decline, Message, OfficeHours, Preference
from notifications.services.compose import plan_reminders
from notifications.services.deliver import deliver_due
from notifications.services.handover import hand_over_events
from plans.domain.change import PausePlan
from plans.models import AccessEntry, Patient, Plan, User
from plans.services.changing import change_plan
from plans.services.reporting import record_pain
from tests.factories.people import make_clinic, make_patient
from tests.factories.plans import start_demo_plan
from tests.notifications.admin.conftest import browser
from tests.notifications.scenes import Post, mails, refer

DAY = date(2026, 3, 2)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def at(clock: str, day: date = DAY) -> datetime:
    """The instant at which the clock in Amsterdam shows this."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=AMSTERDAM).astimezone(UTC)


MORNING, EVENING = at("07:30"), at("20:30")


@pytest.fixture
def plan(patient: Patient) -> Plan:
    """A plan whose clock runs since six in the morning."""
    plan = start_demo_plan(patient, starts_on=DAY, now=at("06:00"))
    plan_reminders(now=at("06:00"))
    return plan


def why(client: Client, patient: Patient, day: date = DAY) -> str:
    """The page of one day, as somebody reads it."""
    where = {"patient": str(patient.public_id), "day": day.isoformat()}
    answer = client.get(reverse("admin:notifications_message_why"), where)
    assert answer.status_code == 200
    page = answer.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index('class="why"') :]).split())


def send(now: datetime, *answers: Answer) -> None:
    plan_reminders(now=now)
    deliver_due(now=now, channels={Via.EMAIL: Post(list(answers)), Via.INBOX: InboxChannel()})


def test_what_was_sent_shows_when_and_how(plan: Plan, patient: Patient, staff: Client) -> None:
    send(MORNING)

    page = why(staff, patient)

    assert "07:30 Exercise reminder Sanne Jansen e-mail sent The mail server took it." in page
    assert "07:30:00–07:30:0" in page
    assert "It stands in the inbox; not opened yet." in page
    Message.objects.filter(channel="inbox").update(read_at=at("08:15"))
    assert "opened on 2 March 08:15" in why(staff, patient)


def test_what_was_done_already(plan: Plan, patient: Patient, staff: Client) -> None:
    record_pain(injury=plan.injury, pain=2, for_on=DAY, by=patient.user, now=at("19:00"))
    send(EVENING)

    assert "The score of the day was filled in already." in why(staff, patient)


def test_a_paused_day(plan: Plan, patient: Patient, physiotherapist: User, staff: Client) -> None:
    pause = PausePlan(until_on=DAY + timedelta(days=1))
    change_plan(plan=plan, change=pause, by=physiotherapist, now=at("06:10"))
    send(MORNING)

    assert "The plan is paused on this day." in why(staff, patient)


def test_quiet_hours(plan: Plan, patient: Patient, staff: Client) -> None:
    Preference.objects.create(user=patient.user, quiet_until=time(8))
    send(MORNING)

    page = why(staff, patient)

    assert "It falls in this person's quiet hours." in page.replace("&#x27;", "'")


def test_what_a_person_declined(plan: Plan, patient: Patient, staff: Client) -> None:
    Decline.objects.create(
        user=patient.user,
        topic=Topic.EXERCISE_REMINDERS,
        channel=Via.EMAIL,
        declined_at=at("06:30"),
    )
    send(MORNING)

    page = why(staff, patient)

    assert "This person does not want these messages over this channel." in page
    assert "It stands in the inbox" in page


def test_somebody_who_is_away(plan: Plan, patient: Patient, staff: Client) -> None:
    Absence.objects.create(user=patient.user, from_on=DAY, until_on=DAY + timedelta(days=2))
    send(MORNING)

    assert "This person is away on this day." in why(staff, patient)


def test_a_public_holiday(patient: Patient, staff: Client) -> None:
    kings_day = date(2026, 4, 27)
    Preference.objects.create(user=patient.user, rests_on_holidays=True)
    OfficeHours.objects.create(clinic=patient.clinic, country="NL")
    start_demo_plan(patient, starts_on=kings_day, now=at("06:00", kings_day))
    plan_reminders(now=at("06:00", kings_day))
    send(at("07:30", kings_day))

    assert "It is a public holiday, and this person wants to be left alone" in why(
        staff, patient, kings_day
    )


def test_what_came_too_late(plan: Plan, patient: Patient, staff: Client) -> None:
    send(at("12:00"))

    assert "Its moment had passed before it could go out" in why(staff, patient)


def test_an_address_that_is_refused(plan: Plan, patient: Patient, staff: Client) -> None:
    send(MORNING, Answer(Outcome.PERMANENT, "550 5.1.1"))

    page = why(staff, patient)

    assert "refused the address for good. Ask this person for the right one." in page
    assert "550 5.1.1" in page


def test_a_server_that_never_confirmed(plan: Plan, patient: Patient, staff: Client) -> None:
    send(MORNING, Answer(Outcome.UNKNOWN, "timeout"))

    assert "never confirmed, so it may have arrived or not" in why(staff, patient)


def test_sending_that_was_interrupted(plan: Plan, patient: Patient, staff: Client) -> None:
    plan_reminders(now=MORNING)
    mails().update(
        state=State.FAILED,
        reason=Reason.INTERRUPTED,
        settled_at=MORNING,
        interruptions=MOST_INTERRUPTIONS,
    )

    assert "Sending was interrupted too often, so it was set aside." in why(staff, patient)


def test_what_is_tried_again(plan: Plan, patient: Patient, staff: Client) -> None:
    send(MORNING, Answer(Outcome.TEMPORARY, "451 4.7.1"))
    message = mails().get()

    with translation.override("en"):
        sentence = fate_in_words(message, now=at("07:31"), zone=AMSTERDAM)

    assert sentence == "It could not be sent just now. It is tried again at 2 March 07:35."
    assert "451 4.7.1" in why(staff, patient)


def test_where_nothing_was_asked(patient: Patient, staff: Client) -> None:
    assert "no message The patient has no plan, so nothing is asked." in why(staff, patient)


def test_what_is_still_ahead(patient: Patient, staff: Client) -> None:
    now = timezone.now()
    start_demo_plan(patient, starts_on=now.date(), now=now)

    page = why(staff, patient, now.date() + timedelta(days=2))

    assert "20:30 Reminder of the pain score – – no message Comes at 20:30, if it is still" in page


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 3, 29), "03:00 Exercise reminder The clock is put forward: 02:30 does not"),
        (date(2026, 10, 25), "02:30 Exercise reminder The clock is put back: 02:30 comes twice"),
    ],
)
def test_the_days_on_which_the_clock_changes(
    plan: Plan, patient: Patient, staff: Client, day: date, said: str
) -> None:
    Patient.objects.filter(pk=patient.pk).update(moments=["02:30"])

    assert said in why(staff, patient, day)


def test_a_referral_stands_among_the_reminders(plan: Plan, patient: Patient, staff: Client) -> None:
    refer(patient, now=at("11:00"))
    hand_over_events(now=at("11:00"))

    page = why(staff, patient)

    assert page.index("07:30") < page.index("Referral") < page.index("20:30")
    assert "Femke de Boer" in page


def test_a_patient_of_another_clinic_does_not_exist(
    patient: Patient, staff: Client, administrator: Client
) -> None:
    stranger = make_patient(make_clinic(), name="Iemand Anders")
    where = {"patient": str(stranger.public_id), "day": DAY.isoformat()}

    refused = staff.get(reverse("admin:notifications_message_why"), where)

    assert refused.status_code == 200
    assert refused.context.get("told") is None
    assert "Iemand Anders" not in refused.content.decode()
    assert AccessEntry.objects.get(kind="denied").object_id == str(stranger.public_id)
    seen = administrator.get(reverse("admin:notifications_message_why"), where)
    assert "Iemand Anders" in seen.content.decode()


@pytest.mark.parametrize("day", ["morgen", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_a_day_that_does_not_exist_is_refused_in_a_sentence(
    patient: Patient, staff: Client, day: str
) -> None:
    where = {"patient": str(patient.public_id), "day": day}

    answer = staff.get(reverse("admin:notifications_message_why"), where)

    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"day"}


def test_without_a_day_it_is_the_patients_today(patient: Patient, staff: Client) -> None:
    answer = staff.get(
        reverse("admin:notifications_message_why"), {"patient": str(patient.public_id)}
    )

    told = answer.context["told"]
    assert told.day == told.now.astimezone(AMSTERDAM).date()


def test_only_staff_may_ask(patient: Patient, physiotherapist: User) -> None:
    page = reverse("admin:notifications_message_why")
    for user in (physiotherapist, patient.user):
        assert browser(user).get(page).status_code == 302
        User.objects.filter(pk=user.pk).update(is_staff=True)
        assert browser(user).get(page, {"patient": str(patient.public_id)}).status_code == 403


def test_the_patients_offered_are_those_of_the_own_clinic(patient: Patient, staff: Client) -> None:
    make_patient(make_clinic(), name="Sanne Elders")
    where = {
        "app_label": "notifications",
        "model_name": "message",
        "field_name": "patient",
        "term": "Sanne",
    }

    found = staff.get(reverse("admin:autocomplete"), where).json()["results"]

    assert found == [{"id": str(patient.public_id), "text": "Sanne Jansen"}]


def test_the_page_names_the_patient_and_never_the_number_of_a_row(
    plan: Plan, patient: Patient, staff: Client
) -> None:
    where = {"patient": str(patient.public_id), "day": DAY.isoformat()}
    page = staff.get(reverse("admin:notifications_message_why"), where).content.decode()

    record = reverse("admin:plans_patient_change", args=[patient.public_id])
    assert f'href="{record}"' in page
    assert staff.get(record).status_code == 200
    assert f'<option value="{patient.public_id}" selected>' in page
    assert f"?patient={patient.public_id}&amp;day=2026-03-03" in page
    by_number = staff.get(reverse("admin:notifications_message_why"), {"patient": patient.pk})
    assert by_number.context["form"].errors.keys() == {"patient"}


def test_the_cost_does_not_grow_with_the_messages(
    plan: Plan, patient: Patient, staff: Client
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            why(staff, patient)
        return len(seen)

    send(MORNING)
    few = cost()
    send(EVENING)
    for _ in range(2):
        refer(patient, now=EVENING)
    hand_over_events(now=EVENING)

    assert cost() == few <= 38


def test_every_outcome_has_a_sentence() -> None:
    for state, reason, kind, via in product(State, [None, *Reason], MessageKind, Via):
        sentence = reason_in_words(state, reason, kind=kind, via=via)
        is_open = reason is None and state in {State.PENDING, State.SENDING}
        assert is_open or sentence.endswith(".")


def test_every_silence_has_a_sentence() -> None:
    for silence, reason, kind in product(Silence, [None, *Reason], MessageKind):
        sentence = silence_in_words(silence, reason, kind=kind, at=MORNING, zone=AMSTERDAM)
        assert sentence.endswith(".")
        assert "%(" not in sentence
