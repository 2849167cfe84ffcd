"""What people call the codes of the record: phases, urgencies, addressees, tasks and events."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from plans.domain.event import EventKind
from plans.models import TaskKind

Words = Promise | str

PHASES: dict[str, Words] = {
    "acute": _("First days"),
    "mobility": _("Getting mobile"),
    "relative_rest": _("Relative rest"),
    "build_up": _("Build-up"),
    "return_to_sport": _("Back to sport"),
    "follow_up": _("After recovery"),
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
TASKS: dict[str, Words] = {
    TaskKind.SILENCE: _("Nothing heard for a while"),
    TaskKind.GATE_MET: _("Ready for the next phase"),
    TaskKind.GATE_OVERDUE: _("Phase takes longer than planned"),
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
    EventKind.REFERRAL_DISMISSED: _("Referral was not needed"),
    EventKind.REFERRAL_SUPERSEDED: _("Referral no longer needed"),
    EventKind.GATE_MET: _("Ready for the next phase"),
    EventKind.TASK_RAISED: _("Task for the physiotherapist"),
    EventKind.TASK_CLOSED: _("Task done"),
}


def language() -> str:
    """Return the language in which this request is answered: ``nl`` or ``en``."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"
