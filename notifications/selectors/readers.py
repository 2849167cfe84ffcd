"""Who is told about a patient at the clinic: first, and when nobody answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from notifications.domain.escalation import Audience
from notifications.domain.kind import To
from notifications.domain.timing import QuietHours
from notifications.selectors.wishes import wishes_of
from plans.domain.days import local_day
from plans.selectors.people import Contact, clinic_of, clinicians_for, colleagues_of


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody at the clinic; without ``user_id`` the clinic's own address."""

    user_id: int | None
    to: To
    quiet: QuietHours = field(default_factory=QuietHours)
    is_away: bool = False


@dataclass(frozen=True, slots=True)
class Team:
    """Everybody who can look after a patient; ``zone`` is the one by which the clinic works."""

    clinic_id: int
    zone: ZoneInfo
    own: tuple[Reader, ...]
    others: tuple[Reader, ...]

    @property
    def first(self) -> tuple[Reader, ...]:
        """Who is told at once.

        The patient's own physiotherapist; if away today the colleagues too; and if everybody is
        away or there is nobody at all, the clinic's own address besides.
        """
        if not self._are_away(self.own):
            return self.own
        everybody = (*self.own, *self.others)
        return (*everybody, _ADDRESS) if self._are_away(everybody) else everybody

    def told(self, audiences: Collection[Audience]) -> tuple[Reader, ...]:
        """Return who is told when an alert goes to these audiences, each once."""
        first = self.first
        others = tuple(reader for reader in self.others if reader not in first)
        circles = {
            Audience.SAME: first,
            # Where there is no colleague left, it goes further at once.
            Audience.COLLEAGUES: others or (_ADDRESS,),
            Audience.CLINIC: (_ADDRESS,),
        }
        return tuple(
            dict.fromkeys(
                reader
                for audience in Audience
                if audience in audiences
                for reader in circles[audience]
            )
        )

    @staticmethod
    def _are_away(readers: Collection[Reader]) -> bool:
        return all(reader.is_away for reader in readers)


_ADDRESS = Reader(None, To.STAFF)


def team_of(patient_id: int, *, now: datetime) -> Team:
    """Return who can look after this patient today; a fixed number of queries."""
    clinic_id, zone = clinic_of(patient_id)
    own = clinicians_for(patient_id)
    others = colleagues_of(patient_id, [person.user_id for person in own])
    wishes = wishes_of([person.user_id for person in (*own, *others)])
    today = local_day(now, zone)

    def reader(person: Contact) -> Reader:
        wish = wishes[person.user_id]
        return replace(_reader(person), quiet=wish.quiet, is_away=wish.is_away(today))

    return Team(clinic_id, zone, tuple(map(reader, own)), tuple(map(reader, others)))


def _reader(person: Contact) -> Reader:
    to = To.PHYSIOTHERAPIST if person.role == "physiotherapist" else To.STAFF
    return Reader(person.user_id, to)
