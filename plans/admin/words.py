"""The words of the admin for what the record keeps as codes."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from plans.domain.duration import AboutDuration, Duration, MaximumDuration, Period
from plans.selectors.words import Words

PHASE_STATUSES: dict[str, Words] = {
    "planned": _("planned"),
    "open": _("open"),
    "done": _("done"),
}
PATHWAYS: dict[str, Words] = {
    "self_care": _("on your own"),
    "treatment": _("with a physiotherapist"),
}


def duration_in_words(duration: Duration) -> str:
    """Say how long, such as ``2 to 3 weeks``, in the unit in which it was stated."""
    if isinstance(duration, MaximumDuration):
        return gettext("at most %(period)s") % {"period": period_in_words(duration.max)}
    if isinstance(duration, AboutDuration):
        return gettext("about %(period)s") % {"period": period_in_words(duration.target)}
    return gettext("%(least)s to %(most)s") % {
        "least": period_in_words(duration.min),
        "most": period_in_words(duration.max),
    }


def period_in_words(period: Period) -> str:
    """Say a period, such as ``3 weeks``."""
    amount, unit = int(period[1:-1]), period[-1]
    if unit == "W":
        return ngettext("%(count)d week", "%(count)d weeks", amount) % {"count": amount}
    if unit == "M":
        return ngettext("%(count)d month", "%(count)d months", amount) % {"count": amount}
    return ngettext("%(count)d day", "%(count)d days", amount) % {"count": amount}
