"""The words of the admin for what the record keeps as codes."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from plans.domain.duration import AboutDuration, Duration, MaximumDuration, Period
from plans.domain.event import EventKind

Words = Promise | str

PHASES: dict[str, Words] = {
    "acute": __("First days"),
    "mobility": __("Getting mobile"),
    "relative_rest": __("Relative rest"),
    "build_up": __("Build-up"),
    "return_to_sport": __("Back to sport"),
}
PHASE_STATUSES: dict[str, Words] = {
    "planned": __("planned"),
    "open": __("open"),
    "done": __("done"),
}
URGENCIES: dict[str, Words] = {
    "immediate": __("now"),
    "important": __("today"),
    "contact": __("this week"),
    "may": __("when it suits"),
}
ADDRESSEES: dict[str, Words] = {
    "physiotherapist": __("physiotherapist"),
    "gp": __("general practitioner"),
    "emergency": __("emergency department"),
}
PATHWAYS: dict[str, Words] = {
    "self_care": __("on your own"),
    "treatment": __("with a physiotherapist"),
}
EVENTS: dict[str, Words] = {
    EventKind.CATALOGUE_PUBLISHED: __("Catalogue published"),
    EventKind.CATALOGUE_RETIRED: __("Catalogue retired"),
    EventKind.PERSON_ADDED: __("Person added"),
    EventKind.PATIENT_CHANGED: __("Details changed"),
    EventKind.INJURY_ADDED: __("Complaint written down"),
    EventKind.INTAKE_REFERRED: __("Referred at the intake"),
    EventKind.PLAN_STARTED: __("Plan started"),
    EventKind.PLAN_MOVED: __("Plan moved"),
    EventKind.PHASE_EXTENDED: __("Phase made longer or shorter"),
    EventKind.PHASE_OPENED: __("Next phase opened"),
    EventKind.PLAN_TAILORED: __("Exercises changed"),
    EventKind.PLAN_PAUSED: __("Plan paused"),
    EventKind.PLAN_RESUMED: __("Plan resumed"),
    EventKind.PLAN_SWITCHED: __("Switched to another protocol"),
    EventKind.PLAN_ENDED: __("Plan ended"),
    EventKind.PAIN_LOGGED: __("Pain score reported"),
    EventKind.EXERCISE_LOGGED: __("Exercise reported"),
    EventKind.ACTIVITY_LOGGED: __("Walk or run reported"),
    EventKind.QUESTION_ASKED: __("Question asked"),
    EventKind.QUESTION_ANSWERED: __("Question answered"),
    EventKind.SIGNS_REPORTED: __("Signs reported"),
    EventKind.VERDICT_GIVEN: __("Rule judged"),
    EventKind.REFERRAL_RAISED: __("Referral raised"),
    EventKind.REFERRAL_ACKNOWLEDGED: __("Referral seen"),
    EventKind.REFERRAL_RESOLVED: __("Referral closed"),
    EventKind.REFERRAL_SUPERSEDED: __("Referral no longer needed"),
}


def language() -> str:
    """Return the language in which the page is written."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def duration_in_words(duration: Duration) -> str:
    """Say how long, such as ``2 to 3 weeks``, in the unit in which it was stated."""
    if isinstance(duration, MaximumDuration):
        return _("at most %(period)s") % {"period": period_in_words(duration.max)}
    if isinstance(duration, AboutDuration):
        return _("about %(period)s") % {"period": period_in_words(duration.target)}
    return _("%(least)s to %(most)s") % {
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
