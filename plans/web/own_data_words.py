"""What the columns of somebody's own data are called, and their codes in words."""

from __future__ import annotations

from typing import Any

from django.db.models import Field
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plans.selectors.words import ADDRESSEES, EVENTS, PHASES, TASKS, URGENCIES, Words
from plans.web.my_data_words import ASKED, KEPT_FOR, STANDS

FOR_PROGRAMS = frozenset(
    {
        *("public_id", "client_key", "checkpoint", "read_from", "trace_id", "message_id"),
        *("dedupe_key", "key", "position", "starts_after", "ends_after", "corrects", "continues"),
        *("details", "object_id", "data", "message", "request", "verdict", "intake_version"),
        *("patient", "clinic", "action", "outcome_code", "version", "attempt", "rank"),
        *("lease_until", "interruptions", "next_judgement_at", "extended_days", "window_first"),
    }
)
"""Columns that say nothing to a person, or always the same; the part for programs has them."""

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

CODES: dict[tuple[str, str], dict[str, Words]] = {
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
