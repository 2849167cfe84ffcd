"""What can come of a message at the moment it was to go out, besides going out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from notifications.domain.state import Reason, State

Context = Mapping[str, Any]
"""What the words of a message need to know."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """The message does not go out any more, and why."""

    state: State
    reason: Reason


@dataclass(frozen=True, slots=True)
class Postponed:
    """The message goes out, but not before ``until``: it is quiet where the reader lives."""

    until: datetime


NOT_DUE = Dropped(State.CANCELLED, Reason.NOT_DUE)
DONE = Dropped(State.SUPPRESSED, Reason.DONE)
