"""The patient's day: what to do, and the forms to say how it went."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from plans.domain.days import local_day
from plans.domain.refusal import Refusal
from plans.models import Patient, Plan, User
from plans.selectors.catalogue import protocol_of
from plans.selectors.plan_values import dated_plan
from plans.selectors.scope import not_found, visible_referrals
from plans.services.reporting import (
    record_activity,
    record_answer,
    record_exercise,
    record_signs,
    set_day_score,
)
from plans.web.admission import own_record, person
from plans.web.problem import Problem, problem_in, problem_of
from plans.web.today_advice import what_to_do_now
from plans.web.today_forms import ActivityForm, AnswerForm, ScoreForm, SignsForm, TickForm
from plans.web.today_page import day_page, final_day, first_day, plan_under_way, question_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def today(request: HttpRequest, day: str | None = None) -> HttpResponse:
    """Show a patient's day, or write down what was filled in and show it again."""
    user = person(request)
    patient = own_record(request)
    if patient is None:
        return render(request, "plans/no_record.html")
    now = timezone.now()
    current = local_day(now, patient.zone)
    shown = _read_day(day, current)
    problem = None
    if request.method == "POST":
        problem = _write(request, patient, user, shown, now)
        if problem is None:
            return _answer(request, patient, user, now)
    page = day_page(user=user, patient=patient, day=shown, today=current)
    return render(
        request,
        "plans/today.html",
        {"page": page, "clinic": patient.clinic, "problem": problem},
        status=problem.status if problem else None,
    )


def _answer(request: HttpRequest, patient: Patient, user: User, now: datetime) -> HttpResponse:
    """Say what to do now when danger was reported; else go back to the day."""
    place = _here(request)
    if request.POST["form"] in ("signs", "answer"):
        plan = plan_under_way(patient, UUID(request.POST["plan"]))
        raised = visible_referrals(user).filter(injury=plan.injury, raised_at=now)
        is_danger = bool(request.POST.getlist("signs")) or raised.exists()
        calls = what_to_do_now(plan) if is_danger else []
        if calls:
            context = {
                "calls": calls,
                "clinic": patient.clinic,
                "stands_still": dated_plan(plan).is_stopped_on(local_day(now, patient.zone)),
                "back_to": request.path,
            }
            return render(request, "plans/now.html", context)
        if plan.asked_questions.filter(asked_at=now).exists():
            # What is asked because of this report is asked there.
            place = place.replace("#signs", "#questions")
    messages.success(request, _("Saved."))
    return redirect(request.path + place)


def _read_day(words: str | None, today: date) -> date:
    """Read the day in the address: three days back, that still count, to a week ahead."""
    if words is None:
        return today
    try:
        day = date.fromisoformat(words)
    except ValueError:
        raise Http404 from None
    if words != day.isoformat() or not first_day(today) <= day <= final_day(today):
        raise Http404
    return day


def _write(
    request: HttpRequest, patient: Patient, user: User, day: date, now: datetime
) -> Problem | None:
    """Write down one form of the page; return what was wrong with it, if anything."""
    try:
        make_form, record = _FORMS[request.POST["form"]]
        plan = plan_under_way(patient, UUID(request.POST["plan"]))
        form = make_form(request.POST, plan)
        if not form.is_valid():
            return problem_in(form)
        record(injury=plan.injury, for_on=day, by=user, now=now, **form.cleaned_data)
    except (KeyError, ValueError):
        return problem_of(not_found())
    except Refusal as refusal:
        return problem_of(refusal)
    return None


def _here(request: HttpRequest) -> str:
    """Return the place on the page to go back to, so that nobody has to scroll again."""
    place = request.POST.get("here", "")
    return f"#{place}" if _PLACE.fullmatch(place) else ""


_PLACE = re.compile(r"[a-z0-9-]{1,100}")

_FORMS: dict[str, tuple[Callable[[QueryDict, Plan], forms.Form], Callable[..., object]]] = {
    "score": (lambda data, plan: ScoreForm(data), set_day_score),
    "tick": (lambda data, plan: TickForm(data), record_exercise),
    "activity": (lambda data, plan: ActivityForm(data), record_activity),
    "answer": (
        lambda data, plan: AnswerForm(data, question=question_of(plan, str(data["question"]))),
        record_answer,
    ),
    "signs": (
        lambda data, plan: SignsForm(data, signs=protocol_of(plan.protocol_version_id).signs),
        record_signs,
    ),
}
