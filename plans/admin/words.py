"""The words of the admin for what the record keeps as codes."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from plans.domain.duration import AboutDuration, Duration, MaximumDuration, Period
from plans.domain.event import EventKind

Words = Promise | str

PHASES: dict[str, Words] = {
    "acute": _("First days"),
    "mobility": _("Getting mobile"),
    "relative_rest": _("Relative rest"),
    "build_up": _("Build-up"),
    "return_to_sport": _("Back to sport"),
}
PHASE_STATUSES: dict[str, Words] = {
    "planned": _("planned"),
    "open": _("open"),
    "done": _("done"),
}
URGENCIES: dict[str, Words] = {
    "immediate": _("now"),
    "important": _("today"),
    "contact": _("this week"),
    "may": _("when it suits"),
}
ADDRESSEES: dict[str, Words] = {
    "physiotherapist": _("physiotherapist"),
    "gp": _("general practitioner"),
    "emergency": _("emergency department"),
}
PATHWAYS: dict[str, Words] = {
    "self_care": _("on your own"),
    "treatment": _("with a physiotherapist"),
}
EVENTS: dict[str, Words] = {
    EventKind.CATALOGUE_PUBLISHED: _("Catalogue published"),
    EventKind.CATALOGUE_RETIRED: _("Catalogue retired"),
    EventKind.PERSON_ADDED: _("Person added"),
    EventKind.PATIENT_CHANGED: _("Details changed"),
    EventKind.INJURY_ADDED: _("Injury written down"),
    EventKind.PERSON_CHANGED: _("Account changed"),
    EventKind.PLAN_STARTED: _("Plan started"),
    EventKind.PLAN_MOVED: _("Plan moved"),
    EventKind.PHASE_EXTENDED: _("Phase made longer or shorter"),
    EventKind.PHASE_OPENED: _("Next phase opened"),
    EventKind.PLAN_TAILORED: _("Exercises changed"),
    EventKind.PLAN_PAUSED: _("Plan paused"),
    EventKind.PLAN_RESUMED: _("Plan resumed"),
    EventKind.PLAN_SWITCHED: _("Switched to another protocol"),
    EventKind.PLAN_ENDED: _("Plan ended"),
    EventKind.PAIN_LOGGED: _("Pain score reported"),
    EventKind.EXERCISE_LOGGED: _("Exercise reported"),
    EventKind.ACTIVITY_LOGGED: _("Walk or run reported"),
    EventKind.QUESTION_ASKED: _("Question asked"),
    EventKind.QUESTION_ANSWERED: _("Question answered"),
    EventKind.SIGNS_REPORTED: _("Signs reported"),
    EventKind.VERDICT_GIVEN: _("Rule judged"),
    EventKind.REFERRAL_RAISED: _("Referral raised"),
    EventKind.REFERRAL_ACKNOWLEDGED: _("Referral seen"),
    EventKind.REFERRAL_RESOLVED: _("Referral closed"),
    EventKind.REFERRAL_SUPERSEDED: _("Referral no longer needed"),
}


def language() -> str:
    """Return the language in which the page is written."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


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
