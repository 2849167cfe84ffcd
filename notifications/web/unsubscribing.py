"""The page behind the link at the foot of a mail: no more of these, without signing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notifications.domain.kind import Via
from notifications.selectors.seen import note_wishes
from notifications.services.unsubscribing import Unsubscription, read_token, unsubscribe
from notifications.web.wish_forms import TOPICS


# A mail program sends the one click from anywhere, without any cookie (RFC 8058); the signature in
# the address is what shows that it comes from who got the mail.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribing(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to end these messages, or end them.

    Looking changes nothing, because mail scanners follow every link.
    """
    what = read_token(token)
    if what is None:
        return render(request, "notifications/unsubscribe_unknown.html", status=404)
    note_wishes(request, what.person)
    with translation.override(what.language):
        if request.method != "POST":
            return _page(request, what)
        # What a mail program has to send; a scanner that posts at random does not.
        if request.POST.get("List-Unsubscribe") != "One-Click":
            return _page(request, what, status=400)
        unsubscribe(what=what, now=timezone.now())
        return _page(request, what, is_done=True)


def _page(
    request: HttpRequest, what: Unsubscription, *, is_done: bool = False, status: int = 200
) -> HttpResponse:
    context = {
        "topic": TOPICS[what.topic],
        "by_mail": what.via is Via.EMAIL,
        "is_patient": what.person.role == "patient",
        "is_done": is_done,
    }
    return render(request, "notifications/unsubscribe.html", context, status=status)
