"""Who may open which page of the admin, and that another clinic does not exist there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from plans.models import (
    Event,
    ExerciseVersion,
    IntakeVersion,
    ProtocolVersion,
    Referral,
    Role,
    User,
)
from tests.plans.admin.conftest import SOON_AFTER, Practice, browser, make_case

LISTS = (
    "clinic",
    "user",
    "patient",
    "plan",
    "referral",
    "task",
    "event",
    "protocolversion",
    "exerciseversion",
    "intakeversion",
)
HISTORY = (
    "plan",
    "referral",
    "task",
    "event",
    "protocolversion",
    "exerciseversion",
    "intakeversion",
)
OF_A_CLINIC = ("clinic", "user", "patient", "plan", "referral", "task", "event")


def _list(noun: str) -> str:
    return reverse(f"admin:plans_{noun}_changelist")


def _page(noun: str, pk: Any, what: str = "change") -> str:
    return reverse(f"admin:plans_{noun}_{what}", args=[pk])


def _pk(noun: str, practice: Practice) -> Any:
    return {
        "clinic": practice.clinic.public_id,
        "user": practice.staff.public_id,
        "patient": practice.patient.public_id,
        "plan": practice.plan.public_id,
        "referral": practice.referral.public_id,
        "task": practice.task.public_id,
        "event": Event.objects.filter(clinic=practice.clinic).latest("pk").pk,
        "protocolversion": ProtocolVersion.objects.earliest("pk").pk,
        "exerciseversion": ExerciseVersion.objects.earliest("pk").pk,
        "intakeversion": IntakeVersion.objects.earliest("pk").pk,
    }[noun]


@pytest.mark.parametrize("noun", LISTS)
def test_staff_and_the_administrator_open_every_list_and_page(
    noun: str, here: Practice, staff: Client, administrator: Client
) -> None:
    for client in (staff, administrator):
        assert client.get(_list(noun)).status_code == 200
        # History has no page for each line: the list says it all.
        expected = 404 if noun == "event" else 200
        assert client.get(_page(noun, _pk(noun, here))).status_code == expected


@pytest.mark.parametrize("noun", LISTS)
def test_patients_physiotherapists_and_visitors_are_sent_to_sign_in(
    noun: str, here: Practice
) -> None:
    for user in (here.patient.user, here.physiotherapist, None):
        answer = browser(user).get(_list(noun))
        assert answer.status_code == 302
        assert "/admin/login/" in answer["Location"] or "/accounts/" in answer["Location"]


@pytest.mark.parametrize("noun", LISTS)
def test_a_physiotherapist_with_the_door_open_still_sees_nothing(noun: str, here: Practice) -> None:
    User.objects.filter(pk=here.physiotherapist.pk).update(is_staff=True)
    assert browser(here.physiotherapist).get(_list(noun)).status_code == 403


@pytest.mark.parametrize("noun", OF_A_CLINIC)
def test_another_clinic_does_not_exist(
    noun: str, here: Practice, elsewhere: Practice, staff: Client
) -> None:
    listed = staff.get(_list(noun)).content.decode()
    assert "elders" not in listed
    assert "hier" in listed
    for what in ("change", "history", "delete"):
        answer = staff.get(_page(noun, _pk(noun, elsewhere), what))
        assert answer.status_code in (403, 404)
        assert "elders" not in answer.content.decode()
    searched = staff.get(_list(noun), {"q": "elders"}).content.decode()
    assert "Patiënt elders" not in searched
    assert "Balie elders" not in searched


@pytest.mark.parametrize("noun", OF_A_CLINIC)
def test_the_administrator_sees_all_clinics(
    noun: str, here: Practice, elsewhere: Practice, administrator: Client
) -> None:
    listed = administrator.get(_list(noun)).content.decode()
    assert "elders" in listed
    assert "hier" in listed


@pytest.mark.parametrize("noun", ["patient", "plan", "referral", "task"])
def test_filters_offer_and_take_the_own_clinics_people_only(
    noun: str, here: Practice, elsewhere: Practice, staff: Client
) -> None:
    own = {"physiotherapist": str(here.physiotherapist.public_id)}
    foreign = {"physiotherapist": str(elsewhere.physiotherapist.public_id)}

    assert "Patiënt hier" in staff.get(_list(noun), own).content.decode()
    answer = staff.get(_list(noun), foreign).content.decode()
    assert "Patiënt hier" not in answer
    assert "Patiënt elders" not in answer
    assert "Fysio elders" not in answer


@pytest.mark.parametrize(
    ("noun", "lookup"),
    [
        ("user", "password__startswith"),
        ("user", "clinic__name__startswith"),
        ("patient", "user__password__startswith"),
        ("referral", "verdict__verdict"),
        ("referral", "outcome__contains"),
        ("task", "outcome__contains"),
        ("event", "facts__pain"),
        ("plan", "injury__painreports__pain"),
    ],
)
def test_nobody_searches_through_what_the_page_does_not_show(
    noun: str, lookup: str, staff: Client
) -> None:
    assert staff.get(_list(noun), {lookup: "1"}).status_code == 400


@pytest.mark.parametrize("noun", HISTORY)
def test_history_is_only_looked_at(
    noun: str, here: Practice, staff: Client, administrator: Client
) -> None:
    pk = _pk(noun, here)
    for client in (staff, administrator):
        assert client.get(reverse(f"admin:plans_{noun}_add")).status_code == 403
        assert client.post(reverse(f"admin:plans_{noun}_add"), {}).status_code == 403
        assert client.post(_page(noun, pk), {"status": "ended"}).status_code in (403, 404)


@pytest.mark.parametrize("noun", LISTS)
def test_nothing_can_be_deleted(
    noun: str, here: Practice, staff: Client, administrator: Client
) -> None:
    pk = _pk(noun, here)
    for client in (staff, administrator):
        assert client.post(_page(noun, pk, "delete"), {"post": "yes"}).status_code in (403, 404)
        answer = client.post(
            _list(noun), {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}
        )
        assert answer.status_code in (200, 302, 403)
    assert _pk(noun, here) == pk


def test_scores_and_verdicts_have_no_page(here: Practice, administrator: Client) -> None:
    for noun in ("verdict", "painreport", "exercisereport", "answerreport", "signreport"):
        assert administrator.get(f"/admin/plans/{noun}/").status_code == 404


def test_rights_come_from_roles_not_from_groups(administrator: Client) -> None:
    assert administrator.get("/admin/auth/group/").status_code == 404


def test_a_referral_shows_when_and_whom_but_not_on_what_scores(
    here: Practice, staff: Client
) -> None:
    here.referral.outcome = "Pees gescheurd"
    here.referral.save(update_fields=["outcome"])
    page = staff.get(_page("referral", here.referral.public_id)).content.decode()
    assert "R-ACH-1" in page
    assert "deze week" in page
    assert "gescheurd" not in page


def test_referrals_stand_in_the_order_in_which_they_must_be_handled(
    here: Practice, staff: Client
) -> None:
    calls = {
        "Later": ("physiotherapist", "may"),
        "Huisarts": ("gp", "important"),
        "Spoed": ("emergency", "immediate"),
        "Week": ("physiotherapist", "contact"),
        "Nu": ("physiotherapist", "immediate"),
    }
    for name, (to, urgency) in calls.items():
        _, _, referral = make_case(here.clinic, here.physiotherapist, f"{name} Jansen")
        Referral.objects.filter(pk=referral.pk).update(to=to, urgency=urgency)
    here.referral.status = "dismissed"
    here.referral.to, here.referral.urgency = "emergency", "immediate"
    here.referral.closed_at, here.referral.closed_by = SOON_AFTER, here.physiotherapist
    here.referral.outcome = "Was al gezien"
    here.referral.save()

    page = staff.get(_list("referral")).content.decode()

    order = ["Spoed Jansen", "Huisarts Jansen", "Nu Jansen", "Week Jansen", "Later Jansen"]
    places = [page.index(name) for name in (*order, "Patiënt hier")]
    assert places == sorted(places)


def test_what_is_to_be_done_stands_before_what_was_done(here: Practice, staff: Client) -> None:
    make_case(here.clinic, here.physiotherapist, "Open Jansen")
    here.task.closed_at, here.task.closed_by = SOON_AFTER, here.physiotherapist
    here.task.outcome = "Meldt pijn 7"
    here.task.save()

    page = staff.get(_list("task")).content.decode()
    closed = staff.get(_page("task", here.task.public_id)).content.decode()
    only_open = staff.get(_list("task"), {"stands": "open"}).content.decode()
    nonsense = staff.get(_list("task"), {"stands": "x"}).content.decode()

    assert page.index("Open Jansen") < page.index("Patiënt hier")
    assert "Al een tijd niets gehoord" in page
    assert "Fysio hier" in closed
    assert "Meldt pijn 7" not in closed
    assert "Patiënt hier" not in only_open
    assert "Jansen" not in nonsense


def test_the_clinic_tells_how_the_general_practitioners_are_reached(
    here: Practice, administrator: Client
) -> None:
    page = administrator.get(_page("clinic", here.clinic.public_id)).content.decode()

    assert 'name="gp_phone"' in page


def test_a_plan_shows_its_phases_and_exercises_in_words(here: Practice, staff: Client) -> None:
    page = staff.get(_page("plan", here.plan.public_id)).content.decode()
    assert "Relatieve rust" in page
    assert "Achillespeesklachten" in page
    assert "keer per dag" in page
    assert "calf-stretch" not in page


def test_the_first_page_leads_to_the_mail_folder_who_may_read_it(
    staff: Client, front_desk: Client, administrator: Client
) -> None:
    link = f'href="{reverse("mailbox")}"'

    assert link in staff.get(reverse("admin:index")).content.decode()
    assert link in administrator.get(reverse("admin:index")).content.decode()
    assert link not in front_desk.get(reverse("admin:index")).content.decode()


def test_the_first_page_names_the_clinic(staff: Client) -> None:
    assert "Praktijk hier" in staff.get(reverse("admin:index")).content.decode()


def test_the_first_page_has_no_list_of_actions_that_stays_empty(staff: Client) -> None:
    assert "recent-actions" not in staff.get(reverse("admin:index")).content.decode()


def test_the_first_page_leads_to_what_patients_ask_about_their_data(
    staff: Client, front_desk: Client, administrator: Client
) -> None:
    link = f'href="{reverse("rights_requests")}"'
    for client in (staff, front_desk, administrator):
        assert link in client.get(reverse("admin:index")).content.decode()
        assert client.get(reverse("rights_requests")).status_code == 200


# Session, user and clinic; counting, the rows with all that belongs to them, and the line in the
# access log. Rights follow from the role, so nothing is asked about groups.
QUERIES = {
    "user": 13,
    "patient": 17,
    "plan": 17,
    "referral": 16,
    "task": 15,
    "event": 14,
}


@pytest.mark.parametrize("noun", QUERIES)
def test_a_longer_list_takes_no_more_queries(
    noun: str,
    here: Practice,
    staff: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(QUERIES[noun]):
        staff.get(_list(noun))
    for number in range(2):
        make_case(here.clinic, here.physiotherapist, f"Nieuw {number}")
    with django_assert_num_queries(QUERIES[noun]):
        staff.get(_list(noun))


@pytest.mark.parametrize("noun", ["protocolversion", "exerciseversion", "intakeversion"])
def test_a_list_of_the_catalogue_takes_as_many_queries_as_a_search_with_one_result(
    noun: str, staff: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for question in ({}, {"q": "achilles"}):
        with django_assert_num_queries(5):
            assert staff.get(_list(noun), question).status_code == 200


def test_the_program_is_not_among_the_people(staff: Client, administrator: Client) -> None:
    program = User.objects.get(role=Role.SYSTEM)
    for client in (staff, administrator):
        assert client.get(_page("user", program.public_id)).status_code == 404
