"""The screens on which somebody wants to see that there is a message."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.conf import settings
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from notifications.api.door import Door, StrictSerializer, Words, now, operation
from notifications.domain.push_address import LONGEST_ADDRESS, push_service
from notifications.domain.push_key import public_key_of
from notifications.models import PushSubscription
from notifications.selectors.screens import screens_of
from notifications.selectors.seen import note_wishes
from notifications.services.screens import add_screen, push_is_off, remove_screen


class PushKeyCard(serializers.Serializer[Any]):
    """The clinic's public key, as a browser asks for it (``applicationServerKey``)."""

    public_key = serializers.CharField()


class ScreenCard(serializers.Serializer[Any]):
    """One screen.

    Its address is a secret between browser and clinic: ``fingerprint`` is the SHA-256 of it in
    hexadecimal, by which a browser finds itself.
    """

    id = serializers.UUIDField()
    service = serializers.CharField()
    fingerprint = serializers.CharField()
    added_at = serializers.DateTimeField()


class ScreenKeysBody(StrictSerializer):
    """The keys that a browser made for its messages."""

    p256dh = Words(max_length=120)
    auth = Words(max_length=60)


class ScreenBody(StrictSerializer):
    """A screen, as ``PushSubscription.toJSON()`` of a browser describes it."""

    endpoint = Words(max_length=LONGEST_ADDRESS)
    keys = ScreenKeysBody()
    expirationTime = serializers.FloatField(required=False, allow_null=True)  # noqa: N815


class PushKey(Door):
    """The key that a browser needs before it can show messages."""

    @operation(answers={200: PushKeyCard}, refuses=(409,))
    def get(self, request: Request) -> Response:
        """Give the clinic's public key for push services."""
        if not settings.VAPID_PRIVATE_KEY:
            raise push_is_off()
        key = public_key_of(settings.VAPID_PRIVATE_KEY)
        return Response(PushKeyCard({"public_key": key}).data)


class MyScreens(Door):
    """The screens of whoever is signed in."""

    @operation(answers={200: ScreenCard(many=True)}, name="my_screens_list", refuses=(404,))
    def get(self, request: Request) -> Response:
        """List the screens, the newest first."""
        note_wishes(self.request, self.viewer)
        return self.page(screens_of(self.viewer.pk), ScreenCard, _show)

    @operation(
        body=ScreenBody, answers={200: ScreenCard, 201: ScreenCard}, refuses=(409,), repeatable=True
    )
    def post(self, request: Request) -> Response:
        """Show messages on this screen; 200 when it did so before, whoever used it then."""
        sent = self.sent(ScreenBody)
        note_wishes(self.request, self.viewer)
        screen, is_new = add_screen(
            endpoint=sent["endpoint"], **sent["keys"], by=self.viewer, now=now()
        )
        return Response(ScreenCard(_show(screen)).data, status=201 if is_new else 200)


class MyScreen(Door):
    """One screen of whoever is signed in."""

    @operation(answers={204: None}, refuses=(404,))
    def delete(self, request: Request, public_id: UUID) -> Response:
        """Show no more messages on this screen."""
        note_wishes(self.request, self.viewer)
        remove_screen(public_id=public_id, by=self.viewer)
        return Response(status=204)


def _show(screen: PushSubscription) -> dict[str, Any]:
    return {
        "id": screen.public_id,
        "service": push_service(screen.endpoint),
        "fingerprint": hashlib.sha256(screen.endpoint.encode()).hexdigest(),
        "added_at": screen.added_at,
    }
