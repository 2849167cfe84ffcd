"""A protocol refuses nonsense, and says where it stands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from plans.domain.protocol import answers_of
from plans.domain.rule import AnswerIs
from tests.plans.domain.documents import (
    PROTOCOL,
    SOURCE,
    about,
    at_most,
    document,
    make_protocol,
    phase,
    prescription,
    question,
    range_of,
    rule,
    trend,
    words,
)


def _phases(*kinds: str) -> dict[str, Any]:
    return {"phases": [phase(kind, at_most("P1W")) for kind in kinds]}


def _gate(**criterion: Any) -> dict[str, Any]:
    known = {"name": "it", "text": words(), "source": SOURCE} | criterion
    gate = {"opened_by": "patient", "source": SOURCE, "criteria": [known]}
    phases = [
        phase("relative_rest", at_most("P1W"), gate=gate),
        phase("return_to_sport", about("P1W")),
    ]
    return {"phases": phases}


def _dose(**fields: Any) -> dict[str, Any]:
    return _exercise(dose=fields)


def _exercise(**fields: Any) -> dict[str, Any]:
    return {
        "phases": [
            phase("relative_rest", at_most("P1W"), prescription(**fields)),
            phase("return_to_sport", about("P1W")),
        ]
    }


BAD = [
    ("an unknown key", {"colour": "red"}, "colour", "Unexpected keyword argument"),
    ("an unknown pathway", {"pathway": "alone"}, "pathway", "Input should be 'self_care'"),
    ("an unknown tissue", {"tissue": "hair"}, "tissue", "Input should be 'tendon'"),
    ("a slug with capitals", {"slug": "Achilles"}, "slug", "String should match pattern"),
    ("one phase", _phases("return_to_sport"), "phases", "at least 2 items"),
    (
        "a phase twice",
        _phases("acute", "acute", "return_to_sport"),
        "",
        "phase acute stands 2 times",
    ),
    (
        "no return to sport",
        _phases("acute", "build_up"),
        "",
        "the last phase is the return to sport",
    ),
    ("an unknown phase", _phases("party", "return_to_sport"), "phases.0.kind", "Input should be"),
    ("no rules", {"rules": []}, "rules", "at least 1 item"),
    ("no red flags", {"red_flags": []}, "red_flags", "at least 1 item"),
    ("a rule twice", {"rules": [trend(), trend()]}, "", r"rule R-ACH-1 \(trend\) stands 2 times"),
    ("an unknown kind of rule", {"rules": [rule("horoscope")]}, "rules.0", "expected tags"),
    ("a rule without a name", {"rules": [trend("ACH-1")]}, "rules.0.trend.id", "match pattern"),
    ("no days", {"rules": [trend(window_days=0)]}, "rules.0.trend.window_days", "equal to 4"),
    ("a year and a half", {"rules": [trend(window_days=500)]}, "rules.0.trend.window_days", "366"),
    (
        "half a day",
        {"rules": [trend(window_days=7.5)]},
        "rules.0.trend.window_days",
        "valid integer",
    ),
    (
        "an unknown anchor",
        {"rules": [trend(anchor="christmas")]},
        "rules.0.trend.anchor",
        "Input should be 'plan_start'",
    ),
    (
        "a threshold out of range",
        {"rules": [trend(thresholds={"least_points": 11})]},
        "rules.0.trend.thresholds.least_points",
        "less than or equal to 10",
    ),
    (
        "a clear improvement below a slight one",
        {"rules": [trend(thresholds={"clear_points": 0.5})]},
        "rules.0.trend.thresholds",
        "a clear improvement cannot ask less than a slight one",
    ),
    (
        "a referral on nothing",
        {"rules": [trend(fires_on=[])]},
        "rules.0.trend.fires_on",
        "at least 1 item",
    ),
    (
        "a referral on an unknown verdict",
        {"rules": [trend(fires_on=["sad"])]},
        "rules.0.trend.fires_on.0",
        "Input should be 'settled'",
    ),
    (
        "an unknown addressee",
        {"rules": [trend(to="neighbour")]},
        "rules.0.trend.to",
        "Input should be 'physiotherapist'",
    ),
    (
        "a question that is not asked",
        {"rules": [trend(only_if={"question": "sleep", "answer": "yes"})]},
        "",
        "question 'sleep' is used but not defined",
    ),
    (
        "an answer that does not exist",
        {"rules": [trend(or_if={"question": "walking", "answer": "flying"})]},
        "",
        "'flying' is not an answer to 'walking'",
    ),
    (
        "an unknown sign",
        {"rules": [rule("signs", signs=["glowing"])]},
        "",
        "sign 'glowing' is used but not defined",
    ),
    (
        "more signs than there are",
        {"rules": [rule("signs", signs=["warm"], at_least=2)]},
        "rules.0.signs",
        "at_least asks more signs than the rule names",
    ),
    (
        "a question that a gate asks and nobody knows",
        _gate(kind="answer", question="gait", answer="normal"),
        "",
        "question 'gait' is used but not defined",
    ),
    (
        "a question that is checked and nobody knows",
        {
            "phases": [
                phase("relative_rest", at_most("P1W"), check_ins=[{"question": "gait"}]),
                phase("return_to_sport", about("P1W")),
            ]
        },
        "",
        "question 'gait' is used but not defined",
    ),
    (
        "an unknown criterion",
        _gate(kind="weather"),
        "phases.0.gate.criteria.0",
        "expected tags",
    ),
    ("a dose of nothing", _dose(sets=3), "phases.0.exercises.0.dose", "a dose needs repetitions"),
    ("no repetitions", _dose(reps=0), "phases.0.exercises.0.dose.reps", "greater than or equal"),
    (
        "a range that goes down",
        _dose(reps=10, reps_max=8),
        "phases.0.exercises.0.dose",
        "reps_max must be more than reps",
    ),
    (
        "a range without a beginning",
        _dose(hold_s=10, reps_max=8),
        "phases.0.exercises.0.dose",
        "reps_max must be more than reps",
    ),
    (
        "a weight of nothing",
        _dose(reps=5, load={"kind": "kg"}),
        "phases.0.exercises.0.dose.load",
        "amount belongs to a load in kg or rm",
    ),
    (
        "a band of five kilos",
        _dose(reps=5, load={"kind": "band", "level": "light", "amount": 5}),
        "phases.0.exercises.0.dose.load",
        "amount belongs to a load in kg or rm",
    ),
    (
        "a band without a level",
        _dose(reps=5, load={"kind": "band"}),
        "phases.0.exercises.0.dose.load",
        "level belongs to a band",
    ),
    (
        "a tempo of two parts",
        _dose(reps=5, tempo_s=[3, 3]),
        "phases.0.exercises.0.dose.tempo_s.2",
        "Field required",
    ),
    (
        "a tempo of minutes",
        _dose(reps=5, tempo_s=[3, 0, 90]),
        "phases.0.exercises.0.dose",
        "each part of the tempo lies between 0 and 60 seconds",
    ),
    (
        "repetitions as text",
        _dose(reps="10"),
        "phases.0.exercises.0.dose.reps",
        "valid integer",
    ),
    (
        "weekdays and a rhythm",
        _exercise(frequency={"weekdays": ["mon"], "every_n_days": 2}),
        "phases.0.exercises.0.frequency",
        "name either the weekdays or every_n_days, not both",
    ),
    (
        "a weekday twice",
        _exercise(frequency={"weekdays": ["mon", "mon"]}),
        "phases.0.exercises.0.frequency",
        "a weekday is named twice",
    ),
    (
        "an unknown weekday",
        _exercise(frequency={"weekdays": ["ma"]}),
        "phases.0.exercises.0.frequency.weekdays.0",
        "Input should be 'mon'",
    ),
    (
        "eleven times a day",
        _exercise(frequency={"times_a_day": 11}),
        "phases.0.exercises.0.frequency.times_a_day",
        "less than or equal to 10",
    ),
    (
        "an exercise that ends before it starts",
        _exercise(starts_after="P2W", ends_after="P1W"),
        "phases.0.exercises.0",
        r"the exercise ends \(P1W\) before it starts \(P2W\)",
    ),
    (
        "a phase that ends before it starts",
        {
            "phases": [
                phase("relative_rest", range_of("P3W", "P1W")),
                phase("return_to_sport", about("P1W")),
            ]
        },
        "phases.0.duration.range",
        r"the range ends \(P1W\) before it starts \(P3W\)",
    ),
    (
        "a question with one answer",
        {"questions": [question("gait", "normal")]},
        "questions.0.options",
        "at least 2 items",
    ),
    (
        "the same answer twice",
        {"questions": [question("gait", "normal", "normal")]},
        "questions.0",
        "an answer is named twice",
    ),
    (
        "a ceiling of eleven",
        {
            "phases": [
                phase("relative_rest", at_most("P1W"), ceiling={"pain": 11, "source": SOURCE}),
                phase("return_to_sport", about("P1W")),
            ]
        },
        "phases.0.ceiling.pain",
        "less than or equal to 10",
    ),
    (
        "an empty text",
        {"summary": {"text": {"nl": "  ", "en": "text"}, "source": SOURCE}},
        "summary.text",
        "the nl text is empty",
    ),
    (
        "a text in one language",
        {"summary": {"text": {"nl": "tekst"}, "source": SOURCE}},
        "summary.text.en",
        "Field required",
    ),
    (
        "a figure without a source",
        {"summary": {"text": words()}},
        "summary.source",
        "Field required",
    ),
    (
        "a source that is none",
        {"summary": {"text": words(), "source": "I read it somewhere"}},
        "summary.source",
        "String should match pattern",
    ),
]


@pytest.mark.parametrize(
    ("fields", "place", "reason"), [entry[1:] for entry in BAD], ids=[entry[0] for entry in BAD]
)
def test_nonsense_is_refused_where_it_stands(
    fields: dict[str, Any], place: str, reason: str
) -> None:
    with pytest.raises(ValidationError, match=reason) as refused:
        PROTOCOL.validate_json(json.dumps(document(**fields)))

    places = {".".join(str(step) for step in error["loc"]) for error in refused.value.errors()}
    assert place in places


@pytest.mark.parametrize("key", sorted(document().keys() - {"acute"}))
def test_nothing_that_is_required_may_be_left_out(key: str) -> None:
    whole = document()
    del whole[key]

    with pytest.raises(ValidationError, match="Field required"):
        PROTOCOL.validate_json(json.dumps(whole))


def test_a_document_is_the_same_after_a_round_trip() -> None:
    protocol = make_protocol()

    assert PROTOCOL.validate_json(PROTOCOL.dump_json(protocol)) == protocol


def test_what_a_protocol_has_is_found_by_name() -> None:
    protocol = make_protocol()

    assert protocol.phase("build_up").kind == "build_up"
    assert protocol.question("walking").allows("painful")
    assert not protocol.question("walking").allows("flying")
    for find, name in ((protocol.phase, "acute"), (protocol.question, "gait")):
        with pytest.raises(KeyError, match=name):
            find(name)


def test_the_exercises_of_the_follow_up_are_prescriptions_too() -> None:
    follow_up = {
        "text": words(),
        "duration": at_most("P1M"),
        "exercises": [prescription("hop")],
        "source": SOURCE,
    }

    exercises = [item.exercise for item in make_protocol(follow_up=follow_up).prescriptions()]
    assert exercises == ["calf-stretch", "heel-raise", "jogging", "hop"]


def test_the_answers_that_rules_wait_for() -> None:
    protocol = make_protocol(
        rules=[
            trend(
                only_if={"question": "training_changed", "answer": "no"},
                or_if={"question": "walking", "answer": "impossible"},
            ),
            rule("report", "R-ACH-2", question="walking", answers=["painful", "impossible"]),
            rule("advice", "R-ACH-3"),
        ]
    )

    assert [list(answers_of(item)) for item in protocol.rules] == [
        [
            AnswerIs(question="training_changed", answer="no"),
            AnswerIs(question="walking", answer="impossible"),
        ],
        [
            AnswerIs(question="walking", answer="painful"),
            AnswerIs(question="walking", answer="impossible"),
        ],
        [],
    ]
