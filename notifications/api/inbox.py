"""The inbox of whoever is signed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from notifications.api.door import Door, now, operation
from notifications.domain.kind import MessageKind
from notifications.models import Message
from notifications.selectors.inbox import inbox_item, inbox_of, unread_of
from notifications.services.reading import mark_read
from plans.selectors.words import language


class AboutCard(serializers.Serializer[Any]):
    """The patient whom a message to somebody else is about."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()


class InboxCard(serializers.Serializer[Any]):
    """One message; ``headline`` and ``sentence`` tell nothing about anybody's health."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=[(kind.value, kind.value) for kind in MessageKind])
    headline = serializers.CharField()
    sentence = serializers.CharField()
    at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)
    plan = serializers.UUIDField(allow_null=True)
    about = AboutCard(allow_null=True)


class UnreadCount(serializers.Serializer[Any]):
    """How many messages were not read yet."""

    unread = serializers.IntegerField()


class Inbox(Door):
    """Every message that came, also when it went out by mail or to a screen."""

    @operation(answers={200: InboxCard(many=True)}, name="me_inbox_list")
    def get(self, request: Request) -> Response:
        """List the caller's messages, the newest first."""
        return self.page(inbox_of(self.viewer), InboxCard, _show)


class InboxUnread(Door):
    """How much of the inbox is new."""

    @operation(answers={200: UnreadCount})
    def get(self, request: Request) -> Response:
        """Count the messages that the caller has not read yet."""
        return Response(UnreadCount({"unread": unread_of(self.viewer).count}).data)


class ReadMessage(Door):
    """A message that was read."""

    @operation(answers={200: InboxCard}, refuses=(404,))
    def post(self, request: Request, public_id: UUID) -> Response:
        """Note that the caller has read the message; doing it twice changes nothing."""
        message = mark_read(public_id=public_id, by=self.viewer, now=now())
        return Response(InboxCard(_show(message)).data)


def _show(row: Message) -> dict[str, Any]:
    item, spoken = inbox_item(row), language()
    return {
        "id": item.public_id,
        "kind": item.kind,
        "headline": item.headline.in_language(spoken),
        "sentence": item.sentence.in_language(spoken),
        "at": item.at,
        "read_at": item.read_at,
        "plan": item.plan,
        "about": item.about,
    }
