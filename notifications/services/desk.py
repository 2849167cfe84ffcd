"""All that must be known about some messages before they go out, read together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from notifications.domain.kind import MessageKind
from notifications.domain.wishes import Wishes
from notifications.selectors.parcels import Parcel
from notifications.selectors.wishes import wishes_of
from plans.domain.days import local_day
from plans.selectors.day import DayLook, PlanDay, days_of
from plans.selectors.events import heard_at, touched_since
from plans.selectors.people import ClinicCard, clinic_cards

_STILL_UNDER_WAY = timedelta(minutes=2)
"""Longer than any request may take: what began before a reminder was planned may end after it."""


@dataclass(frozen=True)
class Desk:
    """Some messages, and what else is known as of ``now``.

    What not every message needs is read when the first one asks for it. The number of queries does
    not grow with the number of messages.
    """

    messages: Collection[Parcel]
    now: datetime

    @cached_property
    def zones(self) -> dict[int, ZoneInfo]:
        """The time zone of each patient."""
        return {row.patient_id: row.zone for row in self.messages if row.patient_id and row.zone}

    @cached_property
    def wishes(self) -> dict[int, Wishes]:
        """The wishes of each recipient; most have the defaults, and then nothing is read."""
        people = {row.recipient_id for row in self.messages if row.recipient_id is not None}
        special = {row.recipient_id for row in self.messages if row.recipient_id and row.has_wishes}
        return dict.fromkeys(people, Wishes()) | (wishes_of(special) if special else {})

    @cached_property
    def clinics(self) -> dict[int, ClinicCard]:
        """How each clinic can be reached."""
        return clinic_cards({row.clinic_id for row in self.messages if row.clinic_id is not None})

    def clinic_of(self, message: Parcel) -> ClinicCard | None:
        """Return how the clinic can be reached; ``None`` for the account of the platform."""
        return None if message.clinic_id is None else self.clinics[message.clinic_id]

    @cached_property
    def touched(self) -> set[int]:
        """The patients whose record changed since their reminder was planned, or just before.

        For all others what was found then still holds, and need not be worked out again.
        """
        reminders = self._reminders
        if not reminders:
            return set()
        since = min(row.created_at for row in reminders) - _STILL_UNDER_WAY
        return touched_since(self._patients(reminders), since)

    @cached_property
    def heard(self) -> dict[int, list[datetime]]:
        """When each patient was heard of since the oldest nudge among the messages was planned."""
        nudges = [row for row in self.messages if row.kind == MessageKind.NUDGE]
        since = min(row.created_at for row in nudges) - _STILL_UNDER_WAY
        return heard_at(self._patients(nudges), since)

    def plans_of(self, message: Parcel) -> tuple[PlanDay, ...]:
        """Return the day that a reminder is about as it stands now, over all plans."""
        return self._days[self._look(message)]

    @cached_property
    def _days(self) -> dict[DayLook, tuple[PlanDay, ...]]:
        return days_of({self._look(row) for row in self._reminders})

    @cached_property
    def _reminders(self) -> list[Parcel]:
        return [row for row in self.messages if MessageKind(row.kind).is_reminder]

    def _look(self, message: Parcel) -> DayLook:
        patient_id = message.patient_id
        assert patient_id is not None  # noqa: S101 - every reminder is about a patient
        today = local_day(self.now, self.zones[patient_id])
        return DayLook(patient_id, date.fromisoformat(message.facts["day"]), today)

    @staticmethod
    def _patients(messages: Collection[Parcel]) -> set[int]:
        return {row.patient_id for row in messages if row.patient_id is not None}
