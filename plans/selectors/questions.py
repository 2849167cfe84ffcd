"""Questions that a rule has put to a patient."""

from __future__ import annotations

from dataclasses import dataclass

from plans.domain.question import Question
from plans.models import AskedQuestion
from plans.selectors.catalogue import find_question


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """One question as it is put to the patient; ``closed`` once it needs no answer any more."""

    asked_id: int
    patient_id: int
    plan_id: int
    question: Question
    closed: bool


def question_card(asked_id: int) -> QuestionCard:
    """Return one question; ``AskedQuestion.DoesNotExist`` when there is none or no words for it."""
    row = AskedQuestion.objects.select_related("plan__injury").get(pk=asked_id)
    card = _card(row)
    if card is None:
        raise AskedQuestion.DoesNotExist(f"no protocol in use lists the question {row.question!r}")
    return card


def open_questions(plan_id: int) -> list[QuestionCard]:
    """Return the questions of a plan that still wait for an answer, oldest first."""
    rows = AskedQuestion.objects.filter(plan_id=plan_id, closed_at__isnull=True)
    cards = (_card(row) for row in rows.select_related("plan__injury").order_by("pk"))
    return [card for card in cards if card is not None]


def _card(row: AskedQuestion) -> QuestionCard | None:
    """Put the question into the words of the plan's version; an older one may not list it yet."""
    question = find_question(row.plan.protocol_version_id, row.question)
    if question is None:
        return None
    return QuestionCard(
        asked_id=row.pk,
        patient_id=row.plan.injury.patient_id,
        plan_id=row.plan_id,
        question=question,
        closed=row.closed_at is not None,
    )
