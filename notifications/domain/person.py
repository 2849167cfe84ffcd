"""Somebody with an account, as messages need to know them."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID


class Person(Protocol):
    """Whom a message is for, or who changes what they are told."""

    @property
    def pk(self) -> int:
        """The number inside."""

    @property
    def public_id(self) -> UUID:
        """The name for outside."""

    @property
    def role(self) -> str:
        """Whether a patient, a physiotherapist or clinic staff."""

    @property
    def clinic_id(self) -> int | None:
        """Of which clinic; the platform's administrator belongs to none."""

    @property
    def is_superuser(self) -> bool:
        """Whether this is the platform's administrator."""
