"""What the addresses about messages share with the rest of the API: who asks, what may be sent.

The only place where messages look into the other app's doors, so that a caller meets one API.
"""

from plans.api.bodies import Day, Flag, Moment, StrictSerializer, Words
from plans.api.door import Door, now, operation

__all__ = [
    "Day",
    "Door",
    "Flag",
    "Moment",
    "StrictSerializer",
    "Words",
    "now",
    "operation",
]
