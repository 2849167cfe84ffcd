"""Adds and removes the browsers and phones that show a person that there is a message."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from notifications.domain.person import Person
from notifications.domain.push_address import is_push_address
from notifications.domain.push_key import is_screen_key
from notifications.models import PushSubscription
from plans.domain.refusal import Refusal, RefusalKind
from plans.domain.text import Text
from plans.selectors.scope import not_found

MOST_SCREENS = 10
"""Each person's newest so many screens show messages; an older one ends when the next is added."""


@transaction.atomic
def add_screen(
    *, endpoint: str, p256dh: str, auth: str, by: Person, now: datetime
) -> tuple[PushSubscription, bool]:
    """Let the browser with this address show messages to ``by``; say whether it is a new one.

    A browser belongs to one person: the last who asked. Doing it again changes nothing but the
    keys. Refuses an address that is not of a push service, and keys that nothing can be sealed for.
    """
    if not settings.VAPID_PRIVATE_KEY:
        raise push_is_off()
    if not is_push_address(endpoint, extra_hosts=settings.PUSH_HOSTS):
        raise _unknown_address()
    if not is_screen_key(p256dh, auth):
        raise _wrong_keys()
    screen, is_new = PushSubscription.objects.update_or_create(
        endpoint=endpoint,
        defaults={
            "user_id": by.pk,
            "p256dh": p256dh,
            "auth": auth,
            "added_at": now,
            "wait_until": None,
        },
    )
    _end_oldest(by)
    return screen, is_new


def remove_screen(*, public_id: UUID, by: Person) -> None:
    """Show no more messages on this screen of ``by``; refuses: not found."""
    removed, _ = PushSubscription.objects.filter(public_id=public_id, user_id=by.pk).delete()
    if not removed:
        raise not_found()


def _end_oldest(by: Person) -> None:
    own = PushSubscription.objects.filter(user_id=by.pk)
    kept = list(own.order_by("-added_at", "-pk").values_list("pk", flat=True)[:MOST_SCREENS])
    own.exclude(pk__in=kept).delete()


def push_is_off() -> Refusal:
    """Make the refusal of a clinic that has no key for push services."""
    return Refusal(
        code="push_is_off",
        message=Text(
            nl="Deze praktijk toont geen berichten op schermen. Je krijgt ze per e-mail en in je "
            "berichten.",
            en="This clinic shows no messages on screens. You get them by e-mail and in your "
            "messages.",
        ),
        kind=RefusalKind.CONFLICT,
    )


def _unknown_address() -> Refusal:
    return Refusal(
        code="unknown_push_service",
        message=Text(
            nl="Dit is geen adres van een bekende browser. Zet berichten opnieuw aan in Chrome, "
            "Edge, Firefox of Safari.",
            en="This is not an address of a known browser. Turn messages on again in Chrome, "
            "Edge, Firefox or Safari.",
        ),
        place="endpoint",
    )


def _wrong_keys() -> Refusal:
    return Refusal(
        code="wrong_screen_keys",
        message=Text(
            nl="De sleutels van deze browser kloppen niet. Zet berichten uit en weer aan.",
            en="The keys of this browser are not right. Turn messages off and on again.",
        ),
        place="keys",
    )
