"""Does what a scenario says happened, through the services that the live system uses."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from plans.domain.change import Change, OpenPhase, PausePlan, ResumePlan
from plans.domain.refusal import Refusal, RefusalKind
from plans.domain.text import Text
from plans.models import Outcome, Plan, ProtocolVersion, Referral
from plans.selectors.catalogue import published_protocol
from plans.services.changing import change_plan
from plans.services.ending import end_plan
from plans.services.referrals import acknowledge_referral
from plans.services.reporting import (
    record_activity,
    record_answer,
    record_exercise,
    record_pain,
    record_signs,
)
from plans.services.starting import switch_plan
from recovery.simulation.cast import Cast
from recovery.simulation.scenario import (
    Acknowledged,
    Answered,
    Ended,
    ExerciseDone,
    Happening,
    Log,
    Moved,
    Paused,
    PhaseOpened,
    Reporting,
    Resumed,
    SignsSeen,
    Switched,
)


def happen(happening: Happening, cast: Cast, now: datetime) -> None:
    """Do one thing of the scenario at ``now``. Refuses what the live system would refuse."""
    if isinstance(happening, Reporting):
        _report(happening, cast, now)
    else:
        _act(happening, cast, now)


def _report(happening: Reporting, cast: Cast, now: datetime) -> None:
    injury, by, for_on = cast.injury, cast.patient.user, happening.for_on
    match happening:
        case Log(pain=pain, morning=morning):
            record_pain(injury=injury, pain=pain, morning=morning, for_on=for_on, by=by, now=now)
        case ExerciseDone(exercise=exercise, done=done, pain=pain, turn=turn):
            record_exercise(
                injury=injury,
                exercise=exercise,
                done=done,
                pain=pain,
                turn=turn,
                for_on=for_on,
                by=by,
                now=now,
            )
        case Moved(do=kind, minutes=minutes, km=km, pain=pain):
            record_activity(
                injury=injury,
                kind=kind,
                minutes=minutes,
                km=None if km is None else Decimal(str(km)),
                pain=pain,
                for_on=for_on,
                by=by,
                now=now,
            )
        case Answered(question=question, value=answer):
            record_answer(
                injury=injury, question=question, answer=answer, for_on=for_on, by=by, now=now
            )
        case SignsSeen(signs=signs):
            record_signs(injury=injury, signs=signs, for_on=for_on, by=by, now=now)


def _act(
    happening: Paused | Resumed | PhaseOpened | Switched | Acknowledged | Ended,
    cast: Cast,
    now: datetime,
) -> None:
    match happening:
        case Paused(until=until, reason=reason):
            _change(PausePlan(until_on=until), cast, now, reason)
        case Resumed():
            _change(ResumePlan(), cast, now)
        case PhaseOpened(phase=phase, by=by):
            _change(OpenPhase(phase=phase), cast, now, by_patient=by == "patient")
        case Switched(protocol=protocol, reason=reason):
            cast.plan = switch_plan(
                plan=_plan(cast),
                version=_published(protocol),
                by=cast.physiotherapist,
                now=now,
                reason=reason,
            )
        case Acknowledged(referral=rule):
            _acknowledge(rule, cast, now)
        case Ended(reason=reason):
            outcome = reason if reason in Outcome.values else Outcome.STOPPED
            end_plan(
                plan=_plan(cast), outcome=outcome, by=cast.physiotherapist, now=now, reason=reason
            )


def _change(
    change: Change, cast: Cast, now: datetime, reason: str = "", *, by_patient: bool = False
) -> None:
    by = cast.patient.user if by_patient else cast.physiotherapist
    change_plan(plan=_plan(cast), change=change, by=by, now=now, reason=reason)


def _acknowledge(rule: str, cast: Cast, now: datetime) -> None:
    referral = Referral.objects.filter(injury=cast.injury, rule=rule).order_by("-raised_at").first()
    if referral is None:
        raise Refusal(
            code="no_such_referral",
            message=Text(
                nl=f"Er is geen doorverwijzing {rule}.", en=f"there is no referral {rule} yet"
            ),
            kind=RefusalKind.NOT_FOUND,
            place="referral",
        )
    acknowledge_referral(referral=referral, by=cast.physiotherapist, now=now)


def _published(protocol: str) -> ProtocolVersion:
    try:
        return published_protocol(protocol)
    except Refusal as refusal:
        raise replace(
            refusal,
            message=Text(
                nl=f"{protocol!r} is geen protocol van de catalogus.",
                en=f"{protocol!r} is not a protocol of the catalogue.",
            ),
            place="protocol",
        ) from None


def _plan(cast: Cast) -> Plan:
    assert cast.plan is not None  # noqa: S101 - things happen only while a plan exists
    cast.plan.refresh_from_db()
    return cast.plan
