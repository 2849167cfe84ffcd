"""What one request showed of patients, collected while it is answered, for the access log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class AccessKind(StrEnum):
    """What was done, as the access log calls it (NEN 7513: the type of the event)."""

    VIEW = "view"
    LIST = "list"
    SEARCH = "search"
    EXPORT = "export"
    PRINT = "print"
    FEED = "feed"
    ADD = "add"
    CHANGE = "change"
    DESTROY = "destroy"
    DENIED = "denied"
    BREAK_GLASS = "break_glass"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    SECOND_FACTOR_FAILED = "second_factor_failed"
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of an event
    PASSWORD_RESET_ASKED = "password_reset_asked"  # noqa: S105 - the name of an event
    ADDRESS_CHANGED = "address_changed"
    TOKEN_ADDED = "token_added"  # noqa: S105 - the name of an event
    TOKEN_REMOVED = "token_removed"  # noqa: S105 - the name of an event
    INVITED = "invited"
    INVITATION_ACCEPTED = "invitation_accepted"
    ACCESS_CHANGED = "access_changed"
    SETTINGS_CHANGED = "settings_changed"
    LOG_REVIEWED = "log_reviewed"
    LOG_VERIFIED = "log_verified"
    LOG_PURGED = "log_purged"


@dataclass(frozen=True, slots=True)
class Denied:
    """Something asked for and not shown; ``patient`` is whose it is, where that is known."""

    object_kind: str
    object_id: str
    patient: int | None = None


@dataclass(slots=True)
class Sight:
    """What a request showed or changed; every door of the program fills one in.

    ``kind`` stays ``None`` where no patient's data was touched: then nothing is logged. Patients
    are named by the number of their row. ``details`` holds ids, codes and counts only.
    """

    kind: AccessKind | None = None
    object_kind: str = ""
    object_id: str = ""
    patients: set[int] = field(default_factory=set)
    denied: list[Denied] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)

    def saw(self, object_kind: str, object_id: object, patient: int) -> None:
        """Note that one thing of one patient was looked up, to be shown or changed."""
        self.kind = self.kind or AccessKind.VIEW
        self.object_kind, self.object_id = object_kind, str(object_id)
        self.patients.add(patient)

    def listed(self, object_kind: str, patients: Iterable[int], *, searched: bool = False) -> None:
        """Note that rows of these patients stand on one page; also when there are none."""
        self.kind = AccessKind.SEARCH if searched else AccessKind.LIST
        self.object_kind = object_kind
        self.patients.update(patients)

    def did(self, kind: AccessKind, object_kind: str = "", object_id: object = "") -> None:
        """Say more exactly what was done than the method of the request does."""
        self.kind = kind
        self.object_kind = object_kind or self.object_kind
        self.object_id = str(object_id) or self.object_id

    def refused(self, object_kind: str, object_id: object, patient: int | None) -> None:
        """Note that something does not exist, or may not be seen by who asks."""
        self.denied.append(Denied(object_kind, str(object_id), patient))


def sight_of(request: Any) -> Sight:
    """Return what this request showed so far; the same one for all who answer it."""
    # The API's request wraps the framework's.
    inner = getattr(request, "_request", request)
    found = getattr(inner, "sight", None)
    if isinstance(found, Sight):
        return found
    inner.sight = Sight()
    return sight_of(inner)
