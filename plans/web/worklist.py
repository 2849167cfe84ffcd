"""The physiotherapist's list: who needs somebody now, what is to be done, and the caseload."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from plans.domain.refusal import Refusal
from plans.domain.sight import sight_of
from plans.models import Referral, User
from plans.selectors.catalogue import published_protocol
from plans.selectors.rights import open_requests
from plans.selectors.scope import find, visible_referrals, visible_tasks
from plans.selectors.worklist import open_tasks, waiting_referrals
from plans.services.referrals import acknowledge_referral, dismiss_referral, resolve_referral
from plans.services.tasks import close_task
from plans.services.treating import treat_referral
from plans.web.admission import physiotherapist, read_uuid
from plans.web.beside import ADHERENCE_DAYS, CURVE_DAYS, beside_of, whole_plans
from plans.web.caseload import case_lines, caseload
from plans.web.problem import Problem, problem_in, problem_of
from plans.web.referral_words import referral_lines, with_words
from plans.web.task_words import task_lines
from plans.web.worklist_forms import CloseForm, DismissForm, ResolveForm, TreatForm

Row = TypeVar("Row", bound=Model)

LINES_ON_A_PAGE = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def worklist(request: HttpRequest) -> HttpResponse:
    """Show who waits and the caseload, or record what was done about somebody."""
    user = physiotherapist(request)
    now = timezone.now()
    problem = None
    if request.method == "POST":
        problem = _handle(request, user, now)
        if problem is None:
            messages.success(request, _("Saved."))
            return redirect("worklist")
    referrals, tasks = with_words(waiting_referrals(user)), open_tasks(user)
    listed, to_do = list(referrals[:LINES_ON_A_PAGE]), list(tasks[:LINES_ON_A_PAGE])
    page = caseload(user, request.GET.get("page"))
    shown = {row.plan_id for row in listed if row.plan_id is not None}
    shown |= {row.plan_id for row in to_do} | {plan.pk for plan in page.object_list}
    plans = whole_plans(shown)
    beside = beside_of(plans.values(), now)
    on_page = {row.injury.patient_id for row in listed}
    on_page |= {plan.injury.patient_id for plan in plans.values()}
    if problem is None:
        sight_of(request).listed("worklist", on_page)
    return render(
        request,
        "plans/worklist.html",
        {
            "referrals": referral_lines(listed, beside),
            "referral_count": referrals.count(),
            "tasks": task_lines(to_do, beside),
            "task_count": tasks.count(),
            "request_count": open_requests(user).count(),
            "page": page,
            "cases": case_lines(page.object_list, plans, beside, now),
            "adherence_days": ADHERENCE_DAYS,
            "curve_days": CURVE_DAYS,
            "problem": problem,
        },
        status=problem.status if problem else None,
    )


def _handle(request: HttpRequest, user: User, now: datetime) -> Problem | None:
    """Do what one of the forms asks; return what was wrong, if anything."""
    try:
        if "task" in request.POST:
            return _close_task(request, user, now)
        return _handle_referral(request, user, now)
    except Refusal as refusal:
        return problem_of(refusal)


def _close_task(request: HttpRequest, user: User, now: datetime) -> Problem | None:
    rows = visible_tasks(user).select_related("plan__injury__patient")
    task = _one(request, rows, request.POST["task"])
    form = CloseForm(request.POST)
    if not form.is_valid():
        return problem_in(form)
    close_task(task=task, by=user, now=now, **form.cleaned_data)
    return None


def _handle_referral(request: HttpRequest, user: User, now: datetime) -> Problem | None:
    rows = visible_referrals(user).select_related("injury__patient", "plan")
    referral = _one(request, rows, request.POST.get("referral", ""))
    make_form, write = _FORMS.get(request.POST.get("form", ""), _SEEN)
    form = make_form(request.POST)
    if not form.is_valid():
        return problem_in(form)
    write(referral=referral, by=user, now=now, **form.cleaned_data)
    return None


def _one(request: HttpRequest, rows: QuerySet[Row], words: str) -> Row:
    found = find(rows, read_uuid(words), sight_of(request))
    if found is None:
        raise Http404
    return found


def _treat(*, referral: Referral, protocol: str, by: User, now: datetime) -> None:
    treat_referral(referral=referral, version=published_protocol(protocol), by=by, now=now)


_SEEN: tuple[type[forms.Form], Callable[..., object]] = (forms.Form, acknowledge_referral)
_FORMS: dict[str, tuple[type[forms.Form], Callable[..., object]]] = {
    "resolve": (ResolveForm, resolve_referral),
    "dismiss": (DismissForm, dismiss_referral),
    "treat": (TreatForm, _treat),
}
