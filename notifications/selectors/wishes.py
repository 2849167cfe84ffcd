"""What people want to be told."""

from __future__ import annotations

from collections.abc import Collection

from notifications.domain.message import Wishes
from notifications.domain.timing import QuietHours
from notifications.models import Preference


def wishes_of(user_ids: Collection[int]) -> dict[int, Wishes]:
    """Return each person's wishes, the defaults for who never said anything; one query."""
    said = {
        row.user_id: Wishes(
            quiet=QuietHours(row.quiet_from, row.quiet_until),
            exercise_reminders=row.exercise_reminders,
            log_reminders=row.log_reminders,
        )
        for row in Preference.objects.filter(user_id__in=user_ids)
    }
    return {user_id: said.get(user_id, Wishes()) for user_id in user_ids}
