"""The register of personal data: what every column of every table says about a person."""

from __future__ import annotations

from functools import cache

from notifications.domain.privacy import TABLES as OF_MESSAGES
from plans.domain.privacy import TABLES as OF_PLANS
from plans.domain.privacy import DeclaredTable
from recovery.accounts.privacy import TABLES as OF_ACCOUNTS

REGISTER: tuple[DeclaredTable, ...] = (*OF_PLANS, *OF_MESSAGES, *OF_ACCOUNTS)


@cache
def declared() -> dict[str, DeclaredTable]:
    """Return the register by the label of the model, such as ``plans.Patient``."""
    return {table.model: table for table in REGISTER}
