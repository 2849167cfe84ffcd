"""What the telling of people keeps about one person."""

from __future__ import annotations

from plans.domain.own_data import OwnTable

TABLES: tuple[OwnTable, ...] = (
    OwnTable(
        model="notifications.Delivery",
        of_patient=("message__patient",),
        of_account=("message__recipient",),
    ),
    OwnTable(
        model="notifications.Message",
        of_patient=("patient",),
        of_account=("recipient",),
        secret=("secret",),
    ),
    OwnTable(
        model="notifications.Watch", of_patient=("referral__injury__patient",), is_shown=False
    ),
    OwnTable(model="notifications.HandledEvent", of_patient=("event__patient",), is_shown=False),
    OwnTable(model="notifications.StuckEvent", of_patient=("event__patient",), is_shown=False),
    OwnTable(model="notifications.ReminderClock", of_patient=("patient",), is_shown=False),
    OwnTable(model="notifications.LetterClock", of_account=("user",), is_shown=False),
    # Whoever knows the address and the keys of a screen can write on it.
    OwnTable(
        model="notifications.PushSubscription",
        of_account=("user",),
        secret=("endpoint", "p256dh", "auth"),
    ),
    OwnTable(model="notifications.RefusedAddress", of_account=("user",)),
    OwnTable(model="notifications.Preference", of_account=("user",)),
    OwnTable(model="notifications.Decline", of_account=("user",)),
    OwnTable(model="notifications.Absence", of_account=("user",)),
    OwnTable(model="notifications.WishChange", of_account=("user",)),
)
"""In the order in which it is destroyed."""
