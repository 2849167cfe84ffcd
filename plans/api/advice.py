"""What to do now, as the answers of several addresses show it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from plans.api.cards import Shown
from plans.api.documents import Choice
from plans.selectors.advice import Advice
from plans.selectors.words import language


class AdviceCard(serializers.Serializer[Any]):
    """One thing to do now. ``to`` and ``urgency`` are null where nobody has to be called."""

    priority = Choice("Priority")
    text = serializers.CharField()
    to = Choice("Addressee", allow_null=True)
    urgency = Choice("Urgency", allow_null=True)
    call = serializers.CharField(
        allow_null=True, help_text="The number to call; null when it is the patient's own GP's."
    )


def show_advice(advice: Iterable[Advice]) -> list[Shown]:
    """Show what to do now, in the order in which it is given."""
    return [
        {
            "priority": item.priority.name.lower(),
            "text": item.text.in_language(language()),
            "to": item.to or None,
            "urgency": item.urgency or None,
            "call": item.call or None,
        }
        for item in advice
    ]
