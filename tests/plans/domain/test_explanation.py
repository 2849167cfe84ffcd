"""Every verdict in words: calm for the patient, complete for the clinician, never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.catalogue.reading import Catalogue
from plans.domain.explanation import Explanation, Told, explain
from plans.domain.judgement import Basis, Judgement
from plans.domain.log import ActivityReport, Counted, PainReport, SignReport
from plans.domain.protocol import Protocol
from plans.domain.record import Record
from plans.domain.rule import (
    FlareRule,
    MilestoneRule,
    NotReachedRule,
    ReportRule,
    Rule,
    SignsRule,
    TallyRule,
)
from plans.domain.rules import resuming, signs, trend
from plans.domain.rules.case import Case
from plans.domain.rules.flare import Flare
from plans.domain.rules.gate import GateOutcome
from plans.domain.rules.resuming import Resuming
from plans.domain.rules.session import SessionOutcome
from plans.domain.rules.trend import Trend
from plans.domain.text import Text
from tests.plans.domain.documents import make_plan

FIRST = date(2026, 3, 1)
CALLS = ("emergency", "gp_now", "contact_physio")
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "trend": tuple(Trend),
    "milestone": ("on_track", "contact_physio"),
    "tear_check": ("ok", "contact_physio", "check_needed"),
    "resuming": tuple(Resuming),
    "signs": (*CALLS, "ask_again_same_day"),
    "report": CALLS,
    "tally": CALLS,
    "not_reached": ("on_track", "contact_physio"),
    "flare": tuple(Flare),
    "prognosis": ("ok", "contact_physio"),
    "session": tuple(SessionOutcome),
    "gate": tuple(GateOutcome),
}
TREND = {
    "series": "day",
    "scores": {
        "2026-03-01": 5,
        "2026-03-02": 5,
        "2026-03-03": 5,
        "2026-03-04": 5,
        "2026-03-11": 4,
        "2026-03-12": 4,
        "2026-03-13": 5,
        "2026-03-14": 4,
    },
    "baseline": "5",
    "end": "17/4",
    "delta": "3/4",
    "percent": "15",
    "thresholds": {
        "settled_at_most": 1.0,
        "least_points": 1.0,
        "slight_percent": 15.0,
        "clear_points": 2.0,
        "clear_percent": 30.0,
        "worse_points": 1.0,
    },
    "fires_on": ["no_change", "worse"],
}
THIN = {"series": "day", "scores": {"2026-03-02": 4}, "fires_on": ["no_change", "worse"]}
FLARE = {
    "bad_sessions": ["2026-03-03", "2026-03-05"],
    "last_week": "2",
    "this_week": "23/7",
    "rise": "9/7",
    "week_rise_points": 1.0,
    "is_expected": False,
}
RESUMING = {
    "baseline": "1/2",
    "end": "3",
    "delta": "-5/2",
    "percent": "-500",
    "peaks": {"2026-03-01": 3, "2026-03-03": 2},
    "on": "2026-03-01",
    "rise_points": 2.0,
}
ENGLISH = {
    "the",
    "your",
    "you",
    "and",
    "pain",
    "with",
    "not",
    "have",
    "has",
    "this",
    "that",
    "less",
    "more",
    "call",
    "now",
    "again",
    "days",
    "too",
}


def told(
    protocol: Protocol,
    rule: Rule | None,
    outcome: str,
    evidence: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Told:
    known: dict[str, Any] = {
        "kind": rule.kind if rule else "session",
        "rule": rule,
        "subject": rule.id if rule else "run",
        "outcome": outcome,
        "basis": None,
        "first": FIRST,
        "last": FIRST + timedelta(days=13),
        "evidence": evidence or {},
        "protocol": protocol,
        "version": 3,
    }
    return Told(**known | fields)


def rule_of(protocol: Protocol, rule_id: str, kind: str) -> Rule:
    return next(rule for rule in protocol.rules if (rule.id, rule.kind) == (rule_id, kind))


def evidence_for(rule: Rule) -> dict[str, Any]:
    match rule:
        case MilestoneRule():
            return {"question": rule.question, "answer": "no", "needed": rule.answer}
        case SignsRule():
            return {"signs": sorted(rule.signs[: rule.at_least]), "at_least": rule.at_least}
        case ReportRule():
            return {"question": rule.question, "answer": rule.answers[0]}
        case TallyRule():
            days = rule.more_than_days
            return {"question": rule.question, "answer": rule.answer, "more_than_days": days}
        case NotReachedRule():
            within = rule.within_days
            return {"criterion": rule.criterion, "met_on": None, "within_days": within}
        case FlareRule():
            return FLARE
        case _:
            known: dict[str, dict[str, Any]] = {
                "trend": TREND,
                "resuming": RESUMING,
                "tear_check": {"pain": 3, "gait": None, "pain_at_least": 1},
                "prognosis": {
                    "expected_until": "2026-09-01",
                    "pain_free_since": None,
                    "pain_free_days": 14,
                },
            }
            return known.get(rule.kind, {})


def every_verdict(catalogue: Catalogue) -> Iterator[Told]:
    """Give all outcomes of all rules, sessions and gates there are, with and without evidence."""
    for protocol in catalogue.protocols.values():
        for rule in protocol.rules:
            yield from every_verdict_of(protocol, rule)
        for outcome, exercise in product(OUTCOMES["session"], ("run", "walk", "heel-raise")):
            scores = {"ceiling": 3, "during": 4, "before": 1, "after": 3}
            yield told(protocol, None, outcome, scores, subject=exercise)
            yield told(protocol, None, outcome, subject=exercise)
        for phase, outcome in product(protocol.phases, OUTCOMES["gate"]):
            names = [criterion.name for criterion in phase.gate.criteria]
            missing = {"missing": ["min_days", *names], "to_examine": names[:1]}
            yield told(protocol, None, outcome, missing, kind="gate", subject=phase.kind)
            yield told(protocol, None, outcome, kind="gate", subject=phase.kind)


def every_verdict_of(protocol: Protocol, rule: Rule) -> Iterator[Told]:
    outcomes = (*OUTCOMES.get(rule.kind, ()), "resolved_by_referral")
    for outcome, basis in product(outcomes, (None, *Basis)):
        yield told(protocol, rule, outcome, evidence_for(rule), basis=basis)
        yield told(protocol, rule, outcome, basis=basis)


@pytest.fixture(scope="module")
def explained(catalogue_files: Catalogue) -> list[tuple[Told, Explanation]]:
    """Everything that can be found, each with its explanation."""
    return [(verdict, explain(verdict)) for verdict in every_verdict(catalogue_files)]


def texts(explanation: Explanation) -> tuple[Text, Text, Text]:
    return explanation.title, explanation.patient, explanation.clinician


def test_every_outcome_of_every_kind_has_whole_texts_in_both_languages(
    explained: list[tuple[Told, Explanation]],
) -> None:
    for verdict, explanation in explained:
        for text in texts(explanation):
            for words in (text.nl, text.en):
                assert words == words.strip(), verdict
                assert not re.search(r"[{}]|None|  |\.\.|\.”\.", words), words
        assert explanation.patient.nl[-1] in ".”?", verdict


def test_the_patient_reads_no_rule_id_no_code_and_no_english(
    explained: list[tuple[Told, Explanation]],
) -> None:
    for _, explanation in explained:
        words = explanation.patient.nl
        assert not re.search(r"\bR-[A-Z]|_|DEF-|brochure", words), words
        assert not ENGLISH & set(re.findall(r"[a-z]+", words.lower())), words


def test_every_outcome_has_a_short_title(explained: list[tuple[Told, Explanation]]) -> None:
    for _, explanation in explained:
        title = explanation.title
        assert title.nl != title.en
        assert "_" not in title.en
        assert len(title.en) < 50


def test_the_clinician_reads_rule_version_window_and_source(catalogue_files: Catalogue) -> None:
    for protocol in catalogue_files.protocols.values():
        for rule in protocol.rules:
            if rule.kind == "advice":
                continue
            outcome = OUTCOMES[rule.kind][0]
            full = explain(told(protocol, rule, outcome, evidence_for(rule))).clinician
            assert f"Rule {rule.id}, version 3 of protocol {protocol.slug}." in full.en
            assert "1 March 2026 up to and including 14 March 2026, 14 days" in full.en
            assert rule.source in full.en
            assert "DEF-" in full.en
            assert "1 maart 2026 tot en met 14 maart 2026, 14 dagen" in full.nl


@pytest.mark.parametrize(
    ("slug", "verdict", "figures"),
    [
        (
            "achilles-self-care",
            ("R-ACH-1", "trend", "no_change"),
            ("5 5 5 5 – – – – – – 4 4 5 4", "5.0", "4.3", "0.8 points less (15.0%)", "2.0", "30%"),
        ),
        (
            "achilles-self-care",
            ("R-ACH-2", "resuming", "worse_on_resuming"),
            ("0.5", "1 March 2026: 3 and 3 March 2026: 2", "2.0 points", "from 2.5 on"),
        ),
        (
            "ankle-light",
            ("R-ALL-3", "flare", "contact_physio"),
            ("2 (3 March", "2.0", "3.3", "1.3"),
        ),
        ("calf-tear", ("R-CALF-1", "tear_check", "check_needed"), ("Pain score: 3", "from 1 on")),
        ("calf-tear", ("R-CALF-3", "signs", "gp_now"), ("(2 in all)", "2 of the 5 signs")),
        ("low-back-self-care", ("R-LBP-3", "tally", "contact_physio"), ("more than 2 days",)),
        ("itb-self-care", ("R-ITB-2", "not_reached", "contact_physio"), ("21 days",)),
        (
            "ankle-light",
            ("R-ALL-1", "prognosis", "contact_physio"),
            ("1 September 2026", "14 days"),
        ),
        ("hamstring-strain", ("R-HAM-2", "milestone", "contact_physio"), ("14 March 2026",)),
    ],
)
def test_the_clinician_reads_the_numbers(
    catalogue_files: Catalogue,
    slug: str,
    verdict: tuple[str, str, str],
    figures: tuple[str, ...],
) -> None:
    protocol = catalogue_files.protocols[slug]
    rule_id, kind, outcome = verdict
    rule = rule_of(protocol, rule_id, kind)
    full = explain(told(protocol, rule, outcome, evidence_for(rule))).clinician.en
    assert [figure for figure in figures if figure not in full] == []


def test_the_numbers_of_a_session_and_a_gate_are_told(catalogue_files: Catalogue) -> None:
    protocol = catalogue_files.protocols["achilles-treatment"]
    scores = {"ceiling": 5, "during": 6, "before": 2, "after": None}
    session = explain(told(protocol, None, "reduce_load", scores, last=FIRST)).clinician.en
    assert "Pain during: 6 (limit 5); morning before: 2; next morning: not filled in." in session
    gate = told(
        protocol,
        None,
        "not_met",
        {"missing": ["mornings_calm", "made_up"], "to_examine": ["ready_to_load"]},
        kind="gate",
        subject="relative_rest",
    )
    full = explain(gate).clinician.en
    assert "Not met yet (2): “For a week your pain in the morning has been 2 at most”" in full
    assert "“made_up”" in full
    assert "To be judged in the examination: “Your physiotherapist has examined your tendon" in full
    assert "made_up" not in explain(gate).patient.en


def test_a_call_for_a_doctor_says_at_once_what_to_do(catalogue_files: Catalogue) -> None:
    for protocol in catalogue_files.protocols.values():
        for rule in protocol.rules:
            if rule.to == "physiotherapist" or rule.kind == "advice":
                continue
            for outcome in OUTCOMES[rule.kind]:
                for basis in (Basis.ANSWER, Basis.SILENCE):
                    verdict = told(protocol, rule, outcome, evidence_for(rule), basis=basis)
                    words = explain(verdict).patient.nl
                    doctor = "huisarts" if rule.to == "gp" else "alarmnummer|spoedeisende hulp"
                    assert re.search(doctor, words), words


def test_too_little_is_never_called_fine(explained: list[tuple[Told, Explanation]]) -> None:
    unknown = ("insufficient_data", "check_needed", "unknown", "overdue")
    fine = re.compile(r"\bgoed\b|Ga door|op schema|volgens plan")
    for verdict, explanation in explained:
        if verdict.outcome in unknown:
            assert not fine.search(explanation.patient.nl), verdict


def test_whole_sentences_for_a_patient(catalogue_files: Catalogue) -> None:
    protocols = catalogue_files.protocols
    achilles = protocols["achilles-self-care"]
    rule = rule_of(achilles, "R-ACH-1", "trend")
    better = TREND | {"end": "3", "delta": "2", "percent": "40"}
    assert explain(told(achilles, rule, "clear_improvement", better)).patient == Text(
        nl="Je pijn is in 14 dagen duidelijk minder geworden: je score ging van gemiddeld 5,0 naar "
        "3,0. Ga door met je plan.",
        en="Your pain has become clearly less in 14 days: your score went from 5.0 to 3.0 on "
        "average. Carry on with your plan.",
    )
    assert explain(told(achilles, rule, "no_change", TREND)).patient == rule.reason
    silent = told(achilles, rule, "insufficient_data", THIN, basis=Basis.SILENCE)
    assert explain(silent).patient == Text(
        nl="Er zijn in deze 14 dagen te weinig pijnscores ingevuld om te zien of je pijn minder "
        "is, en op onze vraag daarover kregen we 3 dagen lang geen antwoord. Neem deze week "
        "contact op met je fysiotherapeut.",
        en="Too few pain scores were filled in over these 14 days to see whether your pain is "
        "less, and our question about it was not answered for 3 days. Contact your "
        "physiotherapist this week.",
    )
    calf = protocols["calf-tear"]
    one_sign = told(
        calf, rule_of(calf, "R-CALF-3", "signs"), "ask_again_same_day", {"signs": ["warm"]}
    )
    assert explain(one_sign).patient.nl == (
        "Je meldde: “De plek voelt warm aan”. Kijk aan het eind van de dag nog eens; komt er iets "
        "bij of wordt het erger, bel dan meteen je huisarts, of buiten kantooruren de "
        "huisartsenpost."
    )
    session = told(achilles, None, "reduce_load", {"during": 6, "ceiling": 5}, last=FIRST)
    assert explain(session).patient.nl == (
        "Op 1 maart 2026 deed het hardlopen meer pijn dan in deze fase de bedoeling is. Doe de "
        "volgende keer minder: korter, rustiger of lichter."
    )


def test_the_whole_reasoning_of_the_headline_rule(catalogue_files: Catalogue) -> None:
    achilles = catalogue_files.protocols["achilles-self-care"]
    rule = rule_of(achilles, "R-ACH-1", "trend")
    assert explain(told(achilles, rule, "no_change", TREND, basis="scores")).clinician.nl == (
        "Regel R-ACH-1, versie 3 van het protocol achilles-self-care. Periode: 1 maart 2026 tot en "
        "met 14 maart 2026, 14 dagen, geteld vanaf het begin van het plan. Reeks: dagscores (de "
        "slechtste score van elke dag). Ingevuld op 8 van de 14 dagen: 5 5 5 5 – – – – – – 4 4 5 "
        "4. Gemiddelde van de eerste 4 dagen 5,0, van de laatste 4 dagen 4,3: 0,8 punt minder "
        "(15,0%). Drempels: bijna geen pijn is een eindgemiddelde van hooguit 1,0; iets minder is "
        "minstens 1,0 punt en 15% omlaag; duidelijk minder is minstens 1,0 punt omlaag en daarbij "
        "2,0 punt of 30%; meer is minstens 1,0 punt omhoog. Uitkomst: niet minder pijn; deze regel "
        "verwijst bij: niet minder pijn en meer pijn. Beslist op de scores. Verwijst naar de "
        "fysiotherapeut: deze week. Berust op: brochure L484-487; DEF-4."
    )


def test_the_stricter_threshold_does_not_call_a_little_less_not_less(
    catalogue_files: Catalogue,
) -> None:
    achilles = catalogue_files.protocols["achilles-self-care"]
    evidence = TREND | {"fires_on": ["no_change", "worse", "slight_improvement"]}
    rule = rule_of(achilles, "R-ACH-1", "trend")
    words = explain(told(achilles, rule, "slight_improvement", evidence)).patient.en
    assert words.startswith("Your pain has become only a little less in 14 days")
    assert words.endswith("Contact your physiotherapist this week.")


def test_an_answer_that_was_not_kept_gives_advice_for_both_answers(
    catalogue_files: Catalogue,
) -> None:
    achilles = catalogue_files.protocols["achilles-self-care"]
    rule = rule_of(achilles, "R-ACH-1", "trend")
    verdict = told(achilles, rule, "insufficient_data", THIN, basis=Basis.ANSWER)
    assert "If your pain is not less than at the start" in explain(verdict).patient.en
    called = told(achilles, rule, "insufficient_data", THIN, basis=Basis.ANSWER, fires=True)
    assert explain(called).patient == rule.reason
    closed = told(achilles, rule, "insufficient_data", THIN, basis=Basis.ANSWER, fires=False)
    assert "You told us yourself that your pain is less" in explain(closed).patient.en
    assert "Nobody is called." in explain(closed).clinician.en


def test_a_figure_that_only_looks_like_the_threshold_is_given_exactly(
    catalogue_files: Catalogue,
) -> None:
    ankle = catalogue_files.protocols["ankle-light"]
    evidence = FLARE | {"this_week": "125/42", "last_week": "2", "rise": "41/42"}
    verdict = told(ankle, rule_of(ankle, "R-ALL-3", "flare"), "on_track", evidence)
    assert "difference 1.0 (exactly 41/42) points" in explain(verdict).clinician.en


def test_a_run_without_any_score_is_not_called_a_good_one(catalogue_files: Catalogue) -> None:
    achilles = catalogue_files.protocols["achilles-self-care"]
    verdict = told(achilles, rule_of(achilles, "R-ACH-2", "resuming"), "ok", {"peaks": {}})
    assert explain(verdict).patient.en.startswith("No pain score was filled in for the days")


def test_a_milestone_nobody_answered_is_not_told_as_a_no(catalogue_files: Catalogue) -> None:
    hamstring = catalogue_files.protocols["hamstring-strain"]
    rule = rule_of(hamstring, "R-HAM-2", "milestone")
    evidence = evidence_for(rule) | {"answer": None}
    assert explain(told(hamstring, rule, "contact_physio", evidence)).patient.en == (
        "We have had no answer from you to the question “Have you started building your sport up "
        "again?” Contact your physiotherapist this week."
    )


KEYS = st.sampled_from(
    sorted({*TREND, *FLARE, *RESUMING, "signs", "pain", "gait", "question", "answer", "missing"})
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(
    evidence=st.dictionaries(KEYS, ANYTHING),
    slug=st.sampled_from(["ankle-light", "calf-tear", "achilles-self-care", "itb-self-care"]),
    data=st.data(),
)
def test_whatever_an_old_row_holds_there_are_words(
    catalogue_files: Catalogue, evidence: dict[str, Any], slug: str, data: st.DataObject
) -> None:
    protocol = catalogue_files.protocols[slug]
    kind = data.draw(st.sampled_from(sorted(OUTCOMES)))
    outcome = data.draw(st.sampled_from([*OUTCOMES[kind], "something_new"]))
    rules = [None, *(rule for rule in protocol.rules if rule.kind == kind)]
    rule = data.draw(st.sampled_from(rules))
    basis = data.draw(st.sampled_from([None, *Basis, "dice"]))
    explanation = explain(told(protocol, rule, outcome, evidence, kind=kind, basis=basis))
    assert all(text.nl and text.en for text in texts(explanation))


def told_of(judgement: Judgement, protocol: Protocol) -> Told:
    return told(
        protocol,
        judgement.rule,
        judgement.outcome,
        judgement.evidence,
        basis=judgement.basis,
        first=judgement.first,
        last=judgement.last,
        fires=judgement.fires,
    )


def test_what_the_rules_find_is_told_with_its_numbers(catalogue_files: Catalogue) -> None:
    protocol = catalogue_files.protocols["achilles-self-care"]
    scores = dict(enumerate([6, 6, 6, 6, 5, None, None, None, None, None, 6, 6, 5, 5]))
    record = Record(
        injured_on=FIRST,
        pain=[
            PainReport(FIRST + timedelta(days=day), score, None, Counted.ON_TIME)
            for day, score in scores.items()
        ],
        activities=[ActivityReport(FIRST + timedelta(days=4), "run", 20, None, 8)],
    )
    case = Case(make_plan(protocol, starts_on=FIRST), protocol, record, date(2026, 3, 15))
    rule: Any = rule_of(protocol, "R-ACH-1", "trend")
    (judgement,) = trend.judgements(rule, case)
    full = explain(told_of(judgement, protocol)).clinician.en
    assert "Mean of the first 4 days 6.0, of the last 4 days 5.5: 0.5 points less (8.3%)." in full
    rule = rule_of(protocol, "R-ACH-2", "resuming")
    (judgement,) = resuming.judgements(rule, case)
    full = explain(told_of(judgement, protocol)).clinician.en
    assert "Highest pain on each day of running, the next morning included: 5 March 2026: 8" in full
    assert "Refers to the physiotherapist: this week." in full


def test_signs_that_were_reported_are_told_in_their_own_words(catalogue_files: Catalogue) -> None:
    protocol = catalogue_files.protocols["calf-tear"]
    report = SignReport(FIRST, frozenset({"warm", "red"}))
    record = Record(injured_on=FIRST, signs=[report])
    case = Case(make_plan(protocol, starts_on=FIRST), protocol, record, FIRST)
    rule: Any = rule_of(protocol, "R-CALF-3", "signs")
    (judgement,) = signs.judgements(rule, case)
    explanation = explain(told_of(judgement, protocol))
    assert "“The area is red” and “The area feels warm” (2 in all)" in explanation.clinician.en
    assert explanation.patient == rule.reason
