"""Does news about a plan still hold, now that it is to be told, and what is told of it?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import override

from notifications.domain.kind import MessageKind
from notifications.domain.plan_change import ENDINGS, NAMES_A_DAY, weightiest
from notifications.domain.state import Reason
from plans.domain.day_words import with_days
from plans.domain.days import local_day
from plans.selectors.day import plans_with_dates
from plans.selectors.events import kinds_since
from plans.selectors.plan_values import dated_plan
from plans.selectors.words import PHASES


def why_not_to_tell(
    kind: MessageKind, plan_id: int, facts: Mapping[str, Any], *, now: datetime
) -> Reason | None:
    """Say why news about a plan is not told any more; ``None``: it still holds.

    ``ObjectDoesNotExist`` when there is no such plan.
    """
    if facts.get("change") in ENDINGS:
        return None
    plan = plans_with_dates().get(pk=plan_id)
    dated = dated_plan(plan)
    today = local_day(now, plan.injury.patient.zone)
    # Also a pause that was cut short on the day it began, which the plan itself leaves out.
    ends = {pause.until_on for pause in plan.pauses.all()}
    if dated.ended_on is not None:
        holds = False
    elif kind is MessageKind.PHASE_OPENED:
        current = dated.open_phase()
        holds = current is not None and current.kind == facts["phase"]
    elif kind is MessageKind.PLAN_PAUSED:
        until_on = date.fromisoformat(facts["until_on"])
        holds = any(p.until_on == until_on and p.covers(today) for p in dated.pauses)
    elif kind is MessageKind.PLAN_RESUMED:
        holds = date.fromisoformat(facts["on"]) in ends and not dated.is_paused_on(today)
    else:
        holds = True
    return None if holds else Reason.NOT_DUE


def plan_words(kind: MessageKind, facts: Mapping[str, Any], language: str) -> dict[str, str]:
    """Return what the words of news about a plan need to know, in the reader's language."""
    if kind is MessageKind.PHASE_OPENED:
        return {"phase": _phase(facts["phase"], language)}
    if kind is MessageKind.PLAN_PAUSED:
        return {"until_on": _said(date.fromisoformat(facts["until_on"]), language)}
    if kind is MessageKind.PLAN_CHANGED:
        return _change(facts, language)
    return {}


def _change(facts: Mapping[str, Any], language: str) -> dict[str, str]:
    change = facts["change"]
    if change not in ENDINGS:
        change = weightiest(kinds_since(facts["plan"], facts["event"]), change)
    if change not in NAMES_A_DAY:
        return {"change": change}
    starts_on = plans_with_dates().values_list("starts_on", flat=True).get(pk=facts["plan"])
    return {"change": change, "starts_on": _said(starts_on, language)}


def _phase(kind: str, language: str) -> str:
    with override(language):
        return str(PHASES.get(kind, kind.replace("_", " ")))


def _said(day: date, language: str) -> str:
    return with_days(nl="{day}", en="{day}", day=day).in_language(language)
