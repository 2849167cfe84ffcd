"""The words of the pages: phases, durations, verdicts and events the way people say them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from plans.domain.duration import AboutDuration, Duration, MaximumDuration, Period
from plans.domain.text import Text
from plans.selectors.words import Words, language

VERDICTS: dict[str, Words] = {
    "insufficient_data": _("too few scores to tell"),
    "settled": _("hardly any pain left"),
    "clear_improvement": _("clearly better"),
    "slight_improvement": _("a little better"),
    "no_change": _("no improvement"),
    "worse": _("worse"),
    "on_track": _("on course"),
    "contact_physio": _("not there yet"),
    "resolved_by_referral": _("closed, treatment took over"),
}
BASES: dict[str, Words] = {
    "answer": _("decided by the patient's answer"),
    "silence": _("no answer was given, so somebody has to look"),
    "undecided": _("waits for the patient's answer"),
}


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


def verdict_in_words(verdict: str, evidence: Mapping[str, Any]) -> str:
    """Say a verdict with its numbers, such as ``no improvement: 4.3 to 4.0 (7% less)``."""
    said = named(VERDICTS, verdict)
    basis = evidence.get("basis")
    if isinstance(basis, str) and basis in BASES:
        said = f"{said}, {BASES[basis]}"
    start, end = number(evidence.get("baseline")), number(evidence.get("end"))
    if start is None or end is None:
        return said
    return gettext("%(verdict)s: pain from %(start)s to %(end)s") % {
        "verdict": said,
        "start": start,
        "end": end,
    }


def number(exact: object) -> str | None:
    """Write an exact number such as ``17/4`` with one decimal, rounded half up; else ``None``."""
    if not isinstance(exact, str | int | float) or isinstance(exact, bool):
        return None
    try:
        value = Fraction(str(exact))
    except (ValueError, ZeroDivisionError):
        return None
    rounded = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(
        Decimal("0.1"), ROUND_HALF_UP
    )
    return str(rounded).replace(".", ",") if language() == "nl" else str(rounded)


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
