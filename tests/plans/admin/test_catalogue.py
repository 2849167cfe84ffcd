"""Staff read the catalogue in full, put drafts into use and take versions out of use."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from plans.models import Event, ProtocolVersion, User
from tests.plans.admin.conftest import Practice, browser

LIST = "/admin/plans/protocolversion/"


@pytest.fixture
def draft(here: Practice) -> ProtocolVersion:
    """A second version of a protocol, not in use yet."""
    first = ProtocolVersion.objects.get(slug="achilles-self-care")
    return ProtocolVersion.objects.create(
        slug=first.slug,
        number=2,
        document=first.document,
        checksum="2" * 64,
        changes="phases[0].duration.max: 'P2W' became 'P3W'",
        state="draft",
        loaded_at=datetime(2026, 3, 1, tzinfo=UTC),
    )


def _do(client: Client, action: str, *versions: ProtocolVersion) -> str:
    chosen = [version.pk for version in versions]
    answer = client.post(LIST, {"action": action, "_selected_action": chosen}, follow=True)
    return answer.content.decode()


def test_a_draft_is_put_into_use(here: Practice, staff: Client, draft: ProtocolVersion) -> None:
    _do(staff, "publish", draft)

    draft.refresh_from_db()
    assert (draft.state, draft.published_by) == ("published", here.staff)
    assert Event.objects.latest("pk").facts == {"versions": ["achilles-self-care v2"]}


def test_a_version_is_taken_out_of_use_and_plans_keep_theirs(here: Practice, staff: Client) -> None:
    version = here.plan.protocol_version

    _do(staff, "retire", version)

    version.refresh_from_db()
    assert (version.state, version.retired_by) == ("retired", here.staff)
    here.plan.refresh_from_db()
    assert here.plan.protocol_version == version


def test_what_is_refused_is_said_and_the_rest_is_done(
    here: Practice, staff: Client, draft: ProtocolVersion
) -> None:
    page = _do(staff, "publish", here.plan.protocol_version, draft)

    assert "chilles-self-care v1 is geen concept meer" in page
    draft.refresh_from_db()
    assert draft.state == "published"


def test_who_is_not_staff_cannot_publish(here: Practice, draft: ProtocolVersion) -> None:
    for user in (here.physiotherapist, here.patient.user, None):
        _do(browser(user), "publish", draft)
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize(
    ("noun", "slug", "words"),
    [
        (
            "protocolversion",
            "achilles-self-care",
            ("brochure L484-487", "R-ACH-1", "Relatieve rust"),
        ),
        ("exerciseversion", "calf-stretch", ("kuit",)),
        ("intakeversion", "achilles", ("achilles-treatment", "R-ACH-3")),
    ],
)
def test_a_version_is_read_as_a_page_with_sources(
    noun: str, slug: str, words: tuple[str, ...], staff: Client
) -> None:
    listed = staff.get(f"/admin/plans/{noun}/", {"q": slug})
    first = next(row for row in listed.context["cl"].result_list if row.slug == slug)

    page = staff.get(reverse(f"admin:plans_{noun}_change", args=[first.pk])).content.decode()

    for word in words:
        assert word in page
    assert "{&#x27;" not in page
    assert "<form" not in page.split('class="document-part')[1]


@pytest.mark.parametrize(("language", "words"), [("nl", "Alarmsignalen"), ("en", "Warning signs")])
def test_every_protocol_can_be_read_in_both_languages(
    language: str, words: str, here: Practice, staff: Client
) -> None:
    User.objects.filter(pk=here.staff.pk).update(language=language)
    for version in ProtocolVersion.objects.only("pk"):
        page = staff.get(reverse("admin:plans_protocolversion_change", args=[version.pk]))
        assert page.status_code == 200
        assert words in page.content.decode()


def test_a_protocol_is_found_by_what_patients_call_it(staff: Client) -> None:
    page = staff.get(LIST, {"q": "hielpijn"}).content.decode()
    assert "heel-self-care" in page
    assert "achilles-self-care" not in page
