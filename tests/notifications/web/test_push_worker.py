"""The worker that shows messages on a screen, and the part of a page that turns it on."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from notifications.domain.headline import HEADLINES
from notifications.domain.kind import MessageKind


def test_the_worker_may_serve_the_whole_site_and_needs_nobody_signed_in(client: Client) -> None:
    answer = client.get("/push-worker.js")

    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


def test_the_worker_knows_one_line_for_every_kind_in_both_languages(client: Client) -> None:
    source = client.get("/push-worker.js").content.decode()

    (written,) = re.findall(r"^const HEADLINES = (.*);$", source, re.MULTILINE)
    headlines = json.loads(written)

    assert headlines == {
        kind.value: {"nl": HEADLINES[kind].nl, "en": HEADLINES[kind].en} for kind in MessageKind
    }


def test_the_worker_is_only_read(client: Client, db: None) -> None:
    assert client.post("/push-worker.js").status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_the_page_holds_a_part_for_every_state_that_the_script_can_show() -> None:
    part = render_to_string("notifications/screens.html", request=RequestFactory().get("/"))
    script = _static("notifications/screens.js")

    shown = set(re.findall(r'data-state="([a-z-]+)"', part))

    assert shown == {"off", "on", "denied", "unsupported", "home-screen", "absent", "failed"}
    assert all(f'"{state}"' in script for state in shown)
    assert "<noscript>" in part
    assert "<script src=" in part
    assert not re.search(r"<script[^>]*>[^<]|\son[a-z]+=|style=", part), "no script in the page"


def test_a_phone_can_take_the_site_to_its_home_screen() -> None:
    """Only from there an iPhone shows messages, and only of a site that opens on its own."""
    manifest = json.loads(_static("plans/clinic.webmanifest"))

    assert manifest["display"] == "standalone"
    assert [manifest[name] for name in ("id", "start_url", "scope")] == ["/", "/", "/"]
    assert all(_static(f"plans/{icon['src']}") for icon in manifest["icons"])


def _static(name: str) -> str:
    found = finders.find(name)
    assert isinstance(found, str)
    return Path(found).read_text(encoding="utf-8")
