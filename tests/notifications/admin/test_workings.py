"""Staff see whether messages go out as they should, and who has not answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications.models import (
    Canary,
    ChannelState,
    PushSubscription,
    RefusedAddress,
    StuckEvent,
    Watch,
)
from notifications.services.handover import hand_over_events
from plans.models import Clinic, Event, Patient, Referral
from tests.factories.people import make_staff
from tests.notifications.admin.conftest import browser
from tests.notifications.scenes import refer

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)


def front(client: Client) -> str:
    return " ".join(client.get(reverse("admin:index")).content.decode().split())


def test_a_worker_that_works_is_no_trouble(staff: Client) -> None:
    assert "No worker was heard yet" in front(staff)

    Canary.objects.create(name="worker", beaten_at=timezone.now())

    page = front(staff)
    assert "The worker works: messages go out." in page
    assert 'class="trouble"' not in page


def test_a_silent_worker_is_told_first(staff: Client) -> None:
    Canary.objects.create(name="worker", beaten_at=timezone.now() - timedelta(minutes=20))

    assert "The worker was last heard 20 minutes ago" in front(staff)


def test_what_is_wrong_in_the_own_clinic_is_counted(
    staff: Client, stranger: Client, patient: Patient
) -> None:
    refer(patient, now=NOON)
    event = Event.objects.latest("pk")
    StuckEvent.objects.create(event=event, tries=2, error="KeyError", next_try_at=NOON)
    RefusedAddress.objects.create(
        user=patient.user, address=patient.user.email, error="550", refused_at=NOON
    )
    ChannelState.objects.create(
        channel="email",
        allowance=0,
        counted_at=NOON,
        strikes=3,
        closed_until=timezone.now() + timedelta(minutes=1),
    )

    own, other = front(staff), front(stranger)

    assert "1 event could not be told." in own
    assert "1 person has an e-mail address that does not work." in own
    assert "1 event could not be told." not in other
    assert "does not work" not in other
    assert "Does not answer and is tried again soon: e-mail." in other


def test_the_front_desk_reads_of_trouble_without_links_it_may_not_follow(
    clinic: Clinic, staff: Client
) -> None:
    ChannelState.objects.create(
        channel="email",
        allowance=0,
        counted_at=NOON,
        strikes=3,
        closed_until=timezone.now() + timedelta(minutes=1),
    )
    channels = reverse("admin:notifications_channelstate_changelist")
    front_desk = browser(make_staff(clinic, language="en"))

    assert "Does not answer and is tried again soon" in front(front_desk)
    assert f'href="{channels}"' not in front(front_desk)
    assert f'href="{channels}"' in front(staff)
    assert front_desk.get(channels).status_code == 403


def test_an_address_that_was_mended_is_gone(staff: Client, patient: Patient) -> None:
    RefusedAddress.objects.create(
        user=patient.user, address="oud@example.org", error="550", refused_at=NOON
    )

    listed = staff.get(reverse("admin:notifications_refusedaddress_changelist"))

    assert list(listed.context["cl"].queryset) == []


def test_who_has_not_answered_stands_beside_the_next_step(staff: Client, patient: Patient) -> None:
    refer(patient, now=NOON)
    hand_over_events(now=NOON)
    Watch.objects.update_or_create(
        referral=Referral.objects.get(),
        defaults={"event": Event.objects.latest("pk"), "began_at": NOON, "next_at": NOON},
    )

    listed = staff.get(reverse("admin:notifications_watch_changelist")).content.decode()

    assert "Sanne Jansen" in listed
    assert "Femke de Boer" in listed


def test_a_screen_shows_its_service_and_no_keys_and_can_be_ended(
    staff: Client, patient: Patient
) -> None:
    screen = PushSubscription.objects.create(
        user=patient.user,
        endpoint="https://push.example/very-secret",
        p256dh="publickey",
        auth="secretkey",
        added_at=NOON,
    )
    change = reverse("admin:notifications_pushsubscription_change", args=[screen.public_id])
    remove = reverse("admin:notifications_pushsubscription_delete", args=[screen.public_id])

    page = staff.get(change).content.decode()
    question = staff.get(remove).content.decode()

    assert "push.example" in page
    for secret in ("very-secret", "publickey", "secretkey"):
        assert secret not in page + question
    assert staff.post(remove, {"post": "yes"}).status_code == 302
    assert not PushSubscription.objects.exists()
