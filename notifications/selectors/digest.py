"""What clinicians read in their daily overview: numbers, never names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from notifications.domain.kind import To
from notifications.domain.letters import digest_before
from notifications.domain.office import OfficeDays
from notifications.selectors.office import office_of
from plans.selectors.overview import ClinicNumbers, Numbers, Sort, numbers_of


@dataclass(frozen=True, slots=True)
class DigestReader:
    """Who reads the overview of ``day``, and where: clinic days are counted in ``zone``."""

    user_id: int
    to: To
    clinic_id: int
    zone: ZoneInfo
    day: date


@dataclass(frozen=True, slots=True)
class Digest:
    """What waits and what happened since the overview before, each by its code."""

    referrals: Mapping[str, int]
    tasks: Mapping[str, int]
    unanswered: int
    events: Mapping[str, int]

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to tell."""
        return not (self.referrals or self.tasks or self.unanswered or self.events)


def digests_of(
    readers: Collection[DigestReader],
    *,
    now: datetime,
    offices: Mapping[int, OfficeDays] | None = None,
) -> dict[int, Digest]:
    """Return each reader's overview by user id; four queries, and two more without ``offices``.

    Staff read about the whole clinic, a physiotherapist about the own patients and about those whom
    nobody looks after.
    """
    known = office_of({reader.clinic_id for reader in readers}) if offices is None else offices
    since = {
        reader.clinic_id: digest_before(known[reader.clinic_id], reader.zone, reader.day)
        for reader in readers
    }
    numbers = numbers_of(since, until=now)
    return {reader.user_id: _digest(_seen_by(reader, numbers)) for reader in readers}


def _seen_by(reader: DigestReader, numbers: Mapping[int, ClinicNumbers]) -> Numbers:
    clinic = numbers[reader.clinic_id]
    return clinic.of_all() if reader.to is To.STAFF else clinic.around(reader.user_id)


def _digest(numbers: Numbers) -> Digest:
    return Digest(
        referrals=_by_code(numbers, Sort.REFERRAL),
        tasks=_by_code(numbers, Sort.TASK),
        unanswered=sum(_by_code(numbers, Sort.UNANSWERED).values()),
        events=_by_code(numbers, Sort.EVENT),
    )


def _by_code(numbers: Numbers, sort: Sort) -> dict[str, int]:
    return {code: number for (found, code), number in numbers.items() if found is sort}
