"""The front door: says what this is, and sends everybody to their own page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from plans.models import Role, User

_OWN_PAGE = {
    Role.PATIENT: "today",
    Role.PHYSIOTHERAPIST: "worklist",
    Role.STAFF: "admin:index",
    Role.ADMINISTRATOR: "admin:index",
}


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Show a visitor what this is; send whoever has signed in to their own page."""
    if not isinstance(request.user, User):
        return render(request, "plans/front.html")
    return redirect(_OWN_PAGE[Role(request.user.role)])
