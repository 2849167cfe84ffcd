"""What stands out in a month of looking: which lines somebody should ask a colleague about.

None of these is wrong by itself. The figures are the clinic's choice; they can be set higher where
they name too much.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from plans.domain.access_log import SENSITIVE, Basis
from plans.domain.sight import AccessKind

NIGHT_FROM, NIGHT_UNTIL = 22, 6
"""By the clinic's clock, from ten in the evening to six in the morning."""

MANY_RECORDS = 60
"""More records than anybody treats on one day."""

MANY_REFUSALS = 10
"""More than typing errors and old bookmarks explain, on one day."""


class Sign(StrEnum):
    """Why a line stands out."""

    BREAK_GLASS = "break_glass"
    TAKEN_ALONG = "taken_along"
    NO_RELATION = "no_relation"
    SAME_NAME = "same_name"
    COLLEAGUE = "colleague"
    NIGHT = "night"
    MANY_RECORDS = "many_records"
    MANY_REFUSALS = "many_refusals"


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the log as far as the review needs it, about one patient or none."""

    seq: int
    at: datetime
    kind: str
    basis: str
    user: int
    user_name: str
    patient: int | None
    patient_name: str
    patient_works_here: bool


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that stands out: what, who, which day, and the lines it is about."""

    sign: Sign
    user: int
    on: date
    seqs: tuple[int, ...]


def review(looks: Iterable[Look], zone: ZoneInfo) -> list[Remark]:
    """Return what stands out in these lines, by day and person; days are the clinic's."""
    days: dict[tuple[date, int], list[Look]] = {}
    for look in looks:
        days.setdefault((look.at.astimezone(zone).date(), look.user), []).append(look)
    return [
        Remark(sign, user, on, tuple(sorted(seqs)))
        for (on, user), day in sorted(days.items(), key=lambda item: item[0])
        for sign, seqs in sorted(_of_one_day(day, zone).items())
    ]


def _of_one_day(day: list[Look], zone: ZoneInfo) -> dict[Sign, set[int]]:
    found: dict[Sign, set[int]] = {}
    for look in day:
        for sign in _signs(look, zone):
            found.setdefault(sign, set()).add(look.seq)
    refused = {look.seq for look in day if look.kind == AccessKind.DENIED}
    opened = {
        look.patient: look.seq
        for look in day
        if look.patient is not None and look.kind not in (AccessKind.DENIED, AccessKind.LIST)
    }
    if len(refused) > MANY_REFUSALS:
        found[Sign.MANY_REFUSALS] = refused
    if len(opened) > MANY_RECORDS:
        found[Sign.MANY_RECORDS] = set(opened.values())
    return found


def _signs(look: Look, zone: ZoneInfo) -> Iterator[Sign]:
    if look.kind == AccessKind.BREAK_GLASS or look.basis == Basis.BREAK_GLASS:
        yield Sign.BREAK_GLASS
    elif look.kind in SENSITIVE:
        yield Sign.TAKEN_ALONG
    if look.patient is None or look.kind == AccessKind.LIST:
        return
    if look.kind == AccessKind.DENIED:
        yield Sign.NO_RELATION
    if _family_name(look.user_name) == _family_name(look.patient_name):
        yield Sign.SAME_NAME
    if look.patient_works_here:
        yield Sign.COLLEAGUE
    hour = look.at.astimezone(zone).hour
    if hour >= NIGHT_FROM or hour < NIGHT_UNTIL:
        yield Sign.NIGHT


def _family_name(name: str) -> str:
    """Return the last word of a name, without which nobody is taken for a relative."""
    words = name.casefold().split()
    return words[-1] if len(words) > 1 else f"only {name.casefold()}"
