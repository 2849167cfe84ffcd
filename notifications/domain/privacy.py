"""Which column of the messages holds what of a person, declared by hand."""

from __future__ import annotations

from plans.domain.privacy import About, DeclaredTable

TABLES: tuple[DeclaredTable, ...] = (
    DeclaredTable(
        model="notifications.Message",
        about=About.ANYBODY,
        identity="recipient clinic to patient",
        health="kind plan referral facts",
        trace="channel due_at expires_at state reason settled_at read_at",
        keys="secret",
        nothing="id public_id dedupe_key rank lease_until attempt interruptions message_id "
        "last_error created_at",
    ),
    DeclaredTable(
        model="notifications.Delivery",
        about=About.ANYBODY,
        trace="message started_at ended_at outcome error",
        nothing="id attempt",
    ),
    DeclaredTable(
        model="notifications.PushSubscription",
        about=About.ANYBODY,
        identity="user",
        keys="endpoint p256dh auth",
        trace="added_at",
        nothing="id public_id wait_until",
    ),
    DeclaredTable(
        model="notifications.RefusedAddress",
        about=About.ANYBODY,
        identity="user",
        contact="address",
        trace="error refused_at",
        nothing="id",
    ),
    DeclaredTable(
        model="notifications.Preference",
        about=About.ANYBODY,
        identity="user",
        contact="quiet_from quiet_until weekly_summary rests_on_holidays",
        nothing="id",
    ),
    DeclaredTable(
        model="notifications.Decline",
        about=About.ANYBODY,
        identity="user",
        contact="topic channel",
        trace="declined_at",
        nothing="id",
    ),
    DeclaredTable(
        model="notifications.Absence",
        about=About.ANYBODY,
        identity="user",
        contact="from_on until_on",
        nothing="id",
    ),
    DeclaredTable(
        model="notifications.WishChange",
        about=About.ANYBODY,
        identity="user by",
        contact="what",
        trace="at",
        nothing="id",
    ),
    DeclaredTable(
        model="notifications.Watch",
        about=About.PATIENTS,
        health="referral",
        nothing="id event began_at step next_at",
    ),
    DeclaredTable(
        model="notifications.ReminderClock",
        about=About.PATIENTS,
        identity="patient",
        nothing="id planned_until next_due_at",
    ),
    DeclaredTable(
        model="notifications.LetterClock",
        about=About.ANYBODY,
        identity="user",
        nothing="id kind next_due_at",
    ),
    DeclaredTable(
        model="notifications.HandledEvent", about=About.PATIENTS, nothing="event handled_at"
    ),
    DeclaredTable(
        model="notifications.StuckEvent",
        about=About.PATIENTS,
        nothing="event tries error next_try_at",
    ),
    DeclaredTable(
        model="notifications.OfficeHours",
        about=About.NOBODY,
        nothing="id clinic weekdays country digest_at",
    ),
    DeclaredTable(
        model="notifications.ClosedDay", about=About.NOBODY, nothing="id clinic closed_on name"
    ),
    DeclaredTable(
        model="notifications.EscalationSchedule",
        about=About.NOBODY,
        nothing="id clinic urgency repeat_after colleague_after clinic_after then_every",
    ),
    DeclaredTable(
        model="notifications.ChannelState",
        about=About.NOBODY,
        nothing="id channel allowance counted_at closed_until strikes",
    ),
    DeclaredTable(model="notifications.Canary", about=About.NOBODY, nothing="id name beaten_at"),
)
