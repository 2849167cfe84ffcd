"""The words of the pages: days and durations the way people say them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from plans.domain.duration import AboutDuration, Duration, MaximumDuration, Period
from plans.domain.text import Text
from plans.selectors.words import Words, language


def say(text: Text) -> str:
    """Return ``text`` in the language of this page."""
    return text.in_language(language())


def named(names: Mapping[str, Words], key: str) -> str:
    """Return the words for ``key``; a name that has no words yet is shown as it is."""
    return str(names.get(key, key.replace("_", " ")))


def date_in_words(day: date) -> str:
    """Say a date with its year, such as ``1 maart 2026``."""
    return date_format(day, "j F Y")


def last_day(end_on: date) -> date:
    """Turn the first day after a span into its last day, which is what people say."""
    return end_on - timedelta(days=1)


def duration_in_words(duration: Duration) -> str:
    """Say how long a phase lasts: a range, a maximum and an estimate sound different."""
    if isinstance(duration, MaximumDuration):
        return gettext("at most %(length)s") % {"length": _period(duration.max)}
    if isinstance(duration, AboutDuration):
        return gettext("about %(length)s") % {"length": _period(duration.target)}
    if duration.min == duration.max:
        return _period(duration.max)
    if duration.min.startswith("P0"):
        return gettext("up to %(length)s") % {"length": _period(duration.max)}
    same_unit = duration.min[-1] == duration.max[-1]
    shortest = duration.min[1:-1] if same_unit else _period(duration.min)
    return gettext("%(shortest)s to %(longest)s") % {
        "shortest": shortest,
        "longest": _period(duration.max),
    }


def _period(period: Period) -> str:
    amount = int(period[1:-1])
    unit = period[-1]
    if unit == "D":
        words = ngettext("%(amount)d day", "%(amount)d days", amount)
    elif unit == "W":
        words = ngettext("%(amount)d week", "%(amount)d weeks", amount)
    else:
        words = ngettext("%(amount)d month", "%(amount)d months", amount)
    return words % {"amount": amount}
