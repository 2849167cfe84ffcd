"""What the timetable and the doorbell start: read the clock, call one service."""

from __future__ import annotations

from celery import shared_task

from plans.selectors.clock import database_now
from plans.services.judging import BATCH, judge_due_plans

MOST_BATCHES = 50


@shared_task(ignore_result=True)
def judge_plans() -> None:
    """Judge every plan whose next judgement is due; what one run leaves, the next one takes."""
    for _ in range(MOST_BATCHES):
        if judge_due_plans(now=database_now()) < BATCH:
            return
