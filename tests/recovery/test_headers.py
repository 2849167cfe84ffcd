"""What every answer tells the browser, on pages, in the admin and in the API."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from plans.models import User
from tests.factories.people import make_clinic, make_patient, make_physiotherapist

PAGES = ("/", "/accounts/login/", "/admin/login/", "/api/me/", "/api/nowhere/", "/nowhere/")


@pytest.fixture
def physiotherapist(db: None) -> User:
    """Somebody with a page and a worklist."""
    return make_physiotherapist(make_clinic())


@pytest.fixture
def superuser(db: None) -> User:
    """Somebody who may open every page of the admin."""
    user = make_physiotherapist(make_clinic())
    user.is_superuser = user.is_staff = True
    user.save()
    return user


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_loaded_from_elsewhere_or_kept(client: Client, address: str) -> None:
    answer = client.get(address)

    policy = dict(
        part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Cookie" in answer.headers["Vary"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", ["/api/me/", "/api/schema/", "/worklist/", "/accounts/login/"])
@pytest.mark.parametrize("method", ["get", "options"])
def test_no_other_site_may_read_an_answer(
    client: Client, physiotherapist: User, address: str, method: str
) -> None:
    client.force_login(physiotherapist)

    answer = getattr(client, method)(
        address,
        headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"},
    )

    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


INLINE = re.compile(
    rb"(?i)<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|<style|\sstyle=|\son[a-z]+="
)


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/plans/patient/",
        "/admin/plans/patient/{patient}/change/",
        "/admin/plans/plan/",
        "/admin/plans/event/",
        "/admin/plans/referral/",
    ],
)
def test_no_page_of_the_admin_needs_anything_inline(
    client: Client, superuser: User, address: str
) -> None:
    patient = make_patient(make_clinic(), None)
    client.force_login(superuser)

    page = client.get(address.format(patient=patient.public_id), follow=True)

    assert page.status_code == 200
    assert not INLINE.findall(page.content)


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["host", "x-forwarded-host"])
def test_another_host_name_is_not_believed(client: Client, header: str) -> None:
    answer = client.get("/accounts/login/", headers={header: "evil.example"})

    assert answer.status_code == (400 if header == "host" else 200)
    assert b"evil.example" not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_header_does_not_change_the_method(
    client: Client, physiotherapist: User, name: str
) -> None:
    client.force_login(physiotherapist)

    assert client.post("/api/me/", headers={name: "GET"}).status_code == 405


def test_who_changes_something_shows_that_the_page_is_ours(physiotherapist: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(physiotherapist)

    page = client.post("/my-language/", {"language": "en"})
    api = client.post("/api/me/absences/", "{}", content_type="application/json")
    sign_in = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})

    assert (page.status_code, api.status_code, sign_in.status_code) == (403, 403, 403)
