"""Where the clinic decides on what patients ask about their own data."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from plans.domain.refusal import Refusal
from plans.domain.rights import why_not_approve, why_not_decide
from plans.domain.sight import AccessKind, sight_of
from plans.models import WORKING_ROLES, RequestStatus, Right, RightsRequest, Role, User
from plans.selectors.recent_sign_in import signed_in_lately
from plans.selectors.rights import (
    KIND,
    asked_in,
    decider_for,
    find_request,
    open_requests,
    patient_with_address,
)
from plans.services.rights import LONGEST_ANSWER, LONGEST_WISH, approve, ask, refuse
from plans.web.admission import person
from plans.web.my_data_words import ASKED, KEPT_FOR, request_lines
from plans.web.problem import Problem, problem_in, problem_of
from plans.web.words import say

MOST_SHOWN = 100


class WriteDownForm(forms.Form):
    """What a patient asks at the desk."""

    email = forms.EmailField(label=_("E-mail address of the patient"))
    kind = forms.ChoiceField(
        label=_("What does the patient ask?"),
        choices=list(ASKED.items()),
        widget=forms.RadioSelect,
    )
    wish = forms.CharField(
        label=_("In the patient's words"),
        max_length=LONGEST_WISH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ApprovalForm(forms.Form):
    """What the patient is told with an approval."""

    answer = forms.CharField(
        label=_("Answer for the patient"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DestructionApprovalForm(forms.Form):
    """A second look at whose record it is."""

    is_sure = forms.BooleanField(
        label=_("I have checked that nothing requires this record to be kept.")
    )


class RefusalForm(forms.Form):
    """Why something is not done."""

    answer = forms.CharField(
        label=_("Why not? The patient reads this."),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DestructionRefusalForm(RefusalForm):
    """Why a record is kept: one of the reasons that the law names, and an answer."""

    exceptions = forms.MultipleChoiceField(
        label=_("Why has the record to be kept?"),
        choices=list(KEPT_FOR.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("exceptions", "answer")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rights_requests(request: HttpRequest) -> HttpResponse:
    """List what waits for a decision, and write down what is asked at the desk."""
    user = _colleague(request)
    form = WriteDownForm(request.POST if request.method == "POST" else None)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            problem = _write_down(request, user, form)
        except Refusal as refusal:
            problem = problem_of(refusal)
        if problem is None:
            return redirect("rights_requests")
    rows = list(open_requests(user)[:MOST_SHOWN]) if _decides(user) else []
    if _decides(user):
        sight_of(request).listed(KIND, (row.patient_id for row in rows))
    context = {
        "form": form,
        "lines": request_lines(rows),
        "decides": _decides(user),
        "problem": problem,
    }
    status = problem.status if problem is not None else 200
    return render(request, "plans/rights_requests.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rights_request(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one request, and approve or refuse it."""
    user = person(request)
    found = find_request(user, public_id, sight_of(request))
    if found is None or not _decides(user):
        raise Http404
    if request.method != "POST":
        return _page(request, user, found)
    _require_proof(request, found)
    form = _form_sent(request, found)
    if not form.is_valid():
        return _page(request, user, found, problem=problem_in(form))
    try:
        decided = _decide(request, user, found, form)
    except Refusal as refusal:
        return _page(request, user, found, problem=problem_of(refusal))
    messages.success(request, _done_words(decided))
    return redirect("rights_requests")


def _colleague(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User) or user.role not in WORKING_ROLES:
        raise Http404
    return user


def _decides(user: User) -> bool:
    return user.role in (Role.PHYSIOTHERAPIST, Role.ADMINISTRATOR)


def _write_down(request: HttpRequest, user: User, form: WriteDownForm) -> Problem | None:
    if not form.is_valid():
        return problem_in(form)
    sent = form.cleaned_data
    patient = patient_with_address(user, sent["email"], sight_of(request))
    if patient is None:
        return Problem(
            gettext("No patient of yours has this e-mail address. Check it."), HTTPStatus.NOT_FOUND
        )
    made = ask(patient=patient, kind=sent["kind"], wish=sent["wish"], by=user, now=timezone.now())
    sight_of(request).did(AccessKind.ADD, KIND, made.public_id)
    messages.success(request, gettext("The request has been written down."))
    return None


def _require_proof(request: HttpRequest, found: RightsRequest) -> None:
    """A record is not destroyed at a screen that somebody left open."""
    if found.kind != Right.DESTRUCTION:
        return
    if not signed_in_lately(request.session, now=timezone.now()):
        raise ReauthenticationRequired


def _form_sent(request: HttpRequest, found: RightsRequest) -> forms.Form:
    decision = request.POST.get("decision")
    if decision not in ("approve", "refuse"):
        raise Http404
    return _form(decision, found)(request.POST, auto_id=f"{decision}-%s")


def _form(decision: str, found: RightsRequest) -> type[forms.Form]:
    if found.kind == Right.DESTRUCTION:
        return DestructionApprovalForm if decision == "approve" else DestructionRefusalForm
    return ApprovalForm if decision == "approve" else RefusalForm


def _decide(
    request: HttpRequest, user: User, found: RightsRequest, form: forms.Form
) -> RightsRequest:
    now = timezone.now()
    sent = form.cleaned_data
    if request.POST["decision"] == "refuse":
        sight_of(request).did(AccessKind.CHANGE, KIND, found.public_id)
        return refuse(
            request=found,
            answer=sent["answer"],
            exceptions=sent.get("exceptions", ()),
            by=user,
            now=now,
        )
    decided = approve(request=found, answer=sent.get("answer", ""), by=user, now=now)
    is_destroyed = decided.kind == Right.DESTRUCTION and decided.status == RequestStatus.DONE
    kind = AccessKind.DESTROY if is_destroyed else AccessKind.CHANGE
    sight_of(request).did(kind, KIND, found.public_id)
    return decided


def _done_words(decided: RightsRequest) -> str:
    if decided.status == RequestStatus.REFUSED:
        return gettext("The request has been refused. The patient reads why.")
    if decided.status == RequestStatus.APPROVED_ONCE:
        return gettext("You approved it. Nothing is deleted before a second person has too.")
    if decided.kind == Right.DESTRUCTION:
        return gettext("The record has been destroyed.")
    return gettext("The request is done. The patient reads your answer.")


def _page(
    request: HttpRequest, user: User, found: RightsRequest, *, problem: Problem | None = None
) -> HttpResponse:
    asked, decider = asked_in(found), decider_for(found, user)
    why_not = why_not_approve(asked, decider)
    context = {
        "line": request_lines([found])[0],
        "problem": problem,
        "is_second": asked.first is not None,
        "why_not_approve": say(why_not) if why_not is not None else "",
        "may_decide": why_not_decide(asked, decider) is None,
        "approval": _blank("approve", request, found),
        "refusal": _blank("refuse", request, found),
    }
    status = problem.status if problem is not None else 200
    return render(request, "plans/rights_request.html", context, status=status)


def _blank(decision: str, request: HttpRequest, found: RightsRequest) -> forms.Form:
    """Return an empty form, or the one that was filled in wrongly with what was typed."""
    typed = request.POST if request.POST.get("decision") == decision else None
    return _form(decision, found)(typed, auto_id=f"{decision}-%s")
