"""Where a message stands, and why it did not go out."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a message stands; every state but the first two is final."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SUPPRESSED = "suppressed"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a message did not go out, or why nobody knows whether it did."""

    DONE = "done"
    PAUSED = "paused"
    QUIET_HOURS = "quiet_hours"
    OPTED_OUT = "opted_out"
    AWAY = "away"
    HOLIDAY = "holiday"
    ALREADY_TOLD = "already_told"
    EXPIRED = "expired"
    NOT_DUE = "not_due"
    INACTIVE = "inactive"
    REFUSED = "refused"
    NO_ADDRESS = "no_address"
    INTERRUPTED = "interrupted"
    NO_ANSWER = "no_answer"
