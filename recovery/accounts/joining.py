"""The page behind an invitation: looking at it uses nothing up, confirming does."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from plans.domain.refusal import Refusal
from plans.domain.sight import AccessKind
from plans.models import Invitation, Role
from plans.selectors.invitations import invitation_behind, may_be_accepted
from plans.services.access_log import record_security
from plans.services.inviting import accept_invitation


class JoinForm(forms.Form):
    """The password with which somebody will sign in."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=1024,
        strip=False,
    )

    def __init__(self, *args: Any, is_patient: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = not is_patient


def _address_stays_here(
    view: Callable[[HttpRequest, str], HttpResponse],
) -> Callable[[HttpRequest, str], HttpResponse]:
    @functools.wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        # The address holds the token. Not "no-referrer": browsers then send "Origin: null" with
        # the form, which the check against forged forms refuses.
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    return answer


@_address_stays_here
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation, or accept it. A mail scanner that opens the link changes nothing."""
    invitation = invitation_behind(token)
    if invitation is None or not may_be_accepted(invitation, now=timezone.now()):
        return _gone(request)
    is_patient = invitation.role == Role.PATIENT
    form = JoinForm(request.POST if request.method == "POST" else None, is_patient=is_patient)
    if request.method != "POST" or not form.is_valid():
        return _page(request, invitation, form)
    try:
        _accept(request, token, form.cleaned_data["password"])
    except Refusal:
        return _gone(request)
    except ValidationError as mistake:
        form.add_error("password", mistake.messages)
        return _page(request, invitation, form)
    messages.success(request, gettext("Your account is ready. You can sign in now."))
    return redirect("account_login")


@transaction.atomic
def _accept(request: HttpRequest, token: str, password: str) -> None:
    now = timezone.now()
    user = accept_invitation(token=token, password=password, now=now)
    # Whoever could open the link reads the mail of this address.
    EmailAddress.objects.filter(user=user, email__iexact=user.email).update(verified=True)
    record_security(AccessKind.INVITATION_ACCEPTED, user=user, request=request, now=now)


def _page(request: HttpRequest, invitation: Invitation, form: JoinForm) -> HttpResponse:
    context = {
        "form": form,
        "name": invitation.user.get_short_name(),
        "clinic": invitation.clinic.name,
        "is_patient": invitation.role == Role.PATIENT,
    }
    return render(request, "accounts/join.html", context, status=400 if form.errors else 200)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/join_gone.html", status=410)
