"""Nobody sees, gets or does more in the admin than their work asks for."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from plans.models import AccessEntry, Event, Plan, Referral, Role, Task, User
from tests.plans.admin.conftest import Practice

PERSONS = ("user", "patient", "plan", "referral", "task")
RIGHTS = {"is_superuser": "on", "is_staff": "on", "role": "administrator", "user_permissions": "1"}


def _list(noun: str) -> str:
    return reverse(f"admin:plans_{noun}_changelist")


def _person(user: User) -> str:
    return reverse("admin:plans_user_change", args=[user.public_id])


def _filled_in(user: User, **more: Any) -> dict[str, Any]:
    known = {"name": user.name, "email": user.email, "language": user.language, "is_active": "on"}
    return known | more


@pytest.mark.parametrize("noun", PERSONS)
def test_case_28_no_address_of_a_person_counts(noun: str, here: Practice, staff: Client) -> None:
    page = staff.get(_list(noun)).content.decode()

    links = re.findall(rf"/admin/plans/{noun}/([^/\"]+)/change/", page)
    assert links
    assert all(re.fullmatch(r"[0-9a-f-]{36}", name) for name in links)


@pytest.mark.parametrize("noun", PERSONS)
def test_case_99_another_clinic_is_not_found_by_search_either(
    noun: str, here: Practice, elsewhere: Practice, staff: Client
) -> None:
    page = staff.get(_list(noun), {"q": "elders"}).content.decode()

    assert "Patiënt elders" not in page
    assert "Fysio elders" not in page
    found = staff.get(_list(noun), {"q": "Patiënt hier"}).content.decode()
    assert "Patiënt hier" in found


def test_case_99_what_is_anothers_answers_like_what_does_not_exist(
    here: Practice, elsewhere: Practice, staff: Client
) -> None:
    unknown = reverse("admin:plans_patient_change", args=[here.plan.public_id])
    foreign = reverse("admin:plans_patient_change", args=[elsewhere.patient.public_id])

    answers = [staff.get(address) for address in (foreign, unknown)]

    assert [answer.status_code for answer in answers] == [404, 404]
    # The page repeats what was asked, and each form has a token of its own.
    own = rb'value="[^"]{64}"|[0-9a-f-]{36}'
    pages = [re.sub(own, b"", answer.content) for answer in answers]
    assert pages[0] == pages[1]
    denied = AccessEntry.objects.filter(kind="denied").order_by("seq")
    assert [line.subjects.count() for line in denied] == [1, 0]


def test_case_100_a_form_gives_nobody_rights(
    here: Practice, staff: Client, front_desk: Client
) -> None:
    for client in (staff, front_desk):
        sent = _filled_in(here.patient.user, name="Sanne Anders", **RIGHTS)
        assert client.post(_person(here.patient.user), sent).status_code == 302

    user = User.objects.get(pk=here.patient.user_id)
    assert user.name == "Sanne Anders"
    assert (user.role, user.is_staff, user.is_superuser) == (Role.PATIENT, False, False)
    assert not user.user_permissions.exists()


def test_case_100_nobody_changes_who_stands_above_them(
    here: Practice, staff: Client, front_desk: Client
) -> None:
    boss = User.objects.create_superuser("baas@example.org", "x", name="Baas", clinic=here.clinic)

    answers = [staff.post(_person(boss), _filled_in(boss, name="Gekaapt"))]
    answers += [
        front_desk.post(_person(colleague), _filled_in(colleague, name="Gekaapt"))
        for colleague in (here.staff, here.physiotherapist)
    ]

    assert {answer.status_code for answer in answers} == {403}

    assert not User.objects.filter(name="Gekaapt").exists()


def test_case_100_the_front_desk_adds_no_colleagues(front_desk: Client) -> None:
    answer = front_desk.post(
        reverse("admin:plans_user_add"),
        {"name": "X", "email": "x@example.org", "role": "administrator", "language": "nl"},
    )

    assert answer.status_code == 403
    assert not User.objects.filter(email="x@example.org").exists()


def test_case_22_the_front_desk_finds_no_plans_referrals_tasks_history_or_log(
    here: Practice, front_desk: Client
) -> None:
    for noun in ("plan", "referral", "task", "event", "accessentry", "protocolversion"):
        assert front_desk.get(_list(noun)).status_code == 403
    plan = reverse("admin:plans_plan_change", args=[here.plan.public_id])
    assert front_desk.get(plan).status_code == 403
    assert "Patiënt hier" in front_desk.get(_list("patient")).content.decode()


@pytest.mark.parametrize("noun", ["plan", "referral", "task", "event", "accessentry"])
def test_case_101_forged_forms_add_nothing(noun: str, here: Practice, staff: Client) -> None:
    counts = [model.objects.count() for model in (Plan, Referral, Task, Event)]
    rows = {"phases-TOTAL_FORMS": "9", "phases-INITIAL_FORMS": "0", "phases-0-kind": "build_up"}

    added = staff.post(reverse(f"admin:plans_{noun}_add"), {"_save": "1"} | rows)
    edited = staff.post(_list(noun), {"form-TOTAL_FORMS": "1", "_save": "1"})
    plan = reverse("admin:plans_plan_change", args=[here.plan.public_id])
    inline = staff.post(plan, rows)

    assert (added.status_code, inline.status_code) == (403, 403)
    assert edited.status_code in (200, 302, 403)
    assert [model.objects.count() for model in (Plan, Referral, Task, Event)] == counts


def test_case_102_the_admin_exports_nothing() -> None:
    known = {"publish", "retire", "invite_again"}
    # Django's own action for all pages is kept from everybody by the right to delete.
    assert [name for name, _action in admin.site.actions] == ["delete_selected"]
    for pages in admin.site._registry.values():
        names = {getattr(action, "__name__", action) for action in pages.actions or ()}
        assert names <= known, pages


def test_case_103_nobody_signs_in_as_somebody_else() -> None:
    assert not [
        name
        for name in _patterns(get_resolver())
        if re.search("hijack|impersonat|loginas|login_as|su/", name, re.IGNORECASE)
    ]


def test_case_104_the_admin_has_no_extra_doors(staff: Client) -> None:
    for address in ("/admin/doc/", "/__debug__/", "/admin/auth/group/", "/silk/"):
        assert staff.get(address).status_code == 404


def test_case_105_names_of_foreign_rows_leak_nowhere(
    here: Practice, elsewhere: Practice, staff: Client
) -> None:
    addresses = [
        reverse("admin:plans_patient_add"),
        reverse("admin:plans_patient_change", args=[here.patient.public_id]),
        reverse("admin:index"),
        _list("patient"),
    ]

    for address in addresses:
        assert "elders" not in staff.get(address).content.decode()
    answer = staff.get(
        reverse("admin:autocomplete"),
        {
            "term": "elders",
            "app_label": "notifications",
            "model_name": "message",
            "field_name": "patient",
        },
    )
    assert answer.json()["results"] == []


def _patterns(resolver: URLResolver, prefix: str = "") -> list[str]:
    found = []
    for pattern in resolver.url_patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            found.append(f"{route} {pattern.name or ''}")
        else:
            found.extend(_patterns(pattern, route))
    return found
