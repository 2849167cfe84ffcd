"""A calendar day as people say it."""

from __future__ import annotations

from datetime import date

from plans.domain.text import Text

_DUTCH_MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
_ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def with_days(*, nl: str, en: str, **days: date) -> Text:
    """Make a text in which ``{name}`` stands for the day called so, said in each language.

    >>> with_days(nl="Tot {day}.", en="Until {day}.", day=date(2026, 3, 12)).nl
    'Tot 12 maart 2026.'
    """
    if not days:
        return Text(nl=nl, en=en)
    return Text(
        nl=nl.format_map({name: _said(day, _DUTCH_MONTHS) for name, day in days.items()}),
        en=en.format_map({name: _said(day, _ENGLISH_MONTHS) for name, day in days.items()}),
    )


def _said(day: date, months: tuple[str, ...]) -> str:
    return f"{day.day} {months[day.month - 1]} {day.year}"
