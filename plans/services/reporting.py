"""Writes down what patients report. Nothing is overwritten: a correction is a new row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from plans.domain.days import local_day
from plans.domain.event import EventKind
from plans.domain.rule import MORE_SIGNS, ReportRule
from plans.models import (
    ActivityKind,
    ActivityReport,
    AnswerReport,
    Done,
    ExerciseReport,
    Injury,
    PainReport,
    Plan,
    SignReport,
    User,
)
from plans.selectors.catalogue import (
    find_question,
    find_sign,
    is_known_exercise,
    protocol_of,
)
from plans.services.appending import add_report, latest_plan, locked
from plans.services.refusals import invalid, require_clinician_or_self

LONGEST_ACTIVITY_MINUTES = 1440
FARTHEST_ACTIVITY_KM = Decimal(300)


@transaction.atomic
def record_pain(
    *,
    injury: Injury,
    pain: int | None = None,
    morning: int | None = None,
    for_on: date | None = None,
    client_key: UUID | None = None,
    by: User,
    now: datetime,
) -> PainReport:
    """Add a pain score (0-10) for the day, the morning or both, beside what was given before.

    The day counts with its worst score (DEF-1). ``for_on`` is today where the patient is when left
    out. The same ``client_key`` twice adds one row.
    """
    _check_scores(pain=pain, morning=morning)
    return add_report(
        PainReport,
        EventKind.PAIN_LOGGED,
        injury=injury,
        for_on=for_on,
        client_key=client_key,
        by=by,
        now=now,
        pain=pain,
        morning=morning,
    )


@transaction.atomic
def set_day_score(
    *,
    injury: Injury,
    for_on: date,
    pain: int | None = None,
    morning: int | None = None,
    by: User,
    now: datetime,
) -> PainReport:
    """Set the score that a day has of its own; setting it again corrects it and keeps the old one.

    Setting what stands there already changes nothing.
    """
    _check_scores(pain=pain, morning=morning)
    old: PainReport | None = (
        PainReport.objects.current()
        .filter(injury=locked(injury), for_on=for_on, is_day_score=True)
        .first()
    )
    if old is not None and (old.pain, old.morning) == (pain, morning):
        require_clinician_or_self(by, injury.patient)
        return old
    return add_report(
        PainReport,
        EventKind.PAIN_LOGGED,
        injury=injury,
        for_on=for_on,
        by=by,
        now=now,
        corrects=old,
        pain=pain,
        morning=morning,
        is_day_score=True,
    )


@transaction.atomic
def record_exercise(
    *,
    injury: Injury,
    exercise: str,
    done: str = Done.FULL,
    pain: int | None = None,
    turn: int | None = None,
    for_on: date | None = None,
    client_key: UUID | None = None,
    by: User,
    now: datetime,
) -> ExerciseReport:
    """Write down one turn of an exercise; the same turn again corrects what was said of it."""
    _check_score("pain", pain)
    if done not in Done.values:
        raise invalid(
            "unknown_done",
            nl=f"{done!r} kan niet. Kies full, partial of none.",
            en=f"{done!r} is not possible. Choose full, partial or none.",
            place="done",
        )
    if not is_known_exercise(exercise):
        raise invalid(
            "unknown_exercise",
            nl=f"De oefening {exercise!r} staat niet in de oefeningenlijst.",
            en=f"The exercise {exercise!r} is not in the library.",
            place="exercise",
        )
    day = for_on or local_day(now, injury.patient.zone)
    old: ExerciseReport | None = None
    if turn is not None:
        old = (
            ExerciseReport.objects.current()
            .filter(injury=locked(injury), for_on=day, exercise=exercise, turn=turn)
            .first()
        )
    if old is not None and (old.done, old.pain) == (done, pain):
        require_clinician_or_self(by, injury.patient)
        return old
    return add_report(
        ExerciseReport,
        EventKind.EXERCISE_LOGGED,
        injury=injury,
        for_on=day,
        client_key=client_key,
        by=by,
        now=now,
        corrects=old,
        exercise=exercise,
        turn=turn,
        done=done,
        pain=pain,
    )


@transaction.atomic
def record_activity(
    *,
    injury: Injury,
    kind: str,
    minutes: int,
    km: Decimal | None = None,
    pain: int | None = None,
    for_on: date | None = None,
    client_key: UUID | None = None,
    by: User,
    now: datetime,
) -> ActivityReport:
    """Write down a walk or a run: minutes (1-1440), kilometres, and the pain during it (0-10)."""
    _check_score("pain", pain)
    if kind not in ActivityKind.values:
        raise invalid(
            "unknown_activity",
            nl=f"{kind!r} kan niet. Kies walk of run.",
            en=f"{kind!r} is not possible. Choose walk or run.",
            place="kind",
        )
    if not 1 <= minutes <= LONGEST_ACTIVITY_MINUTES:
        raise invalid(
            "wrong_minutes",
            nl=f"{minutes} minuten kan niet. Vul 1 tot en met 1440 in.",
            en=f"{minutes} minutes is not possible. Fill in 1 to 1440.",
            place="minutes",
        )
    if km is not None and not (km.is_finite() and 0 < km <= FARTHEST_ACTIVITY_KM):
        raise invalid(
            "wrong_distance",
            nl=f"{km} kilometer kan niet. Vul een afstand tot en met 300 in.",
            en=f"{km} kilometres is not possible. Fill in a distance up to 300.",
            place="km",
        )
    return add_report(
        ActivityReport,
        EventKind.ACTIVITY_LOGGED,
        injury=injury,
        for_on=for_on,
        client_key=client_key,
        by=by,
        now=now,
        kind=kind,
        minutes=minutes,
        km=km,
        pain=pain,
    )


@transaction.atomic
def record_answer(
    *,
    injury: Injury,
    question: str,
    answer: str,
    for_on: date | None = None,
    client_key: UUID | None = None,
    by: User,
    now: datetime,
) -> AnswerReport:
    """Write down the answer to a question of the catalogue, asked by the plan or volunteered."""
    plan = latest_plan(injury)
    asked = find_question(plan.protocol_version_id, question)
    if asked is None:
        raise invalid(
            "unknown_question",
            nl=f"De vraag {question!r} bestaat niet.",
            en=f"The question {question!r} does not exist.",
            place="question",
        )
    if not asked.allows(answer):
        choices = ", ".join(option.value for option in asked.options)
        raise invalid(
            "unknown_answer",
            nl=f"{answer!r} is geen antwoord op {question!r}. Kies uit: {choices}.",
            en=f"{answer!r} is not an answer to {question!r}. Choose: {choices}.",
            place="value",
        )
    return add_report(
        AnswerReport,
        EventKind.QUESTION_ANSWERED,
        injury=injury,
        for_on=for_on,
        client_key=client_key,
        by=by,
        now=now,
        is_red_flag=_is_red_flag(plan, question, answer),
        question=question,
        answer=answer,
    )


@transaction.atomic
def record_signs(
    *,
    injury: Injury,
    signs: Sequence[str],
    for_on: date | None = None,
    client_key: UUID | None = None,
    by: User,
    now: datetime,
) -> SignReport:
    """Write down which signs of the catalogue a patient noticed; an empty list says none."""
    version_id = latest_plan(injury).protocol_version_id
    unknown = [sign for sign in sorted(set(signs)) if find_sign(version_id, sign) is None]
    if unknown:
        raise invalid(
            "unknown_sign",
            nl=f"Het signaal {unknown[0]!r} bestaat niet.",
            en=f"The sign {unknown[0]!r} does not exist.",
            place="signs",
        )
    return add_report(
        SignReport,
        EventKind.SIGNS_REPORTED,
        injury=injury,
        for_on=for_on,
        client_key=client_key,
        by=by,
        now=now,
        is_red_flag=True,
        signs=sorted(set(signs)),
    )


def _is_red_flag(plan: Plan, question: str, answer: str) -> bool:
    """Say whether this answer can call somebody who cannot wait."""
    if question == MORE_SIGNS:
        return answer == "yes"
    return any(
        rule.is_red_flag and rule.question == question and answer in rule.answers
        for rule in protocol_of(plan.protocol_version_id).rules
        if isinstance(rule, ReportRule)
    )


def _check_scores(**scores: int | None) -> None:
    if all(score is None for score in scores.values()):
        raise invalid(
            "no_score",
            nl="Vul een pijnscore in van 0 tot en met 10.",
            en="Fill in a pain score from 0 to 10.",
            place="pain",
        )
    for place, score in scores.items():
        _check_score(place, score)


def _check_score(place: str, score: int | None) -> None:
    if score is None or (type(score) is int and 0 <= score <= 10):
        return
    raise invalid(
        "score_out_of_range",
        nl=f"{score} ligt niet tussen 0 en 10.",
        en=f"{score} is not between 0 and 10.",
        place=place,
    )
