"""Which column of signing in, and of the libraries that the program stands on, holds what."""

from __future__ import annotations

from plans.domain.privacy import About, DeclaredTable

TABLES: tuple[DeclaredTable, ...] = (
    DeclaredTable(
        model="accounts.ApiToken",
        about=About.ANYBODY,
        trace="name scope",
        nothing="token public_id",
    ),
    # Counts under the digest of an address; they run out by themselves.
    DeclaredTable(
        model="accounts.Counter", about=About.NOBODY, trace="cache_key value", nothing="expires"
    ),
    DeclaredTable(
        model="knox.AuthToken",
        about=About.ANYBODY,
        identity="user",
        keys="digest token_key",
        trace="created expiry",
    ),
    DeclaredTable(
        model="account.EmailAddress",
        about=About.ANYBODY,
        identity="user",
        contact="email",
        trace="verified",
        nothing="id primary",
    ),
    DeclaredTable(
        model="account.EmailConfirmation",
        about=About.ANYBODY,
        contact="email_address",
        keys="key",
        trace="created sent",
        nothing="id",
    ),
    DeclaredTable(
        model="mfa.Authenticator",
        about=About.ANYBODY,
        identity="user",
        keys="data",
        trace="type created_at last_used_at",
        nothing="id",
    ),
    DeclaredTable(
        model="usersessions.UserSession",
        about=About.ANYBODY,
        identity="user",
        contact="ip",
        keys="session_key",
        trace="created_at last_seen_at user_agent data",
        nothing="id",
    ),
    DeclaredTable(
        model="sessions.Session",
        about=About.ANYBODY,
        keys="session_key session_data",
        trace="expire_date",
    ),
    DeclaredTable(
        model="admin.LogEntry",
        about=About.ANYBODY,
        identity="user object_repr",
        trace="action_time content_type object_id action_flag change_message",
        nothing="id",
    ),
    DeclaredTable(
        model="auth.Permission", about=About.NOBODY, nothing="id name content_type codename"
    ),
    DeclaredTable(
        model="auth.Group_permissions", about=About.NOBODY, nothing="id group permission"
    ),
    DeclaredTable(model="auth.Group", about=About.NOBODY, nothing="id name permissions"),
    DeclaredTable(
        model="contenttypes.ContentType", about=About.NOBODY, nothing="id app_label model"
    ),
)
