"""The ledger of messages and what belongs to it: constraints and indexes, no decisions."""

from notifications.models.canary import Canary
from notifications.models.delivery import Delivery
from notifications.models.handled_event import HandledEvent
from notifications.models.message import Message
from notifications.models.preference import Preference
from notifications.models.reminder_clock import ReminderClock

__all__ = ["Canary", "Delivery", "HandledEvent", "Message", "Preference", "ReminderClock"]
