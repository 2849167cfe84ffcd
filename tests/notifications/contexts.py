"""What each kind of mail is given to say, for tests that look at its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from notifications.domain.kind import MessageKind
from plans.selectors.people import ClinicCard

LINK = "https://clinic.example/"
WISHES_LINK = "https://clinic.example/preferences/"

CLINIC = ClinicCard(
    clinic_id=1,
    name="Hardlooppraktijk",
    email="praktijk@example.org",
    phone="010 765 43 21",
    emergency_phone="112",
    gp_phone="0900 1515",
    zone=ZoneInfo("Europe/Amsterdam"),
)

EVERY_CONTEXT: Mapping[str, Any] = MappingProxyType(
    {
        "first_name": "Sanne",
        "clinic": CLINIC,
        "link": LINK,
        "wishes_link": WISHES_LINK,
        "unsubscribe": "https://clinic.example/unsubscribe/token/",
    }
)

_REFERRAL = {"to": "gp", "urgency": "important"}

# One entry for each way in which a kind can read. The digest and the weekly summary are looked at
# where their words are gathered.
CONTEXTS: Mapping[MessageKind, Sequence[Mapping[str, Any]]] = MappingProxyType(
    {
        MessageKind.EXERCISE_REMINDER: (
            {
                "moment": "07:30",
                "exercises": [
                    {"name": "Hielheffen op de traptrede", "dose": "3 series van 15 keer"},
                    {"name": "Kuit rekken", "dose": "2 keer 30 seconden"},
                ],
            },
        ),
        MessageKind.LOG_REMINDER: ({},),
        MessageKind.NUDGE: ({},),
        MessageKind.QUESTION: ({"is_for_today": True}, {"is_for_today": False}),
        MessageKind.REFERRAL: (
            {"to": "emergency", "urgency": "immediate", "call": "112"},
            *(
                {"to": to, "urgency": urgency, "call": call}
                for to, call in (("gp", "0900 1515"), ("gp", ""), ("physiotherapist", "010 765"))
                for urgency in ("immediate", "important", "contact", "may")
            ),
        ),
        MessageKind.PHASE_OPENED: ({"phase": "Opbouw"},),
        MessageKind.PLAN_CHANGED: (
            *(
                {"change": change, "starts_on": "12 maart 2026"}
                for change in ("started", "moved", "switched")
            ),
            *({"change": change} for change in ("extended", "tailored", "ended", "recovered")),
        ),
        MessageKind.PLAN_PAUSED: ({"until_on": "12 maart 2026"},),
        MessageKind.PLAN_RESUMED: ({},),
        MessageKind.GATE_MET: ({},),
        MessageKind.ALERT: tuple(
            {"to": to, "urgency": urgency, "rule": "R-ACH-3"}
            for to in ("emergency", "gp", "physiotherapist")
            for urgency in ("immediate", "important", "contact", "may")
        ),
        MessageKind.ESCALATION: tuple(
            {**_REFERRAL, "rule": "R-ACH-3", "hours": hours} for hours in (0, 1, 5, 71)
        ),
        MessageKind.TASK: ({"task": "Bel de patiënt en vraag hoe het gaat."},),
        MessageKind.UNREACHED: tuple(
            {"about": about} for about in ("referral", "question", "phase_opened")
        ),
    }
)


def contexts_of(kind: MessageKind, **changes: Any) -> Iterator[dict[str, Any]]:
    """Yield what each mail of this kind is given, with ``changes`` in every context."""
    for context in CONTEXTS[kind]:
        yield {**EVERY_CONTEXT, **context, **changes}
