"""What signing in keeps about one person; how somebody proves who they are is never taken along."""

from __future__ import annotations

from plans.domain.own_data import KeyColumn, OwnTable

TABLES: tuple[OwnTable, ...] = (
    OwnTable(model="accounts.ApiToken", of_account=("token__user",), secret=("token",)),
    OwnTable(model="knox.AuthToken", of_account=("user",), secret=("digest", "token_key")),
    OwnTable(
        model="account.EmailConfirmation",
        of_account=("email_address__user",),
        secret=("key",),
        is_shown=False,
    ),
    OwnTable(model="account.EmailAddress", of_account=("user",)),
    OwnTable(model="mfa.Authenticator", of_account=("user",), secret=("data",)),
    OwnTable(
        model="sessions.Session",
        named_by=KeyColumn(model="usersessions.UserSession", account="user", column="session_key"),
        secret=("session_key", "session_data"),
        is_shown=False,
    ),
    OwnTable(model="usersessions.UserSession", of_account=("user",), secret=("session_key",)),
)
"""In the order in which it is destroyed."""
