"""A dry run says what the live program does: one story, told to both."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifications.models import Message
from notifications.services.rounds import do_round
from plans.domain.change import PausePlan
from plans.domain.days import instant, midnight
from plans.models import Injury, Plan, Referral, Verdict
from plans.selectors.catalogue import published_protocol
from plans.services.changing import change_plan
from plans.services.judging import judge_due_plans
from plans.services.reporting import record_answer, record_exercise, record_pain
from plans.services.starting import add_injury, start_plan
from tests.factories.people import make_clinic, make_patient, make_physiotherapist
from tests.recovery.simulation.scenes import (
    START,
    Entry,
    at,
    day,
    fields_of,
    logs,
    of_type,
    run,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def test_the_dry_run_says_what_the_live_program_does() -> None:
    """Tell one story twice: to the dry run, and day by day to the services with their rounds."""
    pause = {"at": at(6, "12:00"), "do": "pause", "until": day(8), "reason": "flu"}
    tick = {"do": "exercise", "exercise": "calf-stretch", "done": "full"}
    events = sorted(
        [
            *logs("6 - - - 6 5 5 5 4 4 4 4 3 3"),
            {"at": at(1, "07:10"), **tick},
            {"at": at(3, "09:00"), **tick},
            pause,
            {
                "at": at(16, "12:00"),
                "do": "answer",
                "question": "less_pain_than_at_start",
                "value": "no",
            },
        ],
        key=lambda event: event["at"],
    )
    fields = {"moments": ["07:30", "20:00"], "log_at": "20:30", "until": day(18)}

    foreseen = run(events=events, **fields)
    plan = _live(events, days=18)

    rows = Verdict.objects.filter(plan=plan).order_by("pk")
    assert fields_of(of_type(foreseen, "verdict"), "at", "rule", "verdict") == [
        (_local(row.given_at), row.rule, row.verdict)
        for row in rows.exclude(kind__in=("gate", "session"))
    ]
    assert fields_of(of_type(foreseen, "gate"), "at", "phase", "verdict", "missing") == [
        (_local(row.given_at), row.rule, row.verdict, row.evidence["missing"])
        for row in rows.filter(kind="gate")
    ]
    assert fields_of(of_type(foreseen, "referral"), "at", "rule", "to", "urgency") == [
        (_local(row.raised_at), row.rule, row.to, row.urgency)
        for row in Referral.objects.filter(injury=plan.injury).order_by("pk")
    ]
    told = fields_of(of_type(foreseen, "message"), "at", "kind", "to", "suppressed")
    assert sorted(told, key=str) == sorted(
        [
            (_local(row.settled_at), row.kind, row.to, row.reason or None)
            for row in Message.objects.filter(patient=plan.injury.patient, channel="email")
            if row.settled_at is not None
        ],
        key=str,
    )


def _local(moment: datetime) -> str:
    return moment.astimezone(AMSTERDAM).isoformat()


def _live(events: list[Entry], *, days: int) -> Plan:
    clinic = make_clinic()
    physiotherapist = make_physiotherapist(clinic)
    patient = make_patient(
        clinic,
        physiotherapist,
        timezone="Europe/Amsterdam",
        moments=(time(7, 30), time(20)),
        log_at=time(20, 30),
    )
    now = midnight(START, AMSTERDAM)
    injury = add_injury(
        patient=patient, region="achilles", injured_on=START, by=physiotherapist, now=now
    )
    plan = start_plan(
        injury=injury,
        version=published_protocol("achilles-self-care"),
        starts_on=START,
        by=physiotherapist,
        now=now,
    )
    waiting = [(_instant(event["at"]), event) for event in events]
    for now in _rounds(events, days):
        while waiting and waiting[0][0] <= now:
            _do(waiting.pop(0)[1], injury, plan, now)
        judge_due_plans(now=now)
        while do_round(now=now):
            pass
    return plan


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


def _rounds(events: list[Entry], days: int) -> list[datetime]:
    """Give the moments at which something can be due, as a worker that is never late sees them."""
    walls = [time(), time(7), time(7, 30), time(12), time(20), time(20, 30)]
    due = [
        instant(START + timedelta(days=number), wall, AMSTERDAM)
        for number in range(days + 1)
        for wall in walls
    ]
    return sorted({*due, *(_instant(event["at"]) for event in events)})


def _do(event: Entry, injury: Injury, plan: Plan, now: datetime) -> None:
    patient = injury.patient
    match event["do"]:
        case "log":
            record_pain(injury=injury, pain=event["pain"], by=patient.user, now=now)
        case "exercise":
            record_exercise(
                injury=injury,
                exercise=event["exercise"],
                done=event["done"],
                by=patient.user,
                now=now,
            )
        case "answer":
            record_answer(
                injury=injury,
                question=event["question"],
                answer=event["value"],
                by=patient.user,
                now=now,
            )
        case "pause":
            assert patient.physiotherapist is not None
            plan.refresh_from_db()
            change_plan(
                plan=plan,
                change=PausePlan(until_on=date.fromisoformat(event["until"])),
                by=patient.physiotherapist,
                now=now,
                reason=event["reason"],
            )
