"""Staff take colleagues on and change their accounts; rights are not theirs to give."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from plans.models import Event, Invitation, Role, User
from tests.plans.admin.conftest import Practice, browser

ADD = "/admin/plans/user/add/"
NEW = {
    "name": "Nieuwe Collega",
    "email": "Nieuw@Example.org",
    "role": "physiotherapist",
    "language": "nl",
}


def _change(user: User) -> str:
    return reverse("admin:plans_user_change", args=[user.public_id])


def _filled_in(user: User, **other: object) -> dict[str, object]:
    known = {"name": user.name, "email": user.email, "language": user.language, "is_active": "on"}
    return {key: value for key, value in (known | other).items() if value is not None}


def test_somebody_new_gets_an_account_at_the_own_clinic(here: Practice, staff: Client) -> None:
    answer = staff.post(ADD, NEW)

    assert answer.status_code == 302
    user = User.objects.get(email="nieuw@example.org")
    assert (user.clinic, user.role, user.is_staff) == (here.clinic, "physiotherapist", False)
    assert not user.has_usable_password()
    assert Invitation.objects.get(user=user).invited_by == here.staff
    event = Event.objects.filter(kind="person_added").latest("pk")
    assert (event.by, event.facts["user"]) == (here.staff, str(user.public_id))


def test_a_forged_form_gives_no_rights(here: Practice, elsewhere: Practice, staff: Client) -> None:
    rights = {"is_superuser": "on", "is_staff": "on", "user_permissions": ["1"], "groups": ["1"]}

    staff.post(ADD, NEW | rights | {"clinic": str(elsewhere.clinic.pk)})
    staff.post(
        _change(here.physiotherapist), _filled_in(here.physiotherapist, role="staff", **rights)
    )

    for user in (User.objects.get(email="nieuw@example.org"), here.physiotherapist):
        user.refresh_from_db()
        assert (user.clinic, user.role) == (here.clinic, Role.PHYSIOTHERAPIST)
        assert not user.is_superuser
        assert not user.is_staff


@pytest.mark.parametrize("role", ["system", "patient", "owner"])
def test_only_roles_of_people_who_work_here_can_be_chosen(role: str, staff: Client) -> None:
    answer = staff.post(ADD, NEW | {"role": role})
    assert answer.status_code == 200
    assert not User.objects.filter(email="nieuw@example.org").exists()


def test_an_address_that_is_taken_is_refused(here: Practice, staff: Client) -> None:
    before = User.objects.count()

    answer = staff.post(ADD, NEW | {"email": here.staff.email.upper()}, follow=True)

    assert answer.status_code == 200
    assert User.objects.count() == before
    assert not Invitation.objects.exists()


def test_a_change_is_kept_as_history(here: Practice, staff: Client) -> None:
    staff.post(_change(here.physiotherapist), _filled_in(here.physiotherapist, name="Anders"))

    here.physiotherapist.refresh_from_db()
    assert here.physiotherapist.name == "Anders"
    event = Event.objects.latest("pk")
    assert (event.by, event.clinic, event.facts["changed"]) == (here.staff, here.clinic, ["name"])


def test_who_is_sent_away_cannot_sign_in_any_more(here: Practice, staff: Client) -> None:
    browser_of_other = browser(here.physiotherapist)

    staff.post(_change(here.physiotherapist), _filled_in(here.physiotherapist, is_active=None))

    assert browser_of_other.get("/admin/").status_code == 302
    here.physiotherapist.refresh_from_db()
    assert not here.physiotherapist.is_active


def test_nobody_closes_their_own_account(here: Practice, staff: Client) -> None:
    answer = staff.post(_change(here.staff), _filled_in(here.staff, is_active=None), follow=True)

    assert "eigen account" in answer.content.decode()
    here.staff.refresh_from_db()
    assert here.staff.is_active


def test_an_administrators_account_is_not_for_staff_to_change(
    here: Practice, staff: Client
) -> None:
    boss = User.objects.create_superuser(
        "baas@example.org", "een-lang-wachtwoord-42", name="De Baas", clinic=here.clinic
    )
    answer = staff.post(_change(boss), _filled_in(boss, name="Gekaapt"))
    assert answer.status_code == 403
    boss.refresh_from_db()
    assert boss.name == "De Baas"


def test_people_of_another_clinic_cannot_be_changed(elsewhere: Practice, staff: Client) -> None:
    answer = staff.post(
        _change(elsewhere.physiotherapist), _filled_in(elsewhere.physiotherapist, name="Gekaapt")
    )
    assert answer.status_code == 404
    elsewhere.physiotherapist.refresh_from_db()
    assert elsewhere.physiotherapist.name == "Fysio elders"


def test_the_administrator_chooses_the_clinic(elsewhere: Practice, administrator: Client) -> None:
    assert administrator.post(ADD, NEW).status_code == 200
    administrator.post(ADD, NEW | {"clinic": str(elsewhere.clinic.pk)})
    assert User.objects.get(email="nieuw@example.org").clinic == elsewhere.clinic
