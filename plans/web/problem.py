"""How a page says no: one sentence in the reader's language, with the status that fits."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django import forms

from plans.domain.refusal import Refusal, RefusalKind
from plans.web.words import say

_STATUS = {
    RefusalKind.INVALID: HTTPStatus.BAD_REQUEST,
    RefusalKind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    RefusalKind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    RefusalKind.CONFLICT: HTTPStatus.CONFLICT,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, for a person, and the status of the answer."""

    message: str
    status: HTTPStatus


def problem_of(refusal: Refusal) -> Problem:
    """Say a refusal of the clinic's rules."""
    return Problem(say(refusal.message), _STATUS[refusal.kind])


def problem_in(form: forms.BaseForm) -> Problem:
    """Say the first mistake in a form that was filled in wrongly, with the field it is in."""
    name, messages = next(iter(form.errors.items()))
    message = str(messages[0])
    if name in form.fields and form.fields[name].label:
        message = f"{form.fields[name].label}: {message}"
    return Problem(message, HTTPStatus.BAD_REQUEST)
