"""The small program that stays in a browser and shows on the screen that there is a message."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from notifications.domain.headline import HEADLINES


@require_safe
def push_worker(request: HttpRequest) -> HttpResponse:
    """Give the worker with its words in both languages.

    Browsers fetch it by themselves from time to time, also when nobody is signed in; it says
    nothing about anybody.
    """
    words = {kind.value: {"nl": said.nl, "en": said.en} for kind, said in HEADLINES.items()}
    answer = render(
        request,
        "notifications/push_worker.js",
        {"headlines": json.dumps(words), "inbox": json.dumps(reverse("inbox"))},
        content_type="text/javascript; charset=utf-8",
    )
    answer.headers["Service-Worker-Allowed"] = "/"
    return answer
