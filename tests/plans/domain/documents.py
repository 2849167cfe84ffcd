"""Small documents for the tests of the rules: complete, and no larger than they must be."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st
from pydantic import TypeAdapter

from plans.domain.plan import DatedPlan, lay_out, prescribe
from plans.domain.protocol import Protocol
from tests.plans.domain.days import START

PROTOCOL = TypeAdapter(Protocol)
SOURCE = "clinic's choice: made up for a test"


def words(text: str = "text") -> dict[str, str]:
    """Say something in both languages."""
    return {"nl": f"{text} (nl)", "en": text}


def statement(text: str = "statement") -> dict[str, Any]:
    """Say something, with its source."""
    return {"text": words(text), "source": SOURCE}


def range_of(shortest: str, longest: str) -> dict[str, str]:
    """Last between two periods."""
    return {"type": "range", "min": shortest, "max": longest, "source": SOURCE}


def at_most(longest: str) -> dict[str, str]:
    """Last no longer than a period."""
    return {"type": "maximum", "max": longest, "source": SOURCE}


def about(target: str) -> dict[str, str]:
    """Last roughly a period."""
    return {"type": "about", "target": target, "source": SOURCE}


def prescription(exercise: str = "calf-stretch", **fields: Any) -> dict[str, Any]:
    """Prescribe an exercise: every day once, when nothing else is said."""
    return {"exercise": exercise, "dose": {"sets": 3, "reps": 10}, "source": SOURCE} | fields


def phase(kind: str, duration: dict[str, str], *exercises: dict[str, Any], **fields: Any) -> Any:
    """Make one phase."""
    return {
        "kind": kind,
        "duration": duration,
        "aim": words("aim"),
        "allowed": [statement("allowed")],
        "exercises": list(exercises),
        "ceiling": {"pain": 0, "source": SOURCE},
        "gate": {"opened_by": "patient", "source": SOURCE},
    } | fields


def question(name: str, *answers: str) -> dict[str, Any]:
    """Make a question with its answers."""
    options = [{"value": answer, "text": words(answer)} for answer in answers or ("yes", "no")]
    return {"name": name, "text": words(name), "options": options}


def rule(kind: str, rule_id: str = "R-ACH-1", **fields: Any) -> dict[str, Any]:
    """Make a rule."""
    return {"kind": kind, "id": rule_id, "reason": words("reason"), "source": SOURCE} | fields


def trend(rule_id: str = "R-ACH-1", window_days: float = 14, **fields: Any) -> dict[str, Any]:
    """Make a rule over a window, counted from the start of the plan."""
    return rule("trend", rule_id, **{"window_days": window_days, "anchor": "plan_start"} | fields)


def document(**fields: Any) -> dict[str, Any]:
    """Make a whole protocol as it stands in a data file; ``fields`` replace what it has."""
    known: dict[str, Any] = {
        "slug": "achilles-self-care",
        "region": "achilles",
        "pathway": "self_care",
        "tissue": "tendon",
        "names": {"nl": "Achillespees", "en": "Achilles", "clinical": "AT", "source": SOURCE},
        "summary": statement(),
        "typical": [statement()],
        "condition": {
            "location": statement(),
            "onset": statement(),
            "explanation": [statement()],
            "symptoms": [statement()],
            "causes": [statement()],
            "prevention": [statement()],
        },
        "phases": [
            phase("relative_rest", range_of("P1W", "P3W"), prescription()),
            phase("build_up", at_most("P4W"), prescription("heel-raise")),
            phase("return_to_sport", about("P3W"), prescription("jogging")),
        ],
        "questions": [
            question("less_pain_than_at_start"),
            question("training_changed"),
            question("walking", "normal", "painful", "impossible"),
        ],
        "rules": [trend()],
        "red_flags": [statement()],
        "prognosis": {"text": words(), "source": SOURCE},
        "full_recovery": {"text": words(), "days": 14, "source": SOURCE},
    }
    return known | fields


def make_protocol(**fields: Any) -> Protocol:
    """Read a small protocol; ``fields`` replace what it has."""
    return PROTOCOL.validate_json(json.dumps(document(**fields)))


def make_plan(protocol: Protocol | None = None, **fields: Any) -> DatedPlan:
    """Place a protocol on the calendar, from the day most tests start on."""
    protocol = protocol or make_protocol()
    known: dict[str, Any] = {
        "starts_on": START,
        "phases": lay_out(protocol.phases, fields.get("starts_on", START)),
        "prescriptions": prescribe(protocol.phases),
    }
    return DatedPlan(**known | fields)


def _up_to(period: str) -> dict[str, str]:
    return range_of("P1D", period)


PERIODS = st.builds("P{}{}".format, st.integers(1, 12), st.sampled_from("DWM"))
DURATIONS = st.one_of(PERIODS.map(at_most), PERIODS.map(about), PERIODS.map(_up_to))
KINDS = ("acute", "mobility", "relative_rest", "build_up", "return_to_sport")


@st.composite
def protocols(draw: st.DrawFn) -> Protocol:
    """Two to five phases of every kind of duration."""
    kinds = KINDS[draw(st.integers(0, 3)) :]
    return make_protocol(phases=[phase(kind, draw(DURATIONS)) for kind in kinds])
