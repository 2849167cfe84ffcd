"""The ledger of messages and what belongs to it: constraints and indexes, no decisions."""

from notifications.models.canary import Canary
from notifications.models.channel_state import ChannelState
from notifications.models.delivery import Delivery
from notifications.models.handled_event import HandledEvent, StuckEvent
from notifications.models.letter_clock import LetterClock
from notifications.models.message import Message
from notifications.models.office import ClosedDay, EscalationSchedule, OfficeHours
from notifications.models.preference import Absence, Decline, Preference
from notifications.models.push_subscription import PushSubscription
from notifications.models.refused_address import RefusedAddress
from notifications.models.reminder_clock import ReminderClock
from notifications.models.watch import Watch
from notifications.models.wish_change import WishChange

__all__ = [
    "Absence",
    "Canary",
    "ChannelState",
    "ClosedDay",
    "Decline",
    "Delivery",
    "EscalationSchedule",
    "HandledEvent",
    "LetterClock",
    "Message",
    "OfficeHours",
    "Preference",
    "PushSubscription",
    "RefusedAddress",
    "ReminderClock",
    "StuckEvent",
    "Watch",
    "WishChange",
]
