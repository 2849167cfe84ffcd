"""Replays stored plans by their own or other rules, and sets that beside what is stored."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from plans.catalogue.overriding import SettingMistake, override, override_those_with
from plans.catalogue.reading import PROTOCOL
from plans.domain.checkpoint import REVISABLE_DAYS
from plans.domain.comparison import Compared, Given, compare
from plans.domain.days import ONE_DAY, local_day, midnight
from plans.domain.protocol import Protocol
from plans.domain.record import Referred
from plans.domain.replay import Life, Place, place_of, replay
from plans.domain.rules.case import Case
from plans.models import Plan, ProtocolVersion, Referral, ReferralStatus, Verdict
from plans.selectors.plan_files import CHECKPOINT
from plans.selectors.plan_values import plan_for_rules
from plans.selectors.records import records_of

BATCH = 500

_NOT_RULES = ("session", "gate")
_CLOSED_BY_SWITCH = "resolved_by_referral"


@dataclass(frozen=True, slots=True)
class RulesToTry:
    """By which protocol the plans of each version are replayed; other plans are left alone."""

    by_version: Mapping[int, Protocol]
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class PlanReplayed:
    """One plan by its public id: everything that was compared, or why nothing could be."""

    plan: UUID
    protocol: str
    compared: tuple[Compared, ...] = ()
    left_out: str = ""


def rules_to_try(
    *, protocol: str | None, number: int | None, overrides: Mapping[str, Any]
) -> RulesToTry:
    """Choose the rules for every version that plans follow: its own, another one's, or changed.

    Raises ``SettingMistake`` with the place for a protocol, a version or a setting that there is
    not. With ``overrides`` only plans are replayed whose protocol has one of the settings.
    """
    versions = ProtocolVersion.objects.order_by("-number")
    if protocol is not None:
        versions = versions.filter(slug=protocol)
        if not versions.exists():
            raise SettingMistake("--protocol", f"{protocol!r} is not a protocol of the catalogue")
    followed = {
        version.pk: version for version in versions.filter(plans__is_follow_up=False).distinct()
    }
    documents = {pk: version.document for pk, version in followed.items()}
    if number is not None:
        wanted = _numbered(versions, protocol, number)
        documents = dict.fromkeys(documents, override(wanted.document, dict(overrides)))
    elif overrides:
        documents = override_those_with(documents, overrides)
    return RulesToTry(
        by_version={pk: PROTOCOL.validate_json(json.dumps(it)) for pk, it in documents.items()},
        names={pk: str(version) for pk, version in followed.items()},
    )


def _numbered(
    versions: QuerySet[ProtocolVersion], protocol: str | None, number: int
) -> ProtocolVersion:
    if protocol is None:
        raise SettingMistake("--version", "name the protocol as well, with --protocol")
    known = {version.number: version for version in versions}
    if number not in known:
        numbers = ", ".join(str(version) for version in sorted(known))
        raise SettingMistake("--version", f"{protocol} has no version {number}; it has {numbers}")
    return known[number]


def count_replayed(rules: RulesToTry) -> int:
    """Return how many plans there are to replay."""
    return _plans(rules).count()


def replayed_plans(
    rules: RulesToTry, *, now: datetime, until: date | None = None
) -> Iterator[PlanReplayed]:
    """Replay the plans that follow ``rules``, in batches; memory does not grow with their number.

    A plan is compared as far as the program itself has judged it, and no further than ``until``.
    Follow-up plans are left out. Nothing is written.
    """
    last = 0
    while batch := list(_plans(rules).filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        yield from _replayed(batch, rules, now, until)


def _replayed(
    batch: list[Plan], rules: RulesToTry, now: datetime, until: date | None
) -> Iterator[PlanReplayed]:
    """Replay one batch; what was read for it is let go before the next one is read."""
    stored = _Stored(batch)
    while batch:
        yield _replay(batch.pop(0), rules, stored, now, until)


class _Stored:
    """What is stored about a batch of plans; a handful of queries however many there are."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        self.records = records_of(plans)
        self.verdicts = _verdicts([plan.pk for plan in plans])
        self.own: dict[int, dict[Place, Referred]] = defaultdict(dict)
        self.others: dict[int, list[Referred]] = defaultdict(list)
        of_injury: dict[int, list[Plan]] = defaultdict(list)
        for plan in plans:
            of_injury[plan.injury_id].append(plan)
        kept = Referral.objects.filter(injury__in=list(of_injury), plan__isnull=False)
        for row in kept.exclude(status=ReferralStatus.SUPERSEDED).order_by("pk"):
            for plan in of_injury[row.injury_id]:
                self._add(row, plan)
        every = Plan.objects.filter(injury__in=list(of_injury)).order_by("pk")
        self.newest = dict(every.values_list("injury_id", "pk"))

    def _add(self, row: Referral, plan: Plan) -> None:
        zone = plan.injury.patient.zone
        value = Referred(
            rule=row.rule,
            kind=row.kind,
            about_on=date.fromisoformat(row.occasion),
            seen_on=local_day(row.acknowledged_at, zone) if row.acknowledged_at else None,
            closed_on=local_day(row.closed_at, zone) if row.closed_at else None,
        )
        if row.plan_id == plan.pk:
            self.own[plan.pk][row.kind, row.rule, value.about_on] = value
        else:
            self.others[plan.pk].append(value)


@dataclass(frozen=True, slots=True)
class _Known:
    """A stored verdict: its newest revision, and when the first one was given."""

    given: Given
    given_at: datetime


def _verdicts(plan_ids: Sequence[int]) -> dict[int, dict[Place, _Known]]:
    """Read the newest revision of every verdict of a rule."""
    rows = Verdict.objects.filter(plan__in=plan_ids).exclude(kind__in=_NOT_RULES)
    found: dict[int, dict[Place, _Known]] = defaultdict(dict)
    for plan_id, kind, rule, first, last, verdict, given_at in (
        rows.exclude(verdict=_CLOSED_BY_SWITCH)
        .order_by("revision")
        .values_list(
            "plan_id", "kind", "rule", "window_first", "window_last", "verdict", "given_at"
        )
    ):
        before = found[plan_id].get((kind, rule, first))
        since = before.given_at if before is not None else given_at
        found[plan_id][kind, rule, first] = _Known(Given(verdict, last), since)
    return found


def _plans(rules: RulesToTry) -> QuerySet[Plan]:
    return (
        Plan.objects.filter(is_follow_up=False, protocol_version__in=list(rules.by_version))
        .select_related("injury__patient")
        .prefetch_related("phases", "pauses")
    )


def _replay(
    plan: Plan, rules: RulesToTry, stored: _Stored, now: datetime, wanted: date | None
) -> PlanReplayed:
    name = rules.names[plan.protocol_version_id]
    protocol, dated = rules.by_version[plan.protocol_version_id], plan_for_rules(plan)
    has = {phase.kind for phase in protocol.phases}
    lacking = [phase.kind for phase in dated.phases if phase.kind not in has]
    if lacking:
        return PlanReplayed(plan.public_id, name, left_out=f"has no phase {lacking[0]}")
    zone = plan.injury.patient.zone
    until = _until(plan, now, stored)
    until = until if wanted is None else min(until, wanted)
    record = stored.records[plan.pk]
    starts_on = max(plan.starts_on, local_day(plan.assigned_at, zone))
    own = stored.own.get(plan.pk, {})
    case = Case(
        dated, protocol, replace(record, referred=stored.others.get(plan.pk, ())), starts_on
    )
    given = replay(case, until=until, life=Life(record.asked, tuple(own.values())))
    judged = {place_of(item) for item in given}
    known = {
        place: verdict.given
        for place, verdict in stored.verdicts.get(plan.pk, {}).items()
        if place in judged or local_day(verdict.given_at, zone) <= until
    }
    return PlanReplayed(plan.public_id, name, compare(known, own, given))


def _until(plan: Plan, now: datetime, stored: _Stored) -> date:
    """Return the last day that the program has wholly judged.

    Once another plan of the injury took over, everything reported is that one's (DEF-13).
    """
    zone = plan.injury.patient.zone
    today, due_at = local_day(now, zone), plan.next_judgement_at
    if plan.ended_on is not None:
        return plan.ended_on if stored.newest[plan.injury_id] != plan.pk else today
    if due_at is None or due_at > now:
        return today
    waits_on = local_day(due_at, zone)
    # Due since midnight, nothing was reported after it was judged; else it waits for a report, and
    # there may be older ones that wait as well.
    if due_at != midnight(waits_on, zone) and plan.checkpoint is not None:
        since = CHECKPOINT.validate_python(plan.checkpoint).since
        waits_on = min(waits_on, since + timedelta(days=REVISABLE_DAYS))
    return waits_on - ONE_DAY
