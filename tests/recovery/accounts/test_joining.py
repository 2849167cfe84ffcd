"""Invitations: one link, once, for one address, clinic and role, for three days."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from plans.domain.refusal import Refusal
from plans.models import AccessEntry, Event, Invitation, Role, User
from plans.selectors.clock import database_now
from plans.services.history import the_program
from plans.services.inviting import invite
from plans.services.people import add_person
from tests.factories.people import make_administrator, make_clinic, make_physiotherapist, make_staff
from tests.factories.post import send_post

pytestmark = pytest.mark.django_db

CHOSEN = "drie rustige dagen"


@pytest.fixture(autouse=True)
def _mails_stay_here(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def newcomer() -> User:
    return add_person(
        clinic=make_clinic(name="De Looppas"),
        email="nieuw@example.org",
        name="Noor de Boer",
        role=Role.PHYSIOTHERAPIST,
        by=the_program(),
        now=database_now(),
    )


@pytest.fixture
def link(newcomer: User) -> str:
    invite(user=newcomer, by=the_program(), now=database_now())
    send_post(database_now())
    (sent,) = mail.outbox
    assert sent.to == ["nieuw@example.org"]
    found = re.search(r"(/join/[\w-]+/)", str(sent.body))
    assert found is not None
    return found.group(1)


def test_case_56_a_link_has_256_bits_of_which_only_a_digest_is_kept(link: str) -> None:
    token = link.split("/")[2]

    assert len(token) == 43
    assert token not in str(list(Invitation.objects.values_list()))
    assert token not in str(list(Event.objects.values_list("facts")))


def test_case_56_an_invitation_is_accepted_once(link: str, newcomer: User) -> None:
    accepted = Client().post(link, {"password": CHOSEN})
    again = Client().post(link, {"password": "een ander wachtwoord"})

    newcomer.refresh_from_db()
    assert (accepted.status_code, again.status_code) == (302, 410)
    assert newcomer.check_password(CHOSEN)
    line = AccessEntry.objects.get(kind="invitation_accepted")
    assert line.user == newcomer


@pytest.mark.parametrize("hours", [71, 72, 73])
def test_case_56_an_invitation_works_for_three_days(hours: int, link: str) -> None:
    Invitation.objects.update(expires_at=database_now() + timedelta(hours=72 - hours, seconds=-5))

    assert Client().get(link).status_code == (200 if hours < 72 else 410)
    assert Client().post(link, {"password": CHOSEN}).status_code == (302 if hours < 72 else 410)


@pytest.mark.parametrize(
    "change", [{"email": "anders@example.org"}, {"role": "staff"}, {"is_active": False}]
)
def test_case_56_an_invitation_is_for_who_was_invited(
    change: dict[str, object], link: str, newcomer: User
) -> None:
    User.objects.filter(pk=newcomer.pk).update(**change)

    assert Client().post(link, {"password": CHOSEN}).status_code == 410


def test_case_56_a_new_invitation_ends_the_one_before(link: str, newcomer: User) -> None:
    invite(user=newcomer, by=the_program(), now=database_now())

    assert Client().get(link).status_code == 410


def test_case_73_one_address_is_sent_no_more_than_five_invitations_a_day(newcomer: User) -> None:
    at, by = database_now(), the_program()
    for _ in range(5):
        invite(user=newcomer, by=by, now=at)

    with pytest.raises(Refusal) as refused:
        invite(user=newcomer, by=by, now=at)

    assert refused.value.code == "invited_too_often"
    assert Invitation.objects.count() == 5
    assert Invitation.objects.filter(withdrawn_at=None).count() == 1
    invite(user=newcomer, by=by, now=at + timedelta(days=1))
    newcomer.email = "goed.gespeld@example.org"
    newcomer.save(update_fields=["email"])
    invite(user=newcomer, by=by, now=at)


def test_case_73_nobody_sends_more_than_a_hundred_invitations_an_hour(newcomer: User) -> None:
    assert newcomer.clinic is not None
    administrator, at = make_administrator(newcomer.clinic), database_now()
    for colleague in [make_staff(newcomer.clinic) for _ in range(20)]:
        for _ in range(5):
            invite(user=colleague, by=administrator, now=at)

    with pytest.raises(Refusal) as refused:
        invite(user=newcomer, by=administrator, now=at)

    assert refused.value.code == "inviting_too_often"
    invite(user=newcomer, by=make_administrator(newcomer.clinic), now=at)
    invite(user=newcomer, by=administrator, now=at + timedelta(hours=1))


def test_case_57_opening_the_link_does_not_use_it_up(link: str) -> None:
    for _ in range(3):
        assert Client().get(link).status_code == 200
        assert Client().head(link).status_code == 200

    assert Invitation.objects.get().accepted_at is None
    assert Client().post(link, {"password": CHOSEN}).status_code == 302


def test_case_64_the_page_of_an_invitation_keeps_its_address_to_itself(link: str) -> None:
    pages = [
        Client().get(link),
        Client().post(link, {"password": CHOSEN}),
        Client().get(link),
    ]

    assert [page.status_code for page in pages] == [200, 302, 410]
    assert {page["Referrer-Policy"] for page in pages} == {"strict-origin"}
    assert all("no-store" in page["Cache-Control"] for page in pages)


def test_an_easy_password_is_refused_and_the_link_still_works(link: str) -> None:
    refused = Client().post(link, {"password": "fysiotherapie1"})
    empty = Client().post(link, {"password": ""})

    assert (refused.status_code, empty.status_code) == (400, 400)
    assert Client().post(link, {"password": CHOSEN}).status_code == 302


def test_who_joined_can_sign_in_with_the_password(link: str) -> None:
    browser = Client()
    browser.post(link, {"password": CHOSEN})

    signed_in = browser.post(
        reverse("account_login"), {"login": "nieuw@example.org", "password": CHOSEN}
    )

    assert signed_in.status_code == 302
    assert "_auth_user_id" in browser.session


def test_the_link_is_in_the_mail_only(link: str) -> None:
    (sent,) = mail.outbox

    assert link not in sent.subject
    assert "Noor" not in sent.subject


@pytest.mark.parametrize("role", [Role.PHYSIOTHERAPIST, Role.STAFF, Role.ADMINISTRATOR])
def test_case_58_nobody_invites_to_a_role_above_their_own(role: Role) -> None:
    clinic = make_clinic()
    invited = add_person(
        clinic=clinic,
        email="hoger@example.org",
        name="H",
        role=role,
        by=the_program(),
        now=database_now(),
    )
    for by in (make_staff(clinic), make_physiotherapist(clinic), make_administrator(make_clinic())):
        with pytest.raises(Refusal):
            invite(user=invited, by=by, now=database_now())

    invited_at_last = invite(user=invited, by=make_administrator(clinic), now=database_now())
    assert invited_at_last.role == role
