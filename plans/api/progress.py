"""How a patient has been getting on, as it stands beside referrals and tasks."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from plans.api.cards import Shown
from plans.api.documents import Choice
from plans.selectors.progress import LATELY_DAYS, Progress


class LatelyCard(serializers.Serializer[Any]):
    """How much was done of what was due in the last days; null when nothing was due."""

    days = serializers.IntegerField(help_text="Over how many days, today included.")
    percent = serializers.IntegerField(allow_null=True)
    band = Choice("AdherenceBand", allow_null=True)


class DayScoreCard(serializers.Serializer[Any]):
    """The pain of one day, the worst that was reported; null when nothing was."""

    day = serializers.DateField()
    score = serializers.IntegerField(allow_null=True)


def show_adherence(progress: Progress | None) -> Shown | None:
    """Show how much was done lately."""
    if progress is None:
        return None
    return {
        "days": LATELY_DAYS,
        "percent": progress.adherence.percent,
        "band": progress.adherence.band,
    }
