"""No page offers somebody a way that is closed to them, or leads nowhere."""

from __future__ import annotations

from collections import Counter, deque
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import resolve
from pytest_django import Settings

from plans.models import User
from recovery.demo.accounts import DEMO_ACCOUNTS, DemoAccount
from tests.recovery.demo.conftest import NOW

MOST_OF_A_KIND = 3

pytestmark = [pytest.mark.usefixtures("_demo"), pytest.mark.django_db]


class _Links(HTMLParser):
    """The links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep where a link leads."""
        where = dict(attrs).get("href") if tag == "a" else None
        if where:
            self.found.append(where)


def _links(answer: Any, page: str) -> list[str]:
    """Return the addresses of ours to which an answer leads."""
    if "Location" in answer.headers:
        found = [answer.headers["Location"]]
    elif answer.headers["Content-Type"].startswith("text/html") and not answer.streaming:
        found = _Links(answer.content.decode()).found
    else:
        found = []
    whole = (urljoin(page, link).partition("#")[0] for link in found)
    return [link for link in whole if not urlsplit(link).scheme]


def _walk(client: Client) -> tuple[set[str], dict[str, str]]:
    """Follow all links from the first page on: what was seen, and what was closed, from where."""
    seen, closed, waiting = set[str](), dict[str, str](), deque([("/", "")])
    of_a_kind: Counter[tuple[str, bool]] = Counter()
    while waiting:
        page, before = waiting.popleft()
        kind = (str(resolve(urlsplit(page).path).route), "?" in page)
        if page in seen or of_a_kind[kind] == MOST_OF_A_KIND:
            continue
        seen.add(page)
        of_a_kind[kind] += 1
        answer = client.get(page)
        if answer.status_code >= 400:
            closed[page] = f"{answer.status_code} from {before}"
        waiting.extend((link, page) for link in _links(answer, page))
    return seen, closed


@pytest.mark.parametrize("account", DEMO_ACCOUNTS, ids=lambda account: account.email)
def test_every_link_that_somebody_is_offered_opens(
    account: DemoAccount, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    client = Client()
    with time_machine.travel(NOW, tick=False):
        client.force_login(User.objects.get(email=account.email))

        seen, closed = _walk(client)

    assert closed == {}
    assert len(seen) > 15, "the walk ended too soon"
