"""What people write is shown as they wrote it, and never as part of a page or a mail."""

from __future__ import annotations

import ast
import re
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from plans.catalogue.reading import Catalogue
from tests.factories.people import (
    make_administrator,
    make_clinic,
    make_patient,
    make_physiotherapist,
)
from tests.factories.plans import start_demo_plan
from tests.servers.smtp import MailServer

if TYPE_CHECKING:
    from plans.models import Plan, User

PROJECT = Path(__file__).resolve().parents[2]
NASTY = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
LITERAL = "{{7*7}} {% now %} %s {0}"
WORDS = "javascript:alert(1)//<b>dik</b>"
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def plan(catalogue: Catalogue) -> Plan:
    clinic = make_clinic()
    patient = make_patient(clinic, make_physiotherapist(clinic, name=NASTY), name=NASTY)
    return start_demo_plan(patient, "achilles-self-care", date(2026, 3, 1))


def _browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_case_45_markup_in_names_and_words_is_text_on_every_page(plan: Plan) -> None:
    from plans.models import Event
    from plans.services.ending import end_plan

    patient = plan.injury.patient
    treating = patient.physiotherapist
    assert treating is not None
    end_plan(plan=plan, outcome="stopped", by=treating, now=NOON, reason=WORDS)
    assert Event.objects.filter(kind="plan_ended").exists()
    work, desk, home = (
        _browser(user) for user in (treating, make_administrator(patient.clinic), patient.user)
    )
    pages = [
        work.get(reverse("patient", args=[patient.public_id])),
        work.get(reverse("worklist")),
        work.get(reverse("colleagues")),
        home.get(reverse("my_data")),
        home.get(reverse("my_access_log")),
        desk.get(reverse("admin:plans_patient_changelist")),
        desk.get(reverse("admin:plans_patient_change", args=[patient.public_id])),
        desk.get(reverse("admin:plans_user_changelist")),
        desk.get(reverse("admin:plans_event_changelist")),
        desk.get(reverse("admin:plans_accessentry_changelist")),
    ]

    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200, page.request["PATH_INFO"]
        assert "<script>alert" not in text, page.request["PATH_INFO"]
        assert "<img src=x" not in text, page.request["PATH_INFO"]
        assert "<b>dik</b>" not in text, page.request["PATH_INFO"]
        assert 'href="javascript:' not in text, page.request["PATH_INFO"]
    assert "&lt;script&gt;" in pages[0].content.decode()


def _mail_to(mail_server: MailServer, name: str) -> EmailMessage:
    """Let the program remind somebody of this name of the morning's exercises."""
    from notifications.services.compose import plan_reminders
    from notifications.services.deliver import deliver_due

    clinic = make_clinic()
    patient = make_patient(clinic, make_physiotherapist(clinic), name=name)
    begin, morning = (datetime(2026, 3, 2, hour, 30, tzinfo=UTC) for hour in (5, 6))
    start_demo_plan(patient, starts_on=date(2026, 3, 2), now=begin)
    for moment in (begin, morning):
        plan_reminders(now=moment)
    deliver_due(now=morning)
    return mail_server.received[-1].message


def test_case_45_markup_in_a_name_is_text_in_a_mail(
    catalogue: Catalogue, mail_server: MailServer
) -> None:
    letter = _mail_to(mail_server, NASTY)

    page = letter.get_body(("html",))
    assert page is not None
    assert "&lt;script&gt;" in page.get_content()
    assert "<script>alert" not in page.get_content()
    assert "<img src=x" not in page.get_content()


def test_case_47_signs_of_templates_stay_what_they_are(
    catalogue: Catalogue, mail_server: MailServer
) -> None:
    letter = _mail_to(mail_server, LITERAL)

    text = letter.get_body(("plain",))
    assert text is not None
    assert "{{7*7}}" in text.get_content()
    assert "49" not in text.get_content()


def test_case_48_line_breaks_in_a_name_make_no_headers(
    catalogue: Catalogue, mail_server: MailServer
) -> None:
    letter = _mail_to(mail_server, "Sanne\r\nBcc: dief@example.org")

    assert letter["Bcc"] is None
    assert mail_server.received[-1].recipients == (str(letter["To"]),)
    assert "dief" not in str(letter["To"]) + str(letter["Subject"])


_TRUSTING = {"mark_safe", "SafeString", "format_html", "format_html_join"}
_TRUSTED_FIRST = (ast.Constant,)


def test_case_55_no_markup_is_trusted_by_hand() -> None:
    """A trusted string is a constant, or comes from a template, which escapes what it is given."""
    trusted = [
        f"{path.relative_to(PROJECT)}:{getattr(node, 'lineno', 0)}"
        for folder in ("plans", "notifications", "recovery")
        for path in (PROJECT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if _trusts_something(node)
    ]

    assert trusted == []


def _trusts_something(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not node.args:
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if isinstance(node.func, ast.Name):
        called = node.func.id
    if called not in _TRUSTING:
        return False
    first = node.args[0]
    comes_from_template = isinstance(first, ast.Call) and (
        isinstance(first.func, ast.Name) and first.func.id == "render_to_string"
    )
    return not isinstance(first, _TRUSTED_FIRST) and not comes_from_template


def test_case_55_no_template_switches_escaping_off() -> None:
    switched = [
        path.relative_to(PROJECT)
        for folder in ("plans", "notifications", "recovery")
        for path in (PROJECT / folder).rglob("*.html")
        if re.search(r"\|\s*safe|autoescape off|filter safe", path.read_text("utf-8"))
    ]

    assert switched == []
