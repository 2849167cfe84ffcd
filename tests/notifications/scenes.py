"""What happens before people are told: referrals, questions, and a stand-in for the post."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from notifications.channels.channel import Answer, Envelope
from notifications.domain.attempt import Outcome
from notifications.domain.kind import Via
from notifications.domain.pace import Pace
from notifications.models import Message
from notifications.selectors.parcels import Parcel, parcels
from plans.domain.event import EventKind
from plans.domain.intake import ReferNow
from plans.domain.rule import Addressee, Urgency
from plans.domain.text import Text
from plans.models import AskedQuestion, Patient, Plan, Referral, Task
from plans.services.history import record_event, the_program
from plans.services.referrals import refer_from_intake
from tests.factories.plans import make_injury, start_demo_plan
from tests.plans.services.diary import answer, evening_of, keep_diary, night_before


@dataclass(frozen=True)
class Taken:
    """One message as it was handed to a channel, with the words it had then."""

    message_id: str
    address: str
    reply_to: str
    language: str
    unsubscribe: str
    subject: str
    body: str


@dataclass
class Post:
    """A channel that keeps what it is given and answers as it is told."""

    answers: list[Answer] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    at_once: int = 1
    pace: Pace | None = None

    def send(self, envelope: Envelope, *, now: datetime) -> Answer:
        """Keep the message."""
        words = envelope.write()
        self.taken.append(
            Taken(
                message_id=envelope.message_id,
                address=envelope.address,
                reply_to=envelope.reply_to,
                language=envelope.language,
                unsubscribe=envelope.unsubscribe,
                subject=words.subject,
                body=words.text,
            )
        )
        return self.answers.pop(0) if self.answers else Answer(Outcome.SENT)


def mails() -> QuerySet[Message]:
    """The ledger as far as it goes by mail; the inbox holds the same once more."""
    return Message.objects.filter(channel=Via.EMAIL)


def parcel(message: Message) -> Parcel:
    """The message as a worker has it in hands."""
    return parcels(Message.objects.filter(pk=message.pk))[0]


def refer(
    patient: Patient,
    *,
    now: datetime,
    to: Addressee = "physiotherapist",
    urgency: Urgency = "contact",
) -> Referral:
    """Let an intake end in a referral."""
    outcome = ReferNow(
        rule="R-ACH-3",
        to=to,
        urgency=urgency,
        reason=Text(nl="Je pijnscore was 7.", en="Your pain score was 7."),
        source="clinic's choice",
    )
    injury = make_injury(patient, injured_on=date(2026, 2, 20))
    return refer_from_intake(injury=injury, outcome=outcome, by=the_program(), now=now)


START = date(2026, 3, 2)


def fall_silent(patient: Patient, protocol: str = "achilles-self-care") -> tuple[Task, datetime]:
    """Let a patient report nothing until somebody has to ask; returns the task and its midnight."""
    plan = start_demo_plan(patient, protocol, starts_on=START)
    night = night_before(plan, START + timedelta(days=10))
    return Task.objects.get(plan=plan, kind="silence"), night


def become_ready(patient: Patient, protocol: str = "achilles-self-care") -> tuple[Plan, datetime]:
    """Let a gate be met at midnight, by what the patient reported; returns plan and midnight."""
    plan = start_demo_plan(patient, protocol, starts_on=START)
    keep_diary(plan, "0 " * 21)
    if protocol != "achilles-self-care":
        answer(plan, "gait", "normal", evening_of(START))
    return plan, night_before(plan, START + timedelta(days=21))


def ask(plan: Plan, *, now: datetime, question: str = "less_pain_than_at_start") -> AskedQuestion:
    """Let a rule put a question to the patient."""
    asked = AskedQuestion.objects.create(
        plan=plan,
        rule="R-ACH-1",
        window_first=plan.starts_on,
        question=question,
        asked_at=now,
        asked_on=now.date(),
    )
    facts = {"asked": asked.pk, "question": asked.question, "rule": asked.rule}
    record_event(EventKind.QUESTION_ASKED, by=the_program(), now=now, plan=plan, facts=facts)
    return asked
