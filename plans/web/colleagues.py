"""Opens a colleague's patient's record: found by name, with a reason that is looked at later."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from plans.domain.care import LONGEST_REASON, SHORTEST_REASON, Occasion
from plans.domain.refusal import Refusal
from plans.domain.sight import AccessKind, sight_of
from plans.models import Patient, User
from plans.selectors.relations import colleagues_patients, name_only
from plans.selectors.scope import find, patients_by_name, treats
from plans.services.relations import break_glass
from plans.web.admission import person, physiotherapist
from plans.web.problem import problem_of

LONGEST_NAME = 120


class NameForm(forms.Form):
    """Whom somebody looks for; sent in the body, so that no name stands in an address."""

    name = forms.CharField(label=_("Name of the patient"), min_length=2, max_length=LONGEST_NAME)


class GlassForm(forms.Form):
    """Why a colleague's patient's record is opened."""

    occasion = forms.ChoiceField(
        label=_("Why do you open this record?"),
        choices=[
            (Occasion.COVERING.value, _("I stand in for a colleague")),
            (Occasion.EMERGENCY.value, _("It cannot wait: somebody has to look now")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("In a few words"),
        min_length=SHORTEST_REASON,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def colleagues(request: HttpRequest) -> HttpResponse:
    """Look up colleagues' patients by name; only names are shown."""
    user = physiotherapist(request)
    form = NameForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        found = colleagues_patients(user, form.cleaned_data["name"])
        sight_of(request).listed("patient", (item.pk for item in found), searched=True)
        context |= {"found": found, "searched": True}
    status = 400 if form.errors else 200
    return render(request, "plans/colleagues.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def colleagues_patient(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say whose patient this is, and open the record for who says why."""
    user = person(request)
    patient = _named(request, user, public_id)
    if treats(user, patient):
        return redirect("patient", public_id)
    form = GlassForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"patient": name_only(patient), "form": form}
    if request.method != "POST" or not form.is_valid():
        status = 400 if form.errors else 200
        return render(request, "plans/colleagues_patient.html", context, status=status)
    try:
        _open(request, user, patient, form, timezone.now())
    except Refusal as refusal:
        problem = problem_of(refusal)
        context["problem"] = problem
        return render(request, "plans/colleagues_patient.html", context, status=problem.status)
    messages.success(request, gettext("The record is open until the end of tomorrow."))
    return redirect("patient", public_id)


def _named(request: HttpRequest, user: User, public_id: UUID) -> Patient:
    rows = patients_by_name(user).select_related("user", "physiotherapist", "clinic")
    found = find(rows, public_id, sight_of(request))
    if found is None:
        raise Http404
    return found


def _open(
    request: HttpRequest, user: User, patient: Patient, form: GlassForm, now: datetime
) -> None:
    relation = break_glass(
        patient=patient,
        reason=form.cleaned_data["reason"],
        occasion=Occasion(form.cleaned_data["occasion"]),
        by=user,
        now=now,
    )
    sight = sight_of(request)
    sight.did(AccessKind.BREAK_GLASS, "patient", patient.public_id)
    sight.details |= {
        "relation": str(relation.public_id),
        "occasion": form.cleaned_data["occasion"],
    }
