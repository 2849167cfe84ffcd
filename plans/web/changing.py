"""Changes a plan in three steps: fill in, see what moves, confirm."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from plans.domain.days import local_day
from plans.domain.refusal import Refusal
from plans.models import Plan, PlanStatus, Role, User
from plans.selectors.catalogue import exercise_names, protocol_of
from plans.selectors.plan_values import dated_plan
from plans.selectors.words import language
from plans.services.changing import PlannedChange, change_plan, preview_change
from plans.web.admission import person, plan_for
from plans.web.change_forms import Changeable, ChangeForm
from plans.web.change_kinds import KINDS
from plans.web.plan_words import changed_in_words, moved_in_words, phase_lines
from plans.web.problem import Problem, problem_of
from plans.web.standing import standing_now

_FOR_PATIENTS = ("open-phase", "pause", "resume")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """Show the form of one kind of change, what it would move, or make it."""
    user = person(request)
    plan = plan_for(request, public_id)
    if kind not in KINDS or (user.role == Role.PATIENT and kind not in _FOR_PATIENTS):
        raise Http404
    now = timezone.now()
    about = Changeable(dated_plan(plan), local_day(now, plan.injury.patient.zone))
    form = KINDS[kind].form(request.POST if request.method == "POST" else None, about=about)
    if request.method != "POST" or not form.is_valid():
        return _page(request, plan, kind, form)
    try:
        if request.POST.get("step") != "confirm":
            planned = preview_change(plan=plan, change=form.change(), by=user, now=now)
            return _page(request, plan, kind, form, planned=planned)
        change_plan(
            plan=plan,
            change=form.change(),
            by=user,
            now=now,
            reason=form.cleaned_data["reason"],
            expected_version=version_seen(request),
        )
    except Refusal as refusal:
        return _page(request, plan, kind, form, problem=problem_of(refusal))
    messages.success(request, _("The plan has been changed."))
    return back_to(user, plan)


def back_to(user: User, plan: Plan) -> HttpResponse:
    """Send the patient back to the plan, and the physiotherapist back to the patient."""
    if user.role == Role.PATIENT:
        return redirect("plan", plan.public_id)
    return redirect("patient", plan.injury.patient.public_id)


def _page(
    request: HttpRequest,
    plan: Plan,
    kind: str,
    form: ChangeForm,
    *,
    planned: PlannedChange | None = None,
    problem: Problem | None = None,
) -> HttpResponse:
    user = person(request)
    protocol = protocol_of(plan.protocol_version_id)
    context = {
        "plan": plan,
        "patient": plan.injury.patient,
        "for_physiotherapist": user.role == Role.PHYSIOTHERAPIST,
        "name": injury_name(plan),
        "kind": KINDS[kind],
        "form": form,
        "problem": problem,
        "planned": planned,
        "is_active": plan.status == PlanStatus.ACTIVE,
        "version": plan.version,
    }
    if kind == "open-phase" and plan.status == PlanStatus.ACTIVE:
        context["gate"] = standing_now(plan, form.about.today).gate
    if planned is not None:
        used = {item.exercise for item in planned.after.prescriptions}
        context["moved"] = moved_in_words(planned.moved)
        context["changed"] = changed_in_words(
            planned.before, planned.after, exercise_names(used, language())
        )
        context["phases"] = phase_lines(planned.after.phases, protocol, today=form.about.today)
        hide(form)
    status = problem.status if problem else (400 if form.errors else 200)
    return render(request, "plans/change.html", context, status=status)


def hide(form: forms.Form) -> None:
    """Carry what was filled in along to the next step, out of sight."""
    for field in form.fields.values():
        field.widget = field.hidden_widget()


def version_seen(request: HttpRequest) -> int:
    """Read which edit of the plan was looked at; without it nothing matches."""
    words = request.POST.get("version", "")
    return int(words) if words.isdecimal() and len(words) < 10 else -1


def injury_name(plan: Plan) -> str:
    """Return what the injury of a plan is called."""
    return protocol_of(plan.protocol_version_id).names.in_language(language())
