"""The table of who may what: one row for every method of every address.

Each row has the answer to each of ``CALLERS``, all of whom ask for the record of the same patient
(or send something small). 404: does not exist for who asks. 403: exists, but not for them. 401 and
302: sign in first.
"""

from __future__ import annotations

from typing import Any, NamedTuple

# nobody, own patient, other patient, treating, colleague, desk, administrator, then elsewhere:
# patient, physiotherapist, desk, administrator; and the platform.
# What stands in the record: for the patient and who treats them; the desk knows of none of it.
READ = (401, 200, 404, 200, 404, 404, 403, 404, 404, 404, 404, 200)
# What is added to the record by the patient or by who treats them.
REPORT = (401, 201, 404, 201, 404, 404, 403, 404, 404, 404, 404, 201)
# What only who treats the patient does.
TREAT = (401, 403, 404, 200, 404, 404, 403, 404, 404, 404, 404, 200)
# The same, where something new comes of it.
TREAT_ADDS = (401, 403, 404, 201, 404, 404, 403, 404, 404, 404, 404, 201)
# The record behind somebody whom the desk knows: 403 says no more than that.
READ_OF_PERSON = (401, 200, 404, 200, 404, 403, 403, 404, 404, 404, 404, 200)
# Who somebody is: name, address, moments.
PERSON = (401, 200, 404, 200, 404, 200, 200, 404, 404, 404, 404, 200)
# Own things, and the library: for whoever has signed in.
SIGNED_IN = (401, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200)
# The same, sent empty.
SIGNED_IN_WRONG = (401, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400)
# For physiotherapists, each about own patients.
PHYSIOTHERAPISTS = (401, 403, 403, 200, 200, 403, 403, 403, 200, 403, 403, 200)
# Pages about a patient, for who treats them.
PAGE_TREATS = (302, 404, 404, 200, 404, 404, 404, 404, 404, 404, 404, 404)
# The same, sent empty.
PAGE_TREATS_WRONG = (302, 404, 404, 400, 404, 404, 404, 404, 404, 404, 404, 404)
# Pages for the patient and for who treats them.
PAGE_RECORD = (302, 200, 404, 200, 404, 404, 404, 404, 404, 404, 404, 404)
# The same, sent empty.
PAGE_RECORD_WRONG = (302, 400, 404, 400, 404, 404, 404, 404, 404, 404, 404, 404)
# Pages about the own day.
PAGE_PATIENTS = (302, 200, 200, 404, 404, 404, 404, 200, 404, 404, 404, 404)
# There is nothing there, whoever asks.
PAGE_NOBODY = (302, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404)
# Pages for physiotherapists.
PAGE_PHYSIOTHERAPISTS = (302, 404, 404, 200, 200, 404, 404, 404, 200, 404, 404, 404)
# Pages for whoever has signed in.
PAGE_SIGNED_IN = (302, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200)
# The same, sent empty.
PAGE_SIGNED_IN_WRONG = (302, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400)
# Goes on to another page, whoever asks.
PAGE_ONWARD = (302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302, 302)
# For anybody, also who has not signed in.
ANYBODY = (200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200)
# There is nothing there, whoever asks, signed in or not.
NOTHING_THERE = (404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404)

# The patient's own, in the API.
PATIENTS_OWN = (401, 200, 200, 404, 404, 404, 404, 200, 404, 404, 404, 404)
# The patient's own, after a fresh proof.
PAGE_PATIENTS_PROVE = (302, 403, 403, 404, 404, 404, 404, 403, 404, 404, 404, 404)


class Row(NamedTuple):
    """What one method of one address answers each caller, and what is sent."""

    method: str
    route: str
    answers: tuple[int, ...]
    sent: dict[str, Any] | None = None


ROWS = (
    Row("GET", "api/schema/", ANYBODY),
    Row(
        "DELETE",
        "api/tokens/current/",
        (401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401),
    ),
    Row("GET", "api/me/", SIGNED_IN),
    Row("PATCH", "api/me/", SIGNED_IN, {"language": "en"}),
    Row("GET", "api/me/agenda/", (401, 200, 200, 409, 409, 409, 409, 200, 409, 409, 409, 409)),
    Row("GET", "api/me/export/", (401, 403, 403, 404, 404, 404, 404, 403, 404, 404, 404, 404)),
    Row("GET", "api/me/requests/", (401, 200, 200, 404, 404, 404, 404, 200, 404, 404, 404, 404)),
    Row("POST", "api/me/requests/", (401, 400, 400, 404, 404, 404, 404, 400, 404, 404, 404, 404)),
    Row("GET", "api/protocols/", SIGNED_IN),
    Row("GET", "api/protocols/<slug:slug>/", SIGNED_IN),
    Row("GET", "api/exercises/", SIGNED_IN),
    Row("GET", "api/exercises/<slug:slug>/", SIGNED_IN),
    Row("GET", "api/intakes/", SIGNED_IN),
    Row("GET", "api/intakes/<slug:region>/", SIGNED_IN),
    Row("POST", "api/intakes/<slug:region>/outcome/", SIGNED_IN, {"answers": {}}),
    Row("GET", "api/patients/", SIGNED_IN),
    Row(
        "POST",
        "api/patients/",
        (401, 403, 403, 201, 201, 201, 201, 403, 201, 201, 201, 409),
        {"email": "nieuw@example.org", "name": "Nieuwe Loper"},
    ),
    Row("GET", "api/patients/<uuid:public_id>/", PERSON),
    Row("PATCH", "api/patients/<uuid:public_id>/", READ_OF_PERSON, {"log_at": "21:00"}),
    Row(
        "POST",
        "api/patients/<uuid:public_id>/intakes/",
        (401, 403, 404, 400, 404, 403, 403, 404, 404, 404, 404, 400),
        {"region": "heel", "injured_on": "2026-03-09", "answers": {}},
    ),
    Row("GET", "api/patients/<uuid:public_id>/injuries/", READ_OF_PERSON),
    Row(
        "POST",
        "api/patients/<uuid:public_id>/injuries/",
        (401, 403, 404, 201, 404, 403, 403, 404, 404, 404, 404, 201),
        {"region": "heel", "injured_on": "2026-03-09"},
    ),
    Row("GET", "api/injuries/<uuid:public_id>/", READ),
    Row(
        "POST",
        "api/injuries/<uuid:public_id>/plan-preview/",
        TREAT,
        {"protocol": "achilles-treatment", "starts_on": "2026-03-10"},
    ),
    Row(
        "POST",
        "api/injuries/<uuid:public_id>/plans/",
        (401, 403, 404, 409, 404, 404, 403, 404, 404, 404, 404, 409),
        {"protocol": "achilles-treatment", "starts_on": "2026-03-10"},
    ),
    Row("GET", "api/injuries/<uuid:public_id>/day-scores/", READ),
    Row("PUT", "api/injuries/<uuid:public_id>/day-scores/<str:for_on>/", REPORT, {"pain": 4}),
    Row("GET", "api/injuries/<uuid:public_id>/pain-logs/", READ),
    Row("POST", "api/injuries/<uuid:public_id>/pain-logs/", REPORT, {"pain": 4}),
    Row("GET", "api/injuries/<uuid:public_id>/exercise-logs/", READ),
    Row(
        "PUT",
        "api/injuries/<uuid:public_id>/exercise-logs/<str:for_on>/<slug:exercise>/<int:turn>/",
        REPORT,
        {"done": "full"},
    ),
    Row("GET", "api/injuries/<uuid:public_id>/activities/", READ),
    Row(
        "POST", "api/injuries/<uuid:public_id>/activities/", REPORT, {"kind": "walk", "minutes": 20}
    ),
    Row("GET", "api/injuries/<uuid:public_id>/answers/", READ),
    Row(
        "POST",
        "api/injuries/<uuid:public_id>/answers/",
        REPORT,
        {"question": "less_pain_than_at_start", "value": "yes"},
    ),
    Row("GET", "api/injuries/<uuid:public_id>/signs/", READ),
    Row("POST", "api/injuries/<uuid:public_id>/signs/", REPORT, {"signs": []}),
    Row("GET", "api/plans/", SIGNED_IN),
    Row("GET", "api/plans/<uuid:public_id>/", READ),
    Row("GET", "api/plans/<uuid:public_id>/agenda/", READ),
    Row("GET", "api/plans/<uuid:public_id>/history/", READ),
    Row(
        "POST",
        "api/plans/<uuid:public_id>/changes/",
        READ,
        {"change": {"kind": "pause_plan", "until_on": "2026-03-12"}},
    ),
    Row(
        "POST",
        "api/plans/<uuid:public_id>/changes/preview/",
        TREAT,
        {"change": {"kind": "extend_phase", "phase": "relative_rest", "days": 2}},
    ),
    Row(
        "POST", "api/plans/<uuid:public_id>/switch/", TREAT_ADDS, {"protocol": "achilles-treatment"}
    ),
    Row(
        "POST",
        "api/plans/<uuid:public_id>/switch/preview/",
        TREAT,
        {"protocol": "achilles-treatment"},
    ),
    Row("POST", "api/plans/<uuid:public_id>/end/", TREAT, {"outcome": "stopped"}),
    Row("GET", "api/plans/<uuid:public_id>/verdicts/", READ),
    Row("GET", "api/plans/<uuid:public_id>/questions/", READ),
    Row("GET", "api/plans/<uuid:public_id>/standing/", READ),
    Row("GET", "api/plans/<uuid:public_id>/adherence/", READ),
    Row("GET", "api/referrals/", SIGNED_IN),
    Row(
        "GET",
        "api/referrals/<uuid:public_id>/",
        (401, 200, 404, 200, 404, 404, 200, 404, 404, 404, 404, 200),
    ),
    Row("POST", "api/referrals/<uuid:public_id>/acknowledge/", TREAT),
    Row("POST", "api/referrals/<uuid:public_id>/resolve/", TREAT, {"outcome": "gebeld"}),
    Row("POST", "api/referrals/<uuid:public_id>/dismiss/", TREAT, {"reason": "dubbel"}),
    Row(
        "POST",
        "api/referrals/<uuid:public_id>/treat/",
        TREAT_ADDS,
        {"protocol": "achilles-treatment"},
    ),
    Row("GET", "api/tasks/", PHYSIOTHERAPISTS),
    Row(
        "POST",
        "api/tasks/<uuid:public_id>/close/",
        (401, 404, 404, 200, 404, 404, 403, 404, 404, 404, 404, 200),
        {"outcome": "gebeld"},
    ),
    Row("GET", "api/worklist/", PHYSIOTHERAPISTS),
    Row("POST", "api/break-glass/", (401, 403, 403, 400, 400, 403, 403, 403, 400, 403, 403, 400)),
    Row("GET", "api/me/preferences/", SIGNED_IN),
    Row("PUT", "api/me/preferences/", SIGNED_IN_WRONG),
    Row("GET", "api/me/absences/", SIGNED_IN),
    Row("POST", "api/me/absences/", SIGNED_IN_WRONG),
    Row(
        "DELETE",
        "api/me/absences/<str:from_on>/",
        (401, 204, 204, 204, 204, 204, 204, 204, 204, 204, 204, 204),
    ),
    Row("GET", "api/me/inbox/", SIGNED_IN),
    Row("GET", "api/me/inbox/unread/", SIGNED_IN),
    Row(
        "POST",
        "api/me/inbox/<uuid:public_id>/read/",
        (401, 404, 404, 200, 404, 404, 404, 404, 404, 404, 404, 404),
    ),
    Row("GET", "api/push-key/", SIGNED_IN),
    Row("GET", "api/me/screens/", SIGNED_IN),
    Row("POST", "api/me/screens/", SIGNED_IN_WRONG),
    Row(
        "DELETE",
        "api/me/screens/<uuid:public_id>/",
        (401, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404),
    ),
    Row("POST", "my-language/", PAGE_ONWARD),
    Row("GET", "my-data/", PAGE_PATIENTS),
    Row("POST", "my-data/", PAGE_NOBODY),
    Row("GET", "rights-requests/", (302, 404, 404, 200, 200, 200, 200, 404, 200, 200, 200, 200)),
    Row("POST", "rights-requests/", (302, 404, 404, 400, 400, 400, 400, 404, 400, 400, 400, 400)),
    Row("GET", "rights-requests/<uuid:public_id>/", PAGE_NOBODY),
    Row("POST", "rights-requests/<uuid:public_id>/", PAGE_NOBODY),
    Row("GET", "today/", PAGE_PATIENTS),
    Row("POST", "today/", PAGE_NOBODY),
    Row("GET", "today/<str:day>/", PAGE_PATIENTS),
    Row("POST", "today/<str:day>/", PAGE_NOBODY),
    Row("GET", "plan/<uuid:public_id>/", PAGE_RECORD),
    Row("GET", "plan/<uuid:public_id>/end/", PAGE_TREATS),
    Row("POST", "plan/<uuid:public_id>/end/", PAGE_TREATS_WRONG),
    Row("GET", "plan/<uuid:public_id>/switch/", PAGE_TREATS),
    Row("POST", "plan/<uuid:public_id>/switch/", PAGE_TREATS_WRONG),
    Row("GET", "plan/<uuid:public_id>/change/<slug:kind>/", PAGE_RECORD),
    Row("POST", "plan/<uuid:public_id>/change/<slug:kind>/", PAGE_RECORD_WRONG),
    Row("GET", "worklist/", PAGE_PHYSIOTHERAPISTS),
    Row("POST", "worklist/", PAGE_NOBODY),
    Row("GET", "patients/<uuid:public_id>/", PAGE_TREATS),
    Row("GET", "patients/<uuid:public_id>/start/", PAGE_TREATS),
    Row("POST", "patients/<uuid:public_id>/start/", PAGE_TREATS_WRONG),
    Row("GET", "patients/<uuid:public_id>/cover/", PAGE_TREATS),
    Row("POST", "patients/<uuid:public_id>/cover/", PAGE_TREATS_WRONG),
    Row(
        "POST",
        "cover/<uuid:public_id>/end/",
        (302, 404, 404, 302, 404, 404, 302, 404, 404, 404, 404, 302),
    ),
    Row("GET", "colleagues-patients/", PAGE_PHYSIOTHERAPISTS),
    Row(
        "POST", "colleagues-patients/", (302, 404, 404, 400, 400, 404, 404, 404, 400, 404, 404, 404)
    ),
    Row(
        "GET",
        "colleagues-patients/<uuid:public_id>/",
        (302, 404, 404, 302, 200, 404, 404, 404, 404, 404, 404, 404),
    ),
    Row(
        "POST",
        "colleagues-patients/<uuid:public_id>/",
        (302, 404, 404, 302, 400, 404, 404, 404, 404, 404, 404, 404),
    ),
    Row("GET", "push-worker.js", ANYBODY),
    Row("GET", "inbox/", PAGE_SIGNED_IN),
    Row("POST", "inbox/read/", PAGE_ONWARD),
    Row("GET", "inbox/<uuid:public_id>/", PAGE_TREATS),
    Row(
        "POST",
        "inbox/<uuid:public_id>/",
        (302, 404, 404, 302, 404, 404, 404, 404, 404, 404, 404, 404),
    ),
    Row("GET", "preferences/", PAGE_SIGNED_IN),
    Row("POST", "preferences/", PAGE_SIGNED_IN_WRONG),
    Row("POST", "preferences/away/", PAGE_SIGNED_IN_WRONG),
    Row("POST", "preferences/away/<str:from_on>/remove/", PAGE_ONWARD),
    Row("GET", "unsubscribe/<str:token>/", NOTHING_THERE),
    Row("POST", "unsubscribe/<str:token>/", NOTHING_THERE),
    Row("GET", "mail/", PAGE_NOBODY),
    Row("GET", "mail/<slug:name>/", PAGE_NOBODY),
    Row("GET", "mail/<slug:name>/page/", PAGE_NOBODY),
    Row("GET", "api/me/tokens/", SIGNED_IN),
    # Who signed in a moment ago may make one; here that is not so.
    Row("POST", "api/me/tokens/", (401, *(403,) * 11)),
    Row("DELETE", "api/me/tokens/<uuid:public_id>/", (401, *(404,) * 11)),
    Row("GET", "accounts/tokens/", PAGE_SIGNED_IN),
    Row("GET", "accounts/tokens/new/", PAGE_ONWARD),
    Row("POST", "accounts/tokens/new/", PAGE_ONWARD),
    Row("POST", "accounts/tokens/<uuid:public_id>/end/", PAGE_NOBODY),
    Row("GET", "api/me/access-log/", PATIENTS_OWN),
    Row("GET", "my-data/access/", PAGE_PATIENTS),
    # Having signed in a moment ago is asked for: 403 says so to the patient.
    Row("GET", "my-data/download/", PAGE_PATIENTS_PROVE),
    Row("GET", "my-data/download/file/", PAGE_PATIENTS_PROVE),
    # An invitation that does not exist, or not any more.
    Row("GET", "join/<str:token>/", (410,) * 12),
    Row("POST", "join/<str:token>/", (410,) * 12),
)

LIBRARY = ("allauth.", "django.", "drf_spectacular.")
"""Views of packages: they know accounts, not records. Their own tests, and ours of the accounts."""

NO_RECORDS = {
    "": "the front page says what this is, and sends people to their own page",
    "health": "whether the program works, without names",
    "health/web": "whether the program works, without names",
    "api/<path:rest>": "the answer where there is no address",
}
"""Addresses without a row, with the reason."""

NO_PATIENTS = {
    "api/me/screens/<uuid:public_id>/": "a screen is a person's browser, no record",
    "api/me/tokens/<uuid:public_id>/": "a token is a person's own, no record",
    "accounts/tokens/<uuid:public_id>/end/": "the same",
}
"""Addresses of rows that are in nobody's record, with the reason."""
