"""What the timetable and the doorbell start: read the clock, call one service."""

from __future__ import annotations

from celery import shared_task

from plans.selectors.clock import database_now
from plans.services.access_log import drop_anchor
from plans.services.idempotency import SWEPT_AT_ONCE, sweep_kept_answers
from plans.services.judging import BATCH, judge_due_plans

MOST_BATCHES = 50


@shared_task(ignore_result=True)
def judge_plans() -> None:
    """Judge every plan whose next judgement is due; what one run leaves, the next one takes."""
    for _ in range(MOST_BATCHES):
        if judge_due_plans(now=database_now()) < BATCH:
            return


@shared_task(ignore_result=True)
def anchor_access_log() -> None:
    """Write down outside the database where the access log ends."""
    drop_anchor(now=database_now())


@shared_task(ignore_result=True)
def sweep_answers() -> None:
    """Take away the answers that were kept long enough for requests sent twice."""
    for _ in range(MOST_BATCHES):
        if sweep_kept_answers(now=database_now()) < SWEPT_AT_ONCE:
            return
