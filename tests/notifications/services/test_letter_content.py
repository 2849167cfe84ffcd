"""What letters that come back say, read by the person who gets them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from notifications.domain.kind import MessageKind
from notifications.models import Message, Preference
from notifications.services.letter_content import digest_words, weekly_summary_words
from notifications.services.letters import write_letters
from notifications.services.writing import write_words
from plans.domain.change import PausePlan
from plans.models import Clinic, Patient, Plan, User
from plans.selectors.adherence import plan_adherence
from plans.services.changing import change_plan
from plans.services.referrals import acknowledge_referral, resolve_referral
from plans.services.reporting import record_exercise
from tests.factories.people import make_patient, make_physiotherapist, make_staff
from tests.factories.plans import start_demo_plan
from tests.notifications.contexts import EVERY_CONTEXT
from tests.notifications.scenes import ask, fall_silent, parcel, refer
from tests.plans.services.diary import keep_diary

MONDAY = date(2026, 3, 2)
NIGHT = datetime(2026, 3, 2, 1, tzinfo=UTC)
DIGEST_AT = datetime(2026, 3, 2, 6, 45, tzinfo=UTC)
SUMMARY_AT = datetime(2026, 3, 8, 17, tzinfo=UTC)
# The second part of the subject lines would be read on a locked screen.
HEALTH = ("pijn", "pain", "score", "doorverwijz", "referral", "fase", "phase", "0", "1", "2", "3")


def summary(patient: Patient) -> Message:
    """Make the summary of the first week."""
    Preference.objects.create(user=patient.user, weekly_summary=True)
    write_letters(now=SUMMARY_AT - timedelta(days=3))
    write_letters(now=SUMMARY_AT)
    return Message.objects.get(kind="weekly_summary", channel="email")


def digest(person: User, at: datetime = DIGEST_AT) -> Message:
    """Make the overview of one person."""
    write_letters(now=at - timedelta(hours=1))
    write_letters(now=at)
    return Message.objects.get(kind="digest", channel="email", recipient=person)


def mail(message: Message, now: datetime, language: str = "nl") -> tuple[str, str, str]:
    """Return subject, text and page as they would go out."""
    kind = MessageKind(message.kind)
    say = digest_words if kind is MessageKind.DIGEST else weekly_summary_words
    context = say(parcel(message), language=language, now=now)
    assert context is not None
    words = write_words(kind, language, {**EVERY_CONTEXT, **context})
    return words.subject, words.text, words.html


def test_a_week_in_numbers_and_a_picture(patient: Patient) -> None:
    plan = start_demo_plan(patient, starts_on=MONDAY)
    keep_diary(plan, "6 5 - 4 4 2")
    for day in range(3):
        do_exercise(plan, MONDAY + timedelta(days=day))
    message = summary(patient)

    subject, text, html = mail(message, SUMMARY_AT)
    words = words_of(message)

    assert subject == "Je week in het kort"
    assert "Zo ging je week van 2 maart 2026 tot en met 8 maart 2026." in text
    assert "- Je vulde op 5 van de 6 dagen een pijnscore in." in text
    assert f"- Je deed 3 van de {due(plan)} oefeningen." in text
    assert words["curve_alt"] in text
    assert "de eerste was 6, op 2 maart 2026; de laatste was 2, op 7 maart 2026" in text
    assert [picture.png[:4] for picture in words["pictures"]] == [b"\x89PNG"]
    assert f'src="cid:{words["pictures"][0].content_id}"' in html


def test_a_week_in_english(patient: Patient) -> None:
    plan = start_demo_plan(patient, starts_on=MONDAY)
    keep_diary(plan, "6 5 - 4 4 2")

    subject, text, _ = mail(summary(patient), SUMMARY_AT, "en")

    assert subject == "Your week in brief"
    assert "This is how your week of 2 March 2026 to 8 March 2026 went." in text
    assert "- You filled in a pain score on 5 of 6 days." in text
    assert "- You have not ticked off any exercises yet." in text


def test_what_can_still_be_done_on_sunday_is_not_missed_yet(patient: Patient) -> None:
    plan = start_demo_plan(patient, starts_on=MONDAY)
    message = summary(patient)
    evening = words_of(message)["weeks"][0]
    do_exercise(plan, date(2026, 3, 8), turn=2)
    keep_diary(plan, "3", first=date(2026, 3, 8))

    done = words_of(message)["weeks"][0]
    next_day = words_of(message, SUMMARY_AT + timedelta(hours=9))["weeks"][0]

    assert (evening["asked"], done["asked"], next_day["asked"]) == (6, 7, 7)
    assert done["scored"] == 1
    assert (done["done"], next_day["done"]) == (1, 1)
    assert evening["due"] + 1 == done["due"] == next_day["due"]


def test_without_any_score_there_is_no_picture(patient: Patient) -> None:
    start_demo_plan(patient, starts_on=MONDAY)
    message = summary(patient)

    _, text, html = mail(message, SUMMARY_AT)

    assert words_of(message)["pictures"] == ()
    assert "- Je vulde nog geen pijnscore in." in text
    assert "<img" not in html
    assert "\n\n\n" not in text


def test_a_screen_needs_no_picture(patient: Patient) -> None:
    plan = start_demo_plan(patient, starts_on=MONDAY)
    keep_diary(plan, "6 5 4")
    summary(patient)
    inbox = Message.objects.get(kind="weekly_summary", channel="inbox")

    assert words_of(inbox)["pictures"] == ()
    assert words_of(inbox)["curve_alt"]


def test_several_plans_are_told_apart_by_name(patient: Patient) -> None:
    keep_diary(start_demo_plan(patient, starts_on=MONDAY), "6 5 4")
    keep_diary(start_demo_plan(patient, "calf-strain", starts_on=date(2026, 3, 3)), "2 1")
    message = summary(patient)

    _, text, html = mail(message, SUMMARY_AT)
    names = [week["name"] for week in words_of(message)["weeks"]]

    assert message.plan_id is None
    assert len(set(names)) == 2
    assert all(f"{name}:\n" in text for name in names)
    assert html.count("<img") == 1


def test_there_is_nothing_to_tell_any_more_once_the_week_is_paused(patient: Patient) -> None:
    plan = start_demo_plan(patient, starts_on=MONDAY)
    message = summary(patient)
    plan.pauses.create(
        from_on=MONDAY,
        until_on=date(2026, 3, 20),
        reason="x",
        added_at=NIGHT,
        added_by=patient.user,
    )

    assert weekly_summary_words(parcel(message), language="nl", now=SUMMARY_AT) is None


def test_an_overview_counts_what_waits(clinic: Clinic, physiotherapist: User) -> None:
    for urgency in ("immediate", "important", "important", "contact", "may"):
        refer(make_patient(clinic, physiotherapist), now=NIGHT, urgency=urgency)
    _, night = fall_silent(make_patient(clinic, physiotherapist))
    plan = start_demo_plan(make_patient(clinic, physiotherapist), starts_on=MONDAY)
    ask(plan, now=night)
    ask(plan, now=night, question="something_else")

    subject, text, _ = mail(digest(physiotherapist, next_morning(night)), next_morning(night))

    assert subject == "Je werklijst van vandaag"
    assert "Dit wacht bij je eigen patiënten en bij patiënten zonder vaste fysiotherapeut:" in text
    for line in (
        "- 1 doorverwijzing voor nu\n",
        "- 2 doorverwijzingen voor vandaag\n",
        "- 1 doorverwijzing voor deze week\n",
        "- 1 doorverwijzing voor wanneer het de patiënt uitkomt\n",
        "- 1 patiënt van wie we niets meer horen\n",
    ):
        assert line in text
    assert "met een vraag die nog niet beantwoord is\n" in text
    assert "Nieuw sinds" not in text


def test_an_overview_tells_what_happened_since_the_one_before(
    clinic: Clinic, physiotherapist: User
) -> None:
    patient = make_patient(clinic, physiotherapist)
    plan = start_demo_plan(patient, starts_on=MONDAY, now=DIGEST_AT + timedelta(hours=1))
    pause = PausePlan(until_on=date(2026, 3, 9))
    change_plan(plan=plan, change=pause, by=patient.user, now=DIGEST_AT + timedelta(hours=2))
    tomorrow = DIGEST_AT + timedelta(days=1)

    message = digest(physiotherapist, tomorrow)
    _, text, _ = mail(message, tomorrow)

    assert "Er wacht niets bij je eigen patiënten" in text
    assert "Nieuw sinds het vorige overzicht:\n\n- 1 plan begonnen\n" in text
    assert "- 1 keer zette een patiënt zelf het plan stil\n" in text


def test_staff_read_about_the_whole_clinic(clinic: Clinic, physiotherapist: User) -> None:
    refer(make_patient(clinic, physiotherapist), now=NIGHT)
    refer(make_patient(clinic, make_physiotherapist(clinic)), now=NIGHT)
    desk = make_staff(clinic, language="en")

    _, text, _ = mail(digest(desk), DIGEST_AT, "en")

    assert "This is waiting at the clinic:\n\n- 2 referrals for this week\n" in text


def test_numbers_are_those_of_the_moment_it_goes_out(patient: Patient) -> None:
    physiotherapist = patient.physiotherapist
    assert physiotherapist is not None
    referral = refer(patient, now=NIGHT)
    message = digest(physiotherapist)
    acknowledge_referral(referral=referral, by=physiotherapist, now=DIGEST_AT)
    assert digest_words(parcel(message), language="nl", now=DIGEST_AT) is not None

    resolve_referral(referral=referral, outcome="Gebeld.", by=physiotherapist, now=DIGEST_AT)

    assert digest_words(parcel(message), language="nl", now=DIGEST_AT) is None


def test_no_name_stands_in_an_overview(clinic: Clinic, physiotherapist: User) -> None:
    refer(make_patient(clinic, physiotherapist, name="Zwaantje Uniek"), now=NIGHT)

    subject, text, html = mail(digest(physiotherapist), DIGEST_AT)

    assert "Zwaantje" not in subject + text + html


@pytest.mark.parametrize("language", ["nl", "en"])
def test_subjects_give_nothing_away(patient: Patient, language: str) -> None:
    keep_diary(start_demo_plan(patient, starts_on=MONDAY), "6 5 4")
    refer(patient, now=NIGHT)
    assert patient.physiotherapist is not None
    letters = (
        (summary(patient), SUMMARY_AT),
        (digest(patient.physiotherapist, next_morning(SUMMARY_AT)), SUMMARY_AT),
    )

    subjects = [mail(message, now, language)[0].lower() for message, now in letters]

    assert not [word for word in HEALTH for subject in subjects if word in subject]


def words_of(message: Message, now: datetime = SUMMARY_AT) -> dict[str, Any]:
    words = weekly_summary_words(parcel(message), language="nl", now=now)
    assert words is not None
    return words


def next_morning(night: datetime) -> datetime:
    """Return a quarter to eight in Amsterdam on the first working day after ``night`` (UTC)."""
    day = night.date() + timedelta(days=1)
    while day.isoweekday() > 5:
        day += timedelta(days=1)
    return datetime.combine(day, time(6, 45), tzinfo=UTC)


def do_exercise(plan: Plan, day: date, turn: int = 1) -> None:
    record_exercise(
        injury=plan.injury,
        exercise=plan.prescriptions.order_by("pk")[0].exercise,
        turn=turn,
        for_on=day,
        by=plan.injury.patient.user,
        now=datetime.combine(day, time(16), tzinfo=UTC),
    )


def due(plan: Plan) -> int:
    """Count the turns up to Sunday at six; one, at eight in the evening, is still to come."""
    return plan_adherence(plan, today=date(2026, 3, 8)).due - 1
