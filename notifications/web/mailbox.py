"""Pages on which who runs a clinic without a mail server reads what would have been sent."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notifications.selectors.mail_folder import mail_called, mail_folder, newest_mails, page_of
from notifications.selectors.seen import note_messages

_PAGE_POLICY = (
    "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'"
)
"""A mail may show itself, but runs nothing and fetches nothing."""


@require_safe
@login_required
def mailbox(request: HttpRequest) -> HttpResponse:
    """List the last mails."""
    mails = newest_mails(_folder(request))
    return render(request, "notifications/mailbox.html", {"mails": mails})


@require_safe
@login_required
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail."""
    found = mail_called(_folder(request), name)
    if found is None:
        raise Http404
    return render(request, "notifications/mail.html", {"mail": found})


@require_safe
@login_required
def mail_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail as a mail program does."""
    page = page_of(_folder(request), name)
    if page is None:
        raise Http404
    return HttpResponse(page, headers={"Content-Security-Policy": _PAGE_POLICY})


def _folder(request: HttpRequest) -> Path:
    """Return the folder, for who runs the clinic; for anybody else it does not exist.

    A mail can tell how somebody is doing, so the front desk does not read them.
    """
    user = request.user
    folder = mail_folder()
    is_allowed = user.is_authenticated and (user.is_superuser or user.role == "administrator")
    if not is_allowed or folder is None:
        raise Http404
    note_messages(request, ())
    return folder
