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
from notifications.selectors.seen import note_message, note_messages, note_no_message
from notifications.services.reading import mark_read
from plans.domain.refusal import Refusal
from plans.selectors.words import language


class AboutCard(serializers.Serializer[Any]):
    """The patient whom a message to somebody else is about."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()


class InboxCard(serializers.Serializer[Any]):
    """One message; ``headline`` and ``sentence`` tell nothing about anybody's health."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(
        choices=[(kind.value, kind.value) for kind in MessageKind if not kind.is_only_mailed]
    )
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
        shown: list[Message] = []

        def show(row: Message) -> dict[str, Any]:
            shown.append(row)
            return _show(row)

        answer = self.page(inbox_of(self.viewer), InboxCard, show)
        note_messages(request, shown)
        return answer


class InboxUnread(Door):
    """How much of the inbox is new."""

    @operation(answers={200: UnreadCount})
    def get(self, request: Request) -> Response:
        """Count the messages that the caller has not read yet."""
        note_messages(request, ())
        return Response(UnreadCount({"unread": unread_of(self.viewer).count}).data)


class ReadMessage(Door):
    """A message that was read."""

    @operation(answers={200: InboxCard}, refuses=(404,), repeatable=True)
    def post(self, request: Request, public_id: UUID) -> Response:
        """Note that the caller has read the message; doing it twice changes nothing."""
        try:
            message = mark_read(public_id=public_id, by=self.viewer, now=now())
        except Refusal:
            note_no_message(request, public_id)
            raise
        note_message(request, message)
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
