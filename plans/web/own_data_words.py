"""What the columns of somebody's own data are called, and their codes in words."""

from __future__ import annotations

from typing import Any

from django.db.models import Field
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plans.domain.access_log import FAILED, SUCCEEDED
from plans.models import Role
from plans.selectors.words import (
    ACCESSES,
    ADDRESSEES,
    EVENTS,
    GROUNDS,
    PHASES,
    TASKS,
    URGENCIES,
    Words,
)
from plans.web.my_data_words import ASKED, KEPT_FOR, STANDS

FOR_PROGRAMS = frozenset(
    {
        *("public_id", "client_key", "checkpoint", "read_from", "trace_id", "message_id"),
        *("dedupe_key", "key", "position", "starts_after", "ends_after", "corrects", "continues"),
        *("details", "object_id", "data", "message", "request", "intake_version", "revision"),
        *("patient", "clinic", "action", "outcome_code", "version", "attempt", "rank"),
        *("lease_until", "interruptions", "next_judgement_at", "extended_days", "window_first"),
    }
)
"""Columns that say nothing to a person, or always the same; the part for programs has them."""

FOR_PROGRAMS_IN = frozenset(
    {
        ("notifications.Message", "facts"),
        ("plans.User", "is_superuser"),
        ("plans.AccessEntry", "object_kind"),
        ("plans.AccessEntry", "purpose"),
        ("plans.AccessEntry", "source"),
        ("plans.Event", "facts"),
        ("plans.Referral", "verdict"),
        ("plans.Task", "verdict"),
        ("plans.Verdict", "evidence"),
        ("plans.Verdict", "kind"),
    }
)
"""The same in one table only: codes and figures from which the words beside them were made."""

TABLES: dict[str, Words] = {
    "mfa.Authenticator": _("second steps"),
    "usersessions.UserSession": _("where somebody was signed in"),
}
"""What tables of packages are called that have no words of ours."""

LABELS: dict[str, Words] = {
    "acknowledged_by": _("seen by"),
    "added_at": _("added at"),
    "added_by": _("added by"),
    "approved_by": _("approved by"),
    "asked_by": _("asked by"),
    "asked_on": _("asked on"),
    "assigned_by": _("assigned by"),
    "by": _("by"),
    "closed_by": _("closed by"),
    "created": _("made at"),
    "created_at": _("made at"),
    "ended_by": _("ended by"),
    "expiry": _("works until"),
    "first": _("first approval by"),
    "injury": _("injury"),
    "invited_by": _("invited by"),
    "ip": _("network address"),
    "last_seen_at": _("last seen at"),
    "last_used_at": _("last used at"),
    "opened_at": _("opened at"),
    "opened_by": _("opened by"),
    "physiotherapist": _("physiotherapist"),
    "plan": _("plan"),
    "protocol_version": _("protocol"),
    "resumed_at": _("resumed at"),
    "resumed_by": _("resumed by"),
    "second": _("second approval by"),
    "type": _("kind"),
    "user": _("person"),
    "user_agent": _("browser"),
}
"""What columns are called that have no words of their own."""

_ROLES: dict[str, Words] = {role.value: role.label for role in Role}
_PHASE_STATES: dict[str, Words] = {
    "planned": _("planned"),
    "open": _("under way"),
    "done": _("finished"),
}
_COUNTED: dict[str, Words] = {
    "on_time": _("yes"),
    "late_counted": _("yes, though it came late"),
    "backfilled_not_counted": _("no, it came too late"),
}
_REPORTS = ("Activity", "Answer", "Exercise", "Pain", "Sign")

CODES: dict[tuple[str, str], dict[str, Words]] = {
    ("plans.AccessEntry", "kind"): ACCESSES,
    ("plans.AccessEntry", "basis"): GROUNDS,
    ("plans.AccessEntry", "role"): _ROLES,
    ("plans.AccessEntry", "outcome"): {SUCCEEDED: _("succeeded"), FAILED: _("failed")},
    ("plans.Verdict", "rule"): PHASES,
    ("plans.PlanPhase", "status"): _PHASE_STATES,
    **{(f"plans.{report}Report", "counted"): _COUNTED for report in _REPORTS},
    ("plans.Event", "kind"): EVENTS,
    ("plans.PlanPhase", "kind"): PHASES,
    ("plans.Prescription", "phase"): PHASES,
    ("plans.Referral", "to"): ADDRESSEES,
    ("plans.Referral", "urgency"): URGENCIES,
    ("plans.RightsRequest", "kind"): ASKED,
    ("plans.RightsRequest", "status"): STANDS,
    ("plans.RightsRequest", "exceptions"): KEPT_FOR,
    ("plans.Task", "kind"): TASKS,
}
"""Codes that have words for people."""


def label_of(field: Field[Any, Any]) -> str:
    """Return what a column is called in the reader's language."""
    own = LABELS.get(field.name)
    if own is not None and not has_words(field):
        return str(own)
    return str(field.verbose_name)


def has_words(field: Field[Any, Any]) -> bool:
    """Say whether the column itself has a name that is translated."""
    return isinstance(field.verbose_name, Promise)
