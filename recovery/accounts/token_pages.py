"""The pages on which somebody makes a token for a program, and ends one."""

from __future__ import annotations

from uuid import UUID

from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plans.domain.refusal import Refusal
from plans.models import User
from plans.selectors.recent_sign_in import signed_in_lately
from recovery.accounts.models import TokenScope
from recovery.accounts.tokens import LONGEST_DAYS, end_token, make_token, working_tokens


class TokenForm(forms.Form):
    """What a token is for, what may be done with it, and for how long it works."""

    name = forms.CharField(label=capfirst(_("name")), max_length=60)
    scope = forms.ChoiceField(label=capfirst(_("may")), choices=TokenScope.choices)
    days = forms.IntegerField(
        label=_("Days that it works"), min_value=1, max_value=LONGEST_DAYS, initial=30
    )


@login_required
@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """Show the tokens that work; what they are is never shown again."""
    rows = working_tokens(_signed_in(request), now=timezone.now())
    return render(request, "accounts/tokens.html", {"tokens": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_token(request: HttpRequest) -> HttpResponse:
    """Make a token after a sign-in of a moment ago, and show it this once."""
    if not signed_in_lately(request.session, now=timezone.now()):
        raise ReauthenticationRequired
    form = TokenForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    try:
        made = make_token(
            user=_signed_in(request), request=request, now=timezone.now(), **form.cleaned_data
        )
    except Refusal as refusal:
        form.add_error(None, refusal.message.in_language(get_language() or "nl"))
        return _page(request, form)
    return render(request, "accounts/token_made.html", {"card": made.card, "token": made.text})


@login_required
@require_POST
def stop_token(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End one of one's own tokens."""
    now = timezone.now()
    card = working_tokens(_signed_in(request), now=now).filter(public_id=public_id).first()
    if card is None:
        raise Http404
    end_token(card=card, request=request, now=now)
    messages.success(request, gettext("The token no longer works."))
    return redirect("tokens")


def _page(request: HttpRequest, form: TokenForm) -> HttpResponse:
    status = 400 if form.errors else 200
    return render(request, "accounts/new_token.html", {"form": form}, status=status)


def _signed_in(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the page asks for a sign-in
    return request.user
