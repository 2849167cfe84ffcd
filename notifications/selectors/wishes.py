"""What people want to be told, and when they are away."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from notifications.domain.kind import Topic, Via
from notifications.domain.timing import QuietHours
from notifications.domain.wishes import Away, Wishes
from notifications.models import Absence, Decline, Preference


def wishes_of(user_ids: Collection[int]) -> dict[int, Wishes]:
    """Return each person's wishes, the defaults for who never said anything; three queries."""
    said = {row.user_id: row for row in Preference.objects.filter(user_id__in=user_ids)}
    declined: dict[int, set[tuple[Topic, Via]]] = {}
    for user_id, topic, via in Decline.objects.filter(user_id__in=user_ids).values_list(
        "user_id", "topic", "channel"
    ):
        declined.setdefault(user_id, set()).add((Topic(topic), Via(via)))
    away: dict[int, list[Away]] = {}
    for user_id, from_on, until_on in Absence.objects.filter(user_id__in=user_ids).values_list(
        "user_id", "from_on", "until_on"
    ):
        away.setdefault(user_id, []).append(Away(from_on, until_on))
    special = said.keys() | declined.keys() | away.keys()
    return {
        user_id: _wishes(
            said.get(user_id), declined.get(user_id, set()), tuple(away.get(user_id, ()))
        )
        if user_id in special
        else _DEFAULTS
        for user_id in user_ids
    }


def absences_of(user_id: int) -> QuerySet[Absence]:
    """Return when somebody is away, the latest first."""
    return Absence.objects.filter(user_id=user_id).order_by("-from_on")


_DEFAULTS = Wishes()


def _wishes(
    row: Preference | None, declined: set[tuple[Topic, Via]], away: tuple[Away, ...]
) -> Wishes:
    if row is None:
        return Wishes(declined=frozenset(declined), away=away)
    return Wishes(
        quiet=QuietHours(row.quiet_from, row.quiet_until),
        declined=frozenset(declined),
        weekly_summary=row.weekly_summary,
        rests_on_holidays=row.rests_on_holidays,
        away=away,
    )
