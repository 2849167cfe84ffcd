"""Replays stored plans by their own or by other rules, and sets the result beside what is stored."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from plans.catalogue.overriding import SettingMistake, override
from plans.catalogue.reading import PROTOCOL
from plans.domain.checkpoint import REVISABLE_DAYS
from plans.domain.days import ONE_DAY, local_day
from plans.domain.protocol import Protocol
from plans.domain.record import Record, Referred
from plans.domain.replay import Life, Place, Replayed, replay
from plans.domain.rules.case import Case
from plans.models import Plan, PlanStatus, ProtocolVersion, Referral, ReferralStatus, Verdict
from plans.selectors.plan_files import CHECKPOINT
from plans.selectors.plan_values import plan_for_rules
from plans.selectors.records import records_of

BATCH = 500

_NOT_RULES = ("session", "gate")
_CLOSED_BY_SWITCH = "resolved_by_referral"
_NAMED_BY = {"rules": "id", "phases": "kind"}


@dataclass(frozen=True, slots=True)
class RulesToTry:
    """By which protocol the plans of each version are replayed; other plans are left alone."""

    by_version: Mapping[int, Protocol]
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """One rule over one window: what is stored, and what the replay gives.

    ``stored`` or ``replayed`` is ``None`` where the one or the other did not judge the window.
    ``days`` is more than 1 for a row of daily verdicts that compare alike.
    """

    rule: str
    kind: str
    first: date
    last: date
    stored: str | None
    replayed: str | None
    was_referred: bool
    is_referred: bool
    days: int = 1

    @property
    def is_changed(self) -> bool:
        """Say whether the verdict is another one."""
        return self.stored != self.replayed

    @property
    def is_different(self) -> bool:
        """Say whether the verdict is another one, or who is called."""
        return self.is_changed or self.was_referred != self.is_referred


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
    followed = list(versions.filter(plans__is_follow_up=False).distinct())
    names = {version.pk: str(version) for version in followed}
    if number is not None:
        wanted = _numbered(versions, protocol, number)
        changed = override(wanted.document, dict(overrides)) if overrides else wanted.document
        tried = _protocol(changed)
        return RulesToTry({version.pk: tried for version in followed}, names)
    documents = {version.pk: version.document for version in followed}
    if overrides:
        documents = _overridden(documents, versions, overrides)
    return RulesToTry({pk: _protocol(document) for pk, document in documents.items()}, names)


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
        stored = _Stored(batch)
        for plan in batch:
            yield _replay(plan, rules, stored, _until(plan, now, until))
        last = batch[-1].pk


@dataclass(slots=True)
class _Known:
    """The stored verdict of one rule over one window: its newest revision, and since when."""

    verdict: str
    last: date
    given_at: datetime


@dataclass(slots=True)
class _Stored:
    """What is stored about a batch of plans; a handful of queries however many there are."""

    plans: Sequence[Plan]
    records: Mapping[int, Record] = field(init=False)
    verdicts: dict[int, dict[Place, _Known]] = field(init=False)
    own: dict[int, dict[Place, Referred]] = field(init=False)
    others: dict[int, list[Referred]] = field(init=False)

    def __post_init__(self) -> None:
        self.records = records_of(self.plans)
        self.verdicts = _verdicts([plan.pk for plan in self.plans])
        self.own, self.others = defaultdict(dict), defaultdict(list)
        of_injury: dict[int, list[Plan]] = defaultdict(list)
        for plan in self.plans:
            of_injury[plan.injury_id].append(plan)
        rows = Referral.objects.filter(injury__in=of_injury, plan__isnull=False).exclude(
            status=ReferralStatus.SUPERSEDED
        )
        for row in rows.order_by("pk"):
            for plan in of_injury[row.injury_id]:
                self._add(row, plan)

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


def _plans(rules: RulesToTry) -> QuerySet[Plan]:
    return (
        Plan.objects.filter(is_follow_up=False, protocol_version__in=list(rules.by_version))
        .select_related("injury__patient")
        .prefetch_related("phases", "pauses")
    )


def _until(plan: Plan, now: datetime, wanted: date | None) -> date:
    """Return the last day that the program has wholly judged, or ``wanted`` if that is sooner."""
    zone = plan.injury.patient.zone
    judged = local_day(now, zone)
    if plan.ended_on is not None and _is_followed(plan):
        judged = plan.ended_on
    due_at = plan.next_judgement_at
    if plan.status == PlanStatus.ACTIVE and due_at is not None and due_at <= now:
        judged = local_day(due_at, zone) - ONE_DAY
        if plan.checkpoint is not None:
            since = CHECKPOINT.validate_python(plan.checkpoint).since
            judged = min(judged, since + timedelta(days=REVISABLE_DAYS) - ONE_DAY)
    return judged if wanted is None else min(judged, wanted)


def _is_followed(plan: Plan) -> bool:
    """Say whether another plan of the injury took over: red flags are then that one's (DEF-13)."""
    return bool(plan.injury.last_plan != plan.pk)  # type: ignore[attr-defined]
