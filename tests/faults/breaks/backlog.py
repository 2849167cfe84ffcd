"""Nobody at work for six hours, and a hundred thousand messages that were due meanwhile."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks.crowd import BASE, copy_rows, new_uuid
from notifications.domain.kind import MessageKind, To
from notifications.domain.pace import Pace
from notifications.domain.state import State
from notifications.models import Message
from notifications.services.compose import plan_reminders
from notifications.services.handover import hand_over_events
from notifications.services.tell import Draft, write_messages
from plans.models import Patient
from tests.faults.crowd import (
    AFTERNOON,
    MINUTE,
    make_patients,
    refer_some,
    set_clocks,
    zone_where_it_is,
)
from tests.faults.figures import Figures
from tests.faults.oracle import Due, all_came, compare, due_calls, due_reminders
from tests.faults.running import busy, wait_until
from tests.faults.sinks.taken import Arrival
from tests.faults.stage import Stage
from tests.faults.talking import Nursery

_DOWN = timedelta(hours=6)
_USE = timedelta(hours=2)
_STALE_ROWS, _COPIES = 98_000, 100
_PATIENTS, _REFERRALS = 700, 150
_MAILS_A_MINUTE = 1_800
_STALE_IS_GONE_IN = 5.0
"""Seconds."""

_IN_HANDS = 40
"""So many mails two loops may have begun when something more urgent is written down."""


def come_back_after_six_hours(stage: Stage, figures: Figures) -> None:
    """Let two loops begin while six hours of messages wait, most of them of no use any more."""
    now = datetime.now(UTC)
    due = _let_it_pile_up(now)
    stale = Message.objects.filter(settled_at__isnull=True, expires_at__lte=now)
    figures.times = stale.count() + len(due)
    stage.mail.start()
    stage.programs.env["MAIL_PER_MINUTE"] = str(_MAILS_A_MINUTE)
    nursery = Nursery(stage.programs, stage.folder)
    for _ in range(2):
        nursery.start(every=0.5)
    took = wait_until(
        "what is of no use any more is settled", lambda: not stale.exists(), seconds=60, every=0.2
    )
    figures.must(took <= _STALE_IS_GONE_IN * busy(), f"expiring what was stale took {took:.1f} s")
    figures.seconds = took + wait_until(
        "everything that is still of use has come",
        lambda: all_came(due, stage.mail.came()),
        seconds=150,
    )
    time.sleep(2.0)
    came = stage.mail.came()
    compare(figures, due, came, slack=timedelta(seconds=30))
    figures.judge(most_raw=0)
    _judge_pace(figures, came)
    _judge_order(figures, came)
    sent = Message.objects.filter(state=State.SENT, due_at__lt=now - _USE, rank=1).count()
    figures.must(not sent, f"{sent} messages of long ago were sent")


def _let_it_pile_up(now: datetime) -> list[Due]:
    """Return what is still of use; for half of the patients nobody has even looked."""
    zone = zone_where_it_is(AFTERNOON, now)
    local = now.astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0)
    recent = local - timedelta(minutes=20)
    earlier = local - timedelta(hours=5)
    make_patients(
        _PATIENTS,
        zone=zone,
        now=now,
        moments=[earlier.time(), recent.time()],
        log_at=recent.time(),
    )
    people = list(Patient.objects.select_related("clinic").order_by("pk"))
    began = now - _DOWN
    set_clocks(planned_until=began, next_due_at=earlier.astimezone(UTC))
    due = due_reminders(after=began, until=now)
    in_use = [item for item in due if item.expires_at and item.expires_at > now]
    plan_reminders(now=recent.astimezone(UTC) + MINUTE, limit=_PATIENTS // 2)
    _write_stale(people, now)
    refer_some(_REFERRALS, now=now)
    hand_over_events(now=now)
    return [*in_use, *due_calls()]


def _write_stale(people: Sequence[Patient], now: datetime) -> None:
    """Write what came due over six hours and is of no use now: two rows, mail and inbox, each.

    Some are written by the program; the database copies them until there are enough.
    """
    span = _DOWN - _USE - MINUTE
    models = _STALE_ROWS // _COPIES // 2
    drafts = [
        _stale(people[number % len(people)], number, now - _USE - MINUTE - span * number / models)
        for number in range(models)
    ]
    write_messages(drafts=drafts, now=now - _DOWN)
    rows = Message.objects.filter(dedupe_key__startswith="stale:")
    of_copy = {
        "id": f"{BASE} + t.id * {_COPIES} + seq.i",
        "public_id": new_uuid(),
        "dedupe_key": "t.dedupe_key || ':' || seq.i",
    }
    copy_rows(rows, of_copy, (1, _COPIES - 1))


def _stale(patient: Patient, number: int, due_at: datetime) -> Draft:
    local = due_at.astimezone(patient.zone)
    return Draft(
        kind=MessageKind.EXERCISE_REMINDER,
        key=f"stale:{number}",
        clinic_id=patient.clinic_id,
        recipient_id=patient.user_id,
        to=To.PATIENT,
        due_at=due_at,
        expires_at=due_at + _USE,
        patient_id=patient.pk,
        facts={"day": local.date().isoformat(), "moment": f"{local:%H:%M}", "turns": []},
    )


def _judge_pace(figures: Figures, came: Sequence[Arrival]) -> None:
    """Hold each stretch of time against what the pace allows in it."""
    pace = Pace(_MAILS_A_MINUTE)
    for first in range(0, len(came), 25):
        for last in range(first, len(came), 25):
            minutes = (came[last].at - came[first].at) / MINUTE
            allowed = pace.most + pace.per_minute * minutes + _IN_HANDS
            if last - first + 1 > allowed:
                figures.broken.append(f"{last - first + 1} mails went out in {minutes * 60:.0f} s")
                return


def _judge_order(figures: Figures, came: Sequence[Arrival]) -> None:
    """Hold the order against the rule that what calls for a human goes first."""
    ranks = dict(Message.objects.values_list("message_id", "rank").iterator(chunk_size=5000))
    order = [ranks[arrival.id] for arrival in came]
    calls = order.count(0)
    too_early = sum(order[: max(calls - _IN_HANDS, 0)])
    figures.must(too_early <= _IN_HANDS, f"{too_early} reminders went before referrals")
