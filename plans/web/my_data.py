"""A patient's own data: what is kept and why, taking it along, and asking the clinic about it."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from plans.domain.days import local_day
from plans.domain.refusal import Refusal
from plans.domain.rights import OPEN, YEARS_KEPT
from plans.domain.sight import AccessKind, sight_of
from plans.models import Patient, Right, Role, User
from plans.selectors.own_document import own_document
from plans.selectors.recent_sign_in import signed_in_lately
from plans.selectors.rights import find_request, requests_of
from plans.selectors.scope import visible_patients
from plans.services.rights import LONGEST_WISH, ask, withdraw
from plans.web.admission import read_uuid
from plans.web.my_data_file import zipped
from plans.web.my_data_words import request_lines
from plans.web.problem import Problem, problem_in, problem_of


class CorrectionForm(forms.Form):
    """What is not right, in the patient's own words."""

    wish = forms.CharField(
        label=_("What is not right, and how should it be?"),
        max_length=LONGEST_WISH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DestructionForm(forms.Form):
    """That the record should be destroyed; why may be said and need not be."""

    is_sure = forms.BooleanField(
        label=_("I understand that a destroyed record cannot be brought back.")
    )
    wish = forms.CharField(
        label=_("Is there something the clinic should know? (may be left out)"),
        max_length=LONGEST_WISH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


_FORMS: dict[str, type[forms.Form]] = {
    Right.CORRECTION: CorrectionForm,
    Right.DESTRUCTION: DestructionForm,
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: HttpRequest) -> HttpResponse:
    """Show what is kept and what was asked; take in a request, or take one back."""
    user, patient = _own(request)
    if request.method != "POST":
        return _page(request, patient)
    try:
        problem = _handle(request, user, patient)
    except Refusal as refusal:
        problem = problem_of(refusal)
    if problem is not None:
        return _page(request, patient, problem=problem)
    return redirect("my_data")


@login_required
@require_GET
def take_along(request: HttpRequest) -> HttpResponse:
    """Say what the file holds, to somebody who proved a moment ago who they are."""
    _, patient = _own(request)
    return _proved(request) or render(request, "plans/my_data_file.html", {"patient": patient})


@login_required
@require_GET
def own_file(request: HttpRequest) -> HttpResponse:
    """Give everything about the patient who asks as one file; it is made now and kept nowhere."""
    _, patient = _own(request)
    refused = _proved(request)
    if refused is not None:
        return refused
    now = timezone.now()
    sight_of(request).did(AccessKind.EXPORT, "patient", patient.public_id)
    answer = HttpResponse(
        zipped(own_document(patient, now=now), patient=patient), content_type="application/zip"
    )
    day = local_day(now, patient.zone)
    answer["Content-Disposition"] = f'attachment; filename="{gettext("my-data")}-{day}.zip"'
    return answer


def _own(request: HttpRequest) -> tuple[User, Patient]:
    """Return the patient who asks; for anybody else this page does not exist."""
    user = request.user
    if not isinstance(user, User) or user.role != Role.PATIENT:
        raise Http404
    own = visible_patients(user).filter(user=user).select_related("clinic", "user")
    patient = own.first()
    if patient is None:
        raise Http404
    sight_of(request).saw("patient", patient.public_id, patient.pk)
    return user, patient


def _proved(request: HttpRequest) -> HttpResponse | None:
    """Ask once more who it is, unless that was proved a moment ago."""
    if signed_in_lately(request.session, now=timezone.now()):
        return None
    if isinstance(request.user, User) and request.user.has_usable_password():
        raise ReauthenticationRequired
    # Whoever signs in with a code from a mail has nothing else to prove it with.
    return render(request, "plans/my_data_again.html", status=403)


def _handle(request: HttpRequest, user: User, patient: Patient) -> Problem | None:
    if "withdraw" not in request.POST:
        return _ask(request, patient)
    _withdraw(request, user)
    return None


def _ask(request: HttpRequest, patient: Patient) -> Problem | None:
    kind = request.POST.get("kind", "")
    if kind not in _FORMS:
        raise Http404
    form = _FORMS[kind](request.POST)
    if not form.is_valid():
        return problem_in(form)
    wish = form.cleaned_data["wish"]
    made = ask(patient=patient, kind=kind, wish=wish, by=patient.user, now=timezone.now())
    sight_of(request).did(AccessKind.ADD, "rightsrequest", made.public_id)
    messages.success(request, gettext("Your request is with the clinic. The answer comes here."))
    return None


def _withdraw(request: HttpRequest, user: User) -> None:
    public_id = read_uuid(request.POST["withdraw"])
    found = find_request(user, public_id, sight_of(request))
    if found is None:
        raise Http404
    withdraw(request=found, by=user, now=timezone.now())
    messages.success(request, gettext("Your request has been withdrawn."))


def _page(
    request: HttpRequest, patient: Patient, *, problem: Problem | None = None
) -> HttpResponse:
    asked = list(requests_of(patient).select_related("patient__user"))
    waiting = {row.kind for row in asked if row.status in OPEN}
    context: dict[str, Any] = {
        "patient": patient,
        "problem": problem,
        "years": YEARS_KEPT,
        "lines": request_lines(asked),
        "correction": None if Right.CORRECTION in waiting else _form(request, Right.CORRECTION),
        "destruction": None if Right.DESTRUCTION in waiting else _form(request, Right.DESTRUCTION),
    }
    status = problem.status if problem is not None else 200
    return render(request, "plans/my_data.html", context, status=status)


def _form(request: HttpRequest, kind: str) -> forms.Form:
    """Return an empty form, or the one that was filled in wrongly with what was typed."""
    typed = request.method == "POST" and request.POST.get("kind") == kind
    # Two forms stand on one page, so their fields need names of their own for a reader.
    return _FORMS[kind](request.POST if typed else None, auto_id=f"{kind}-%s")
