"""The calendar of the worked examples: day 0 is 1 March, and rows of scores start there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

START = date(2024, 3, 1)


def day(number: int) -> date:
    """Return day ``number`` of the examples, where the first is 0."""
    return START + timedelta(days=number)


def row(text: str) -> dict[date, int]:
    """Read a row such as ``6 5 - [3/5]``: one entry a day, ``-`` without a score."""
    scores: dict[date, int] = {}
    for number, entry in enumerate(text.replace("–", "-").split()):
        if entry != "-":
            scores[day(number)] = max(int(score) for score in entry.strip("[]").split("/"))
    return scores


def moved(scores: Mapping[date, int], days: int) -> dict[date, int]:
    """Return the same scores so many days later."""
    return {at + timedelta(days=days): score for at, score in scores.items()}


def days_of(numbers: Iterable[int]) -> list[date]:
    """Return these days of the examples."""
    return [day(number) for number in numbers]
