"""Sets verdicts that were given beside those of a replay."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from plans.domain.replay import Place, Replayed, place_of


@dataclass(frozen=True, slots=True)
class Given:
    """A verdict as it is stored, with the last day of its window."""

    verdict: str
    last: date


@dataclass(frozen=True, slots=True)
class Compared:
    """One rule over one window: what was given, and what the replay gives.

    ``stored`` or ``replayed`` is ``None`` where the one or the other did not judge the window;
    ``stored_last`` is the last day that was looked at then, ``last`` that of the replay.
    ``days`` is more than 1 for a row of daily verdicts that differ alike.
    """

    rule: str
    kind: str
    first: date
    last: date
    stored: str | None
    replayed: str | None
    was_referred: bool
    is_referred: bool
    stored_last: date | None = None
    days: int = 1

    @property
    def is_changed(self) -> bool:
        """Say whether the verdict is another one, or one over a longer or shorter window."""
        return self.stored != self.replayed or self.stored_last not in (None, self.last)

    @property
    def is_different(self) -> bool:
        """Say whether the verdict is another one, or whether somebody is called."""
        return self.is_changed or self.was_referred != self.is_referred

    def goes_on_in(self, following: Compared) -> bool:
        """Say whether the next day of a daily rule says the same, with nobody called on it."""
        ours = (self.kind, self.rule, self.stored, self.replayed)
        theirs = (following.kind, following.rule, following.stored, following.replayed)
        return ours == theirs and not following.was_referred and not following.is_referred


def compare(
    given: Mapping[Place, Given], referred: Collection[Place], replayed: Iterable[Replayed]
) -> tuple[Compared, ...]:
    """Compare window by window, in the order of the windows.

    Of a rule that judges every day only the changes are stored: on the days between, the last of
    them still holds.
    """
    again = {place_of(item): item for item in replayed}
    daily = {place[:2] for place, item in again.items() if item.judgement.is_daily}
    places: dict[tuple[str, str], list[Place]] = {}
    for place in sorted({*given, *again}):
        places.setdefault(place[:2], []).append(place)
    found: list[Compared] = []
    for rule, windows in places.items():
        held: Given | None = None
        compared: list[Compared] = []
        for place in windows:
            held = given.get(place, held if rule in daily else None)
            compared.append(_compared(place, held, again.get(place), place in referred))
        found += _in_rows(compared) if rule in daily else compared
    return tuple(sorted(found, key=lambda item: (item.first, item.rule, item.kind)))


def _compared(place: Place, given: Given | None, again: Replayed | None, called: bool) -> Compared:
    kind, rule, first = place
    last = given.last if given is not None else None
    return Compared(
        rule=rule,
        kind=kind,
        first=first,
        last=again.judgement.last if again is not None else last or first,
        stored=given.verdict if given is not None else None,
        replayed=again.judgement.outcome if again is not None else None,
        was_referred=called,
        is_referred=again is not None and again.is_referred,
        stored_last=None if again is not None and again.judgement.is_daily else last,
    )


def _in_rows(days: Iterable[Compared]) -> Iterator[Compared]:
    """Put days that compare alike together, so that a week of the same is told once."""
    row: Compared | None = None
    for day in days:
        if row is not None and row.goes_on_in(day):
            row = replace(row, last=day.last, days=row.days + 1)
            continue
        if row is not None:
            yield row
        row = day
    if row is not None:
        yield row
