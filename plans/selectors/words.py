"""What people call the codes of the record: phases, urgencies, addressees, tasks and events."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from plans.domain.event import EventKind
from plans.domain.sight import AccessKind
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
    EventKind.CLINIC_ADDED: _("Clinic added"),
    EventKind.CLINIC_CHANGED: _("Clinic changed"),
    EventKind.PERSON_ADDED: _("Person added"),
    EventKind.PERSON_INVITED: _("Person invited"),
    EventKind.PATIENT_CHANGED: _("Details changed"),
    EventKind.RELATION_ADDED: _("Colleague may see the record"),
    EventKind.RELATION_ENDED: _("Colleague may no longer see the record"),
    EventKind.RIGHT_ASKED: _("Request about own data"),
    EventKind.RIGHT_DECIDED: _("Request about own data decided"),
    EventKind.RECORD_DESTROYED: _("Record destroyed"),
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

ACCESSES: dict[str, Words] = {
    AccessKind.VIEW: _("looked at"),
    AccessKind.LIST: _("seen in a list"),
    AccessKind.SEARCH: _("found by a search"),
    AccessKind.EXPORT: _("taken along as a file"),
    AccessKind.PRINT: _("printed"),
    AccessKind.FEED: _("read by a calendar"),
    AccessKind.ADD: _("added to"),
    AccessKind.CHANGE: _("changed"),
    AccessKind.DESTROY: _("destroyed"),
    AccessKind.DENIED: _("asked for and refused"),
    AccessKind.BREAK_GLASS: _("opened in an emergency"),
    AccessKind.SIGNED_IN: _("signed in"),
    AccessKind.SIGN_IN_FAILED: _("failed to sign in"),
    AccessKind.SIGNED_OUT: _("signed out"),
    AccessKind.SECOND_FACTOR_FAILED: _("gave a wrong code"),
    AccessKind.SECOND_FACTOR_ADDED: _("added a second factor"),
    AccessKind.SECOND_FACTOR_REMOVED: _("removed a second factor"),
    AccessKind.PASSWORD_CHANGED: _("changed the password"),
    AccessKind.PASSWORD_RESET_ASKED: _("asked for a new password"),
    AccessKind.ADDRESS_CHANGED: _("changed the e-mail address"),
    AccessKind.TOKEN_ADDED: _("made a token"),
    AccessKind.TOKEN_REMOVED: _("ended a token"),
    AccessKind.INVITED: _("invited"),
    AccessKind.INVITATION_ACCEPTED: _("accepted an invitation"),
    AccessKind.ACCESS_CHANGED: _("changed somebody's access"),
    AccessKind.SETTINGS_CHANGED: _("changed settings"),
    AccessKind.LOG_REVIEWED: _("looked at the access log"),
    AccessKind.LOG_VERIFIED: _("verified the access log"),
    AccessKind.LOG_PURGED: _("removed old lines of the access log"),
}
GROUNDS: dict[str, Words] = {
    "own_record": _("own record"),
    "treating": _("treats the patient"),
    "unassigned": _("nobody treats the patient yet"),
    "covering": _("stands in for a colleague"),
    "break_glass": _("opened in an emergency"),
    "clinic_role": _("works at the clinic"),
    "platform": _("runs the platform"),
}


def language() -> str:
    """Return the language in which this request is answered: ``nl`` or ``en``."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"
