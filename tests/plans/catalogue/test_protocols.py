"""The real catalogue: every protocol there, every rule in its place, every figure as stated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from functools import reduce
from itertools import pairwise
from typing import NamedTuple

import pytest

from plans.catalogue.reading import Catalogue
from plans.domain.duration import Bounds, after
from plans.domain.gate import AnswerCriterion, PainCriterion
from plans.domain.intake import AskNext, Intake, ReferNow, UseProtocol
from plans.domain.protocol import Phase, Protocol, answers_of, questions_of
from plans.domain.rule import FlareRule, PrognosisRule, Rule, TearCheckRule
from plans.domain.text import Text

LAST_BROCHURE_LINE = 1688

PATHWAYS = {
    "heel-self-care": "self_care",
    "heel-treatment": "treatment",
    "ankle-light": "self_care",
    "ankle-moderate": "treatment",
    "ankle-severe": "treatment",
    "ankle-eversion": "treatment",
    "achilles-self-care": "self_care",
    "achilles-treatment": "treatment",
    "itb-self-care": "self_care",
    "itb-treatment": "treatment",
    "pfp-self-care": "self_care",
    "pfp-treatment": "treatment",
    "shin-self-care": "self_care",
    "shin-treatment": "treatment",
    "hamstring-strain": "self_care",
    "hamstring-tear": "treatment",
    "calf-strain": "self_care",
    "calf-tear": "treatment",
    "groin-light": "self_care",
    "groin-severe": "treatment",
    "low-back-self-care": "self_care",
    "low-back-blockage": "treatment",
    "low-back-instability": "treatment",
}

ONLY_BY_A_PHYSIOTHERAPIST: dict[str, str] = {}
"""Protocols that no intake leads to, each with the reason. Today there are none."""

ANKLES = "ankle-light ankle-moderate ankle-severe ankle-eversion"
HEELS = "heel-self-care heel-treatment"
ACHILLES = "achilles-self-care achilles-treatment"
ITBS = "itb-self-care itb-treatment"
SHINS = "shin-self-care shin-treatment"
CALVES = "calf-strain calf-tear"
GROINS = "groin-light groin-severe"
BACKS = "low-back-self-care low-back-blockage low-back-instability"
WITHOUT_PROGNOSIS = f"{HEELS} {ITBS} {SHINS} low-back-self-care low-back-blockage"


class Duty(NamedTuple):
    """What one rule is, whom it calls, how soon, and in which protocols it stands."""

    rule: str
    kind: str
    figures: dict[str, object]
    to: str
    urgency: str
    protocols: str


CLINIC, GP, EMERGENCY = "physiotherapist", "gp", "emergency"
TWO_WEEKS: dict[str, object] = {"window_days": 14, "anchor": "plan_start"}
THREE_WEEKS: dict[str, object] = {"window_days": 21, "anchor": "plan_start"}
TWO_WEEKS_HURT: dict[str, object] = {"window_days": 14, "anchor": "injury"}
TWO_DAYS_HURT: dict[str, object] = {"window_days": 2, "anchor": "injury"}

DUTIES = (
    Duty("R-ANK-1", "report", {"question": "unsure_how_serious"}, EMERGENCY, "immediate", ANKLES),
    Duty("R-ANK-2", "report", {"question": "normal_load"}, CLINIC, "important", "ankle-light"),
    Duty("R-ANK-2", "advice", {}, CLINIC, "important", "ankle-moderate ankle-severe"),
    Duty(
        "R-ANK-3",
        "trend",
        {"window_days": 5, "anchor": "injury", "fires_on": ("no_change", "worse")},
        CLINIC,
        "contact",
        "ankle-light",
    ),
    Duty("R-ANK-4", "advice", {}, CLINIC, "important", "ankle-eversion"),
    Duty("R-HEEL-1", "report", {"question": "normal_load"}, CLINIC, "may", "heel-self-care"),
    Duty("R-HEEL-2", "advice", {}, CLINIC, "may", HEELS),
    Duty("R-HEEL-3", "trend", TWO_WEEKS, CLINIC, "contact", HEELS),
    Duty("R-ACH-1", "trend", TWO_WEEKS, CLINIC, "contact", "achilles-self-care"),
    Duty("R-ACH-2", "resuming", {"rise_points": 2.0}, CLINIC, "contact", ACHILLES),
    Duty("R-ITB-1", "report", {"question": "running_alone_works"}, CLINIC, "may", "itb-self-care"),
    Duty("R-ITB-2", "trend", TWO_WEEKS, CLINIC, "contact", ITBS),
    Duty("R-ITB-2", "not_reached", {"within_days": 21}, CLINIC, "contact", ITBS),
    Duty(
        "R-PFP-1",
        "trend",
        {"window_days": 7, "anchor": "plan_start", "repeats": True, "fires_on": ("worse",)},
        CLINIC,
        "contact",
        "pfp-self-care",
    ),
    Duty("R-PFP-2", "trend", TWO_WEEKS, CLINIC, "contact", "pfp-self-care"),
    Duty(
        "R-PFP-2",
        "report",
        {"question": "complaints_returned"},
        CLINIC,
        "contact",
        "pfp-self-care",
    ),
    Duty("R-SHIN-1", "trend", THREE_WEEKS, CLINIC, "may", SHINS),
    Duty("R-SHIN-2", "signs", {"at_least": 1}, GP, "important", SHINS),
    Duty("R-SHIN-3", "signs", {"at_least": 1}, EMERGENCY, "immediate", SHINS),
    Duty("R-HAM-1", "tear_check", TWO_DAYS_HURT, CLINIC, "important", "hamstring-tear"),
    Duty("R-HAM-2", "milestone", TWO_WEEKS_HURT, CLINIC, "contact", "hamstring-strain"),
    Duty("R-CALF-1", "tear_check", TWO_DAYS_HURT, CLINIC, "important", "calf-tear"),
    Duty("R-CALF-2", "milestone", TWO_WEEKS_HURT, CLINIC, "contact", "calf-strain"),
    Duty("R-CALF-3", "signs", {"at_least": 2}, GP, "immediate", CALVES),
    Duty("R-CALF-4", "signs", {"at_least": 1}, EMERGENCY, "immediate", CALVES),
    Duty("R-GRO-0", "advice", {}, CLINIC, "may", GROINS),
    Duty("R-GRO-1", "trend", TWO_WEEKS, CLINIC, "contact", GROINS),
    Duty("R-GRO-1", "report", {"question": "normal_load"}, CLINIC, "contact", "groin-light"),
    Duty("R-LBP-1", "report", {"question": "moving"}, CLINIC, "immediate", BACKS),
    Duty(
        "R-LBP-2", "report", {"question": "joint_locked"}, CLINIC, "important", "low-back-self-care"
    ),
    Duty("R-LBP-2", "advice", {}, CLINIC, "important", "low-back-blockage"),
    Duty(
        "R-LBP-3", "tally", {"question": "bed_rest", "more_than_days": 2}, CLINIC, "contact", BACKS
    ),
    Duty("R-LBP-4", "signs", {"at_least": 1}, EMERGENCY, "immediate", BACKS),
    Duty(
        "R-LBP-5",
        "tally",
        {"question": "painkillers", "more_than_days": 3},
        CLINIC,
        "contact",
        BACKS,
    ),
    Duty(
        "R-ALL-1",
        "prognosis",
        {},
        CLINIC,
        "contact",
        " ".join(slug for slug in PATHWAYS if slug not in WITHOUT_PROGNOSIS.split()),
    ),
    Duty(
        "R-ALL-2",
        "trend",
        TWO_WEEKS,
        CLINIC,
        "contact",
        f"ankle-moderate ankle-severe ankle-eversion achilles-treatment pfp-treatment {BACKS}",
    ),
    Duty("R-ALL-3", "flare", {}, CLINIC, "contact", " ".join(PATHWAYS)),
)

AT_THE_DOOR = {
    ("ankle", "R-ANK-1"): (EMERGENCY, "immediate"),
    ("shin", "R-SHIN-2"): (GP, "important"),
    ("shin", "R-SHIN-3"): (EMERGENCY, "immediate"),
    ("calf", "R-CALF-3"): (GP, "immediate"),
    ("calf", "R-CALF-4"): (EMERGENCY, "immediate"),
    ("calf", "R-CALF-5"): (GP, "important"),
    ("low-back", "R-LBP-1"): (CLINIC, "immediate"),
    ("low-back", "R-LBP-4"): (EMERGENCY, "immediate"),
}
"""Answers at the intake that lead to a person and never to a plan."""

FIGURES: tuple[tuple[str, str, object, str], ...] = (
    # protocol, where it stands, what it is, and the lines of the brochure that state it
    ("heel-self-care", "phases.relative_rest.duration.max", "P3W", "L96-97"),
    ("heel-treatment", "phases.relative_rest.duration.max", "P3W", "L96-97"),
    ("ankle-light", "acute.L250-254.minutes_max", 20, "L250-254"),
    ("ankle-severe", "acute.L250-254.minutes_max", 20, "L250-254"),
    ("ankle-moderate", "phases.relative_rest.duration.min", "P1W", "L284-287"),
    ("ankle-moderate", "phases.relative_rest.duration.max", "P3W", "L284-287"),
    ("ankle-severe", "phases.relative_rest.duration.max", "P3W", "L284-287"),
    ("ankle-light", "prognosis.duration.min", "P1W", "L328-329"),
    ("ankle-moderate", "prognosis.duration.min", "P2M", "L330-332"),
    ("ankle-severe", "prognosis.duration.max", "P5M", "L330-332"),
    ("ankle-eversion", "prognosis.duration.min", "P3M", "L339-340"),
    ("ankle-eversion", "prognosis.duration.max", "P6M", "L339-340"),
    ("achilles-treatment", "phases.relative_rest.duration.target", "P3W", "L510-512"),
    ("achilles-self-care", "phases.relative_rest.duration.max", "P2W", "L484-487"),
    ("achilles-self-care", "prognosis.duration.min", "P3M", "L562"),
    ("achilles-treatment", "prognosis.duration.max", "P6M", "L562"),
    ("pfp-self-care", "phases.relative_rest.duration.max", "P2W", "L818-822"),
    ("pfp-self-care", "prognosis.duration.min", "P3M", "L872-874"),
    ("pfp-treatment", "prognosis.duration.max", "P6M", "L872-874"),
    ("shin-self-care", "phases.relative_rest.duration.max", "P3W", "L943-944"),
    ("shin-treatment", "phases.relative_rest.duration.max", "P3W", "L978-979"),
    ("shin-self-care", "acute.L949-951.times_a_day", 3, "L949-951"),
    ("shin-self-care", "acute.L949-951.times_a_day_max", 4, "L949-951"),
    ("shin-self-care", "acute.L949-951.minutes", 10, "L949-951"),
    ("shin-self-care", "acute.L949-951.minutes_max", 15, "L949-951"),
    ("shin-self-care", "acute.L951-953.times_a_day", 1, "L951-953"),
    ("shin-self-care", "acute.L951-953.times_a_day_max", 2, "L951-953"),
    ("shin-self-care", "acute.L951-953.minutes", 10, "L951-953"),
    ("hamstring-strain", "phases.relative_rest.duration.target", "P1D", "L1117-1118"),
    ("hamstring-strain", "prognosis.duration.min", "P10D", "L1189-1190"),
    ("hamstring-strain", "prognosis.duration.max", "P14D", "L1189-1190"),
    ("hamstring-tear", "phases.acute.duration.target", "P2D", "L1124-1125"),
    ("hamstring-tear", "acute.L1142-1143.lasts", "P2D", "L1142-1143"),
    ("hamstring-tear", "acute.L1142-1143.forbidden", True, "L1142-1143"),
    ("hamstring-tear", "prognosis.duration.min", "P6W", "L1193-1195"),
    ("hamstring-tear", "prognosis.duration.max", "P10W", "L1193-1195"),
    ("calf-strain", "phases.relative_rest.duration.target", "P1D", "L1288-1289"),
    ("calf-strain", "prognosis.duration.min", "P10D", "L1360-1361"),
    ("calf-strain", "prognosis.duration.max", "P14D", "L1360-1361"),
    ("calf-tear", "phases.acute.duration.target", "P2D", "L1295-1296"),
    ("calf-tear", "acute.L1312-1313.lasts", "P2D", "L1312-1313"),
    ("calf-tear", "acute.L1312-1313.forbidden", True, "L1312-1313"),
    ("calf-tear", "prognosis.duration.min", "P4W", "L1363-1365"),
    ("calf-tear", "prognosis.duration.max", "P8W", "L1363-1365"),
    ("groin-severe", "phases.relative_rest.duration.min", "P1W", "L1451-1452"),
    ("groin-severe", "phases.relative_rest.duration.max", "P3W", "L1451-1452"),
    ("groin-light", "prognosis.duration.min", "P1W", "L1505-1507"),
    ("groin-light", "prognosis.duration.max", "P3W", "L1505-1507"),
    ("groin-severe", "prognosis.duration.min", "P6W", "L1507-1508"),
    ("groin-severe", "prognosis.duration.max", "P16W", "L1507-1508"),
    ("low-back-self-care", "acute.L1606-1608.lasts", "P2D", "L1606-1608"),
    ("low-back-self-care", "acute.L1609.lasts", "P3D", "L1609"),
    ("low-back-self-care", "acute.L1625-1628.minutes", 5, "L1625-1628"),
    ("low-back-self-care", "acute.L1625-1628.minutes_max", 10, "L1625-1628"),
    ("low-back-instability", "prognosis.duration.min", "P6M", "L1674-1676"),
    ("low-back-instability", "prognosis.duration.max", "P12M", "L1674-1676"),
    ("low-back-self-care", "follow_up.duration.min", "P3M", "L1681-1684"),
    ("low-back-self-care", "follow_up.duration.max", "P12M", "L1681-1684"),
)

TOLD = (
    # figures that are told in words, in both languages
    ("heel-self-care", r"75", r"75", "L50-52"),
    ("heel-treatment", r"\bdrie|\b3\b", r"\bthree\b|\b3\b", "L148-151"),
    ("achilles-self-care", r"\btien\b|\b10\b", r"\bten\b|\b10\b", "L389-390"),
    ("itb-self-care", r"\bdertig\b|\b30\b", r"\bthirty\b|\b30\b", "L616-617"),
    ("hamstring-tear", r"eerste twee weken", r"first two weeks", "L1170-1171"),
    ("calf-tear", r"eerste twee weken", r"first two weeks", "L1340-1341"),
    ("low-back-blockage", r"binnen een dag", r"within a day", "L1669-1670"),
    ("low-back-blockage", r"\b[Dd]rie tot zes\b", r"\b[Tt]hree to six\b", "L1670-1671"),
    ("low-back-instability", r"minstens zes tot twaalf", r"at least six to twelve", "L1674-1676"),
)

CEILINGS = {"tendon": 5, "shin": 4, "muscle": 3, "joint": 3, "bone": 0}
EXPECTED_WORSENING = {
    "achilles-self-care": [("build_up", 21)],
    "achilles-treatment": [("build_up", 21)],
    "groin-light": [("build_up", 21)],
    "groin-severe": [("build_up", 21)],
    "hamstring-tear": [("mobility", None)],
    "calf-tear": [("mobility", None)],
    "low-back-instability": [("relative_rest", None), ("build_up", None)],
}
START_DAYS = (
    date(2024, 2, 29),
    date(2023, 8, 31),
    date(2024, 8, 31),
    date(2025, 1, 31),
    date(2025, 11, 30),
    date(2025, 12, 31),
)
FORMAL_YOU = re.compile(r"\b(u|uw|uzelf)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def catalogue(catalogue_files: Catalogue) -> Catalogue:
    return catalogue_files


# --- Which protocols there are, and how one comes to them -----------------------------------------


def test_every_promised_protocol_is_there_on_its_pathway(catalogue: Catalogue) -> None:
    found = {slug: protocol.pathway for slug, protocol in catalogue.protocols.items()}

    assert found == PATHWAYS


def test_every_protocol_is_reached_by_some_answers(catalogue: Catalogue) -> None:
    reached = {
        step.protocol
        for intake in catalogue.intakes.values()
        for step in _steps(intake)
        if isinstance(step, UseProtocol)
    }

    assert reached == set(PATHWAYS) - set(ONLY_BY_A_PHYSIOTHERAPIST)


def test_an_intake_leads_to_protocols_of_its_own_region_only(catalogue: Catalogue) -> None:
    for region, intake in catalogue.intakes.items():
        for slug in intake.protocols():
            assert catalogue.protocols[slug].region == region


def test_every_intake_question_can_be_reached(catalogue: Catalogue) -> None:
    for intake in catalogue.intakes.values():
        reached = {intake.questions[0].name} | {
            step.question for step in _steps(intake) if isinstance(step, AskNext)
        }

        assert reached == {question.name for question in intake.questions}


@pytest.mark.parametrize(("place", "person"), AT_THE_DOOR.items())
def test_danger_at_the_intake_leads_to_a_person(
    catalogue: Catalogue, place: tuple[str, str], person: tuple[str, str]
) -> None:
    region, rule = place
    referrals = [
        step
        for step in _steps(catalogue.intakes[region])
        if isinstance(step, ReferNow) and step.rule == rule
    ]

    assert {(step.to, step.urgency) for step in referrals} == {person}


def test_a_rule_says_the_same_at_the_intake_and_in_a_plan(catalogue: Catalogue) -> None:
    duties = {duty.rule: (duty.to, duty.urgency) for duty in DUTIES}
    for intake in catalogue.intakes.values():
        for step in _steps(intake):
            if isinstance(step, ReferNow):
                said = (step.to, step.urgency)
                assert said == duties.get(step.rule, said), step.rule


# --- The rules ------------------------------------------------------------------------------------


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: f"{duty.rule}-{duty.kind}")
def test_a_rule_stands_where_it_belongs_and_calls_the_right_person(
    catalogue: Catalogue, duty: Duty
) -> None:
    found = {
        slug: rule
        for slug, rule in _rules(catalogue)
        if rule.id == duty.rule and rule.kind == duty.kind
    }

    assert sorted(found) == sorted(duty.protocols.split())
    for slug, rule in found.items():
        assert (rule.to, rule.urgency) == (duty.to, duty.urgency), slug
        for name, figure in duty.figures.items():
            assert getattr(rule, name) == figure, f"{slug}: {name}"


def test_there_is_no_rule_that_nobody_described(catalogue: Catalogue) -> None:
    described = {(duty.rule, duty.kind) for duty in DUTIES}

    assert {(rule.id, rule.kind) for _, rule in _rules(catalogue)} == described


def test_more_pain_is_expected_only_where_the_brochure_says_so(catalogue: Catalogue) -> None:
    for slug, protocol in catalogue.protocols.items():
        expected = [(flare.phase, flare.days) for flare in protocol.expected_flares]

        assert expected == EXPECTED_WORSENING.get(slug, []), slug


def test_the_flare_rule_knows_the_expected_stretch(catalogue: Catalogue) -> None:
    for slug, rule in _rules(catalogue):
        if isinstance(rule, FlareRule):
            tendon_flare = EXPECTED_WORSENING.get(slug) == [("build_up", 21)]
            assert rule.expected_days == (21 if tendon_flare else 0), slug


def test_a_rule_can_ask_what_it_does_not_know(catalogue: Catalogue) -> None:
    for slug, rule in _rules(catalogue):
        for name in questions_of(rule):
            assert catalogue.protocols[slug].question(name).allows("yes"), slug
            assert catalogue.protocols[slug].question(name).allows("no"), slug


def test_the_prognosis_of_an_accident_is_counted_from_the_accident(catalogue: Catalogue) -> None:
    for slug, rule in _rules(catalogue):
        if isinstance(rule, PrognosisRule):
            is_accident = catalogue.protocols[slug].region in ("ankle", "hamstring", "calf")
            assert rule.anchor == ("injury" if is_accident else "plan_start"), slug


def test_every_answer_that_is_waited_for_is_asked_for(catalogue: Catalogue) -> None:
    for slug, protocol in catalogue.protocols.items():
        asked = {check.question for phase in protocol.phases for check in phase.check_ins}
        waited_for = {answer.question for rule in protocol.rules for answer in answers_of(rule)}

        assert waited_for <= asked, slug


def test_a_gate_waits_only_for_answers_of_its_own_phase(catalogue: Catalogue) -> None:
    for slug, protocol in catalogue.protocols.items():
        for phase in protocol.phases:
            asked = {check.question for check in phase.check_ins}
            waited_for = {
                item.question for item in phase.gate.criteria if isinstance(item, AnswerCriterion)
            }
            assert waited_for <= asked, f"{slug} {phase.kind}"


def test_the_gait_is_asked_on_the_day_of_the_tear_check(catalogue: Catalogue) -> None:
    for slug, rule in _rules(catalogue):
        if isinstance(rule, TearCheckRule):
            for kind in ("acute", "mobility"):
                checks = catalogue.protocols[slug].phase(kind).check_ins
                assert [c.every_n_days for c in checks if c.question == "gait"] == [1], slug


# --- Phases, their lengths and their gates --------------------------------------------------------


@pytest.mark.parametrize("start", START_DAYS, ids=str)
def test_the_planned_total_lies_inside_the_prognosis(catalogue: Catalogue, start: date) -> None:
    for protocol in _with_a_prognosis(catalogue):
        earliest, latest = _prognosis(protocol, start)

        assert earliest <= _planned_end(protocol, start) <= latest, protocol.slug
        assert _earliest_end(protocol, start) <= latest, protocol.slug


def test_it_does_so_from_every_day_of_a_leap_cycle(catalogue: Catalogue) -> None:
    first = date(2023, 3, 1)
    days = [first + timedelta(days=number) for number in range(4 * 365 + 1)]
    for protocol in _with_a_prognosis(catalogue):
        for start in days:
            earliest, latest = _prognosis(protocol, start)
            planned = _planned_end(protocol, start)

            assert earliest <= planned <= latest, f"{protocol.slug} from {start}"


def test_a_protocol_without_a_prognosis_figure_says_so(catalogue: Catalogue) -> None:
    without = {slug for slug, item in catalogue.protocols.items() if not item.prognosis.duration}

    assert without == set(WITHOUT_PROGNOSIS.split())


def test_phases_come_in_their_order(catalogue: Catalogue) -> None:
    for slug, protocol in catalogue.protocols.items():
        kinds = [phase.kind for phase in protocol.phases]
        first = ["acute", "mobility"] if slug.endswith("-tear") else ["relative_rest"]

        assert kinds == [*first, "build_up", "return_to_sport"], slug


def test_the_patient_opens_phases_in_self_care_and_the_physiotherapist_in_treatment(
    catalogue: Catalogue,
) -> None:
    opener = {"self_care": "patient", "treatment": "physiotherapist"}
    for slug, phase in _phases(catalogue):
        assert phase.gate.opened_by == opener[PATHWAYS[slug]], f"{slug} {phase.kind}"


def test_the_last_gate_is_full_recovery(catalogue: Catalogue) -> None:
    for slug, protocol in catalogue.protocols.items():
        names = [criterion.name for criterion in protocol.phases[-1].gate.criteria]

        assert names == ["sport_resumed", "no_aids", "no_complaints"], slug
        assert protocol.full_recovery.days == 14, slug


def test_full_recovery_asks_for_every_day_and_other_gates_for_half(catalogue: Catalogue) -> None:
    for slug, phase in _phases(catalogue):
        for criterion in phase.gate.criteria:
            if isinstance(criterion, PainCriterion):
                is_last = criterion.name == "no_complaints"
                where = f"{slug} {phase.kind} {criterion.name}"
                assert criterion.every_day is is_last, where
                assert not is_last or (criterion.at_most, criterion.days) == (0, 14), where


def test_no_phase_is_left_by_the_calendar_alone(catalogue: Catalogue) -> None:
    for slug, phase in _phases(catalogue):
        assert phase.gate.criteria, f"{slug} {phase.kind}"


def test_rest_allows_no_pain_and_load_as_much_as_the_tissue_can_take(catalogue: Catalogue) -> None:
    for slug, phase in _phases(catalogue):
        tissue = catalogue.protocols[slug].tissue
        rest = phase.kind in ("acute", "relative_rest")

        assert phase.ceiling.pain == (0 if rest else CEILINGS[tissue]), f"{slug} {phase.kind}"


def test_the_ladder_goes_from_walking_to_sprinting(catalogue: Catalogue) -> None:
    for slug, protocol in catalogue.protocols.items():
        steps = [rung.step for rung in protocol.ladder]

        assert steps == ["walk", "jog", "run", "sprint"], slug


# --- Home exercises -------------------------------------------------------------------------------


def test_every_phase_has_exercises_for_at_home(catalogue: Catalogue) -> None:
    for slug, phase in _phases(catalogue):
        assert len({item.exercise for item in phase.exercises}) >= 2, f"{slug} {phase.kind}"


def test_an_exercise_starts_and_ends_inside_its_phase(catalogue: Catalogue) -> None:
    start = date(2026, 3, 2)
    for slug, phase in _phases(catalogue):
        planned = phase.duration.bounds(start).target_end
        for item in phase.exercises:
            where = f"{slug} {phase.kind} {item.exercise}"
            assert after(start, item.starts_after) < planned, where
            assert after(start, item.ends_after or "P0D") <= planned, where


def test_an_exercise_is_prescribed_once_at_a_time(catalogue: Catalogue) -> None:
    start = date(2026, 3, 2)
    for slug, phase in _phases(catalogue):
        spans: dict[str, list[tuple[date, date]]] = {}
        for item in phase.exercises:
            until = after(start, item.ends_after) if item.ends_after else date.max
            spans.setdefault(item.exercise, []).append((after(start, item.starts_after), until))
        for exercise, taken in spans.items():
            for earlier, later in pairwise(sorted(taken)):
                assert earlier[1] <= later[0], f"{slug} {phase.kind} {exercise}"


def test_achilles_self_care_stretches_the_calf_from_the_first_day(catalogue: Catalogue) -> None:
    rest = catalogue.protocols["achilles-self-care"].phase("relative_rest")
    (stretch,) = [item for item in rest.exercises if item.exercise == "calf-stretch"]

    assert (stretch.dose.sets, stretch.dose.hold_s, stretch.dose.per_side) == (3, 30, True)
    assert (stretch.frequency.times_a_day, stretch.frequency.every_n_days) == (2, 1)


@pytest.mark.parametrize(
    ("slugs", "exercise"),
    [
        (ANKLES, "balance-board"),
        (ACHILLES, "heel-raise-heavy"),
        (GROINS, "copenhagen-short"),
        ("hamstring-strain hamstring-tear", "hamstring-stretch"),
        (CALVES, "calf-stretch"),
    ],
)
def test_what_has_to_be_kept_up_stands_in_the_follow_up(
    catalogue: Catalogue, slugs: str, exercise: str
) -> None:
    for slug in slugs.split():
        follow_up = catalogue.protocols[slug].follow_up
        assert follow_up is not None
        assert exercise in {item.exercise for item in follow_up.exercises}, slug


def test_every_protocol_says_what_to_keep_up_for_three_months_or_more(
    catalogue: Catalogue,
) -> None:
    start = date(2026, 3, 2)
    for slug, protocol in catalogue.protocols.items():
        assert protocol.follow_up is not None, slug
        until = protocol.follow_up.duration.bounds(start).earliest_end
        assert until >= after(start, "P3M"), slug
        for item in protocol.follow_up.exercises:
            assert after(start, item.starts_after) < until, f"{slug} {item.exercise}"
            assert after(start, item.ends_after or "P0D") <= until, f"{slug} {item.exercise}"


@pytest.mark.parametrize("slug", ["achilles-treatment", "groin-light", "groin-severe"])
def test_tendon_exercises_come_back_every_day(catalogue: Catalogue, slug: str) -> None:
    for kind in ("relative_rest", "build_up"):
        frequencies = [item.frequency for item in catalogue.protocols[slug].phase(kind).exercises]

        assert any(f.every_n_days == 1 and not f.weekdays for f in frequencies), kind


# --- Figures and words ----------------------------------------------------------------------------


@pytest.mark.parametrize(("slug", "path", "stated", "lines"), FIGURES)
def test_a_stated_figure_stands_as_stated(
    catalogue: Catalogue, slug: str, path: str, stated: object, lines: str
) -> None:
    value, source = _find(catalogue.protocols[slug], path)

    assert value == stated
    assert _cites(source, lines), f"{source} does not name {lines}"


@pytest.mark.parametrize(("slug", "dutch", "english", "lines"), TOLD)
def test_a_figure_in_words_is_told_in_both_languages(
    catalogue: Catalogue, slug: str, dutch: str, english: str, lines: str
) -> None:
    told = [
        text
        for item in _values(catalogue.protocols[slug])
        if isinstance(text := getattr(item, "text", None), Text)
        and _cites(str(getattr(item, "source", "")), lines)
    ]

    assert any(re.search(dutch, text.nl) and re.search(english, text.en) for text in told)


def test_every_source_names_lines_that_the_brochure_has(catalogue: Catalogue) -> None:
    for slug, protocol in catalogue.protocols.items():
        for item in _values(protocol):
            for first, last in _ranges(str(getattr(item, "source", ""))):
                assert 1 <= first <= last <= LAST_BROCHURE_LINE, f"{slug}: {first}-{last}"


def test_dutch_and_english_are_different_words_everywhere(catalogue: Catalogue) -> None:
    for text in _texts(catalogue):
        assert text.nl != text.en


def test_name_and_pathway_together_tell_protocols_apart(catalogue: Catalogue) -> None:
    for language in ("nl", "en"):
        shown = {
            (protocol.names.in_language(language), protocol.pathway)
            for protocol in catalogue.protocols.values()
        }

        assert len(shown) == len(PATHWAYS)


def test_an_injury_has_a_name_of_its_own_in_each_language(catalogue: Catalogue) -> None:
    for protocol in catalogue.protocols.values():
        assert protocol.names.nl != protocol.names.en


def test_patients_are_addressed_as_one_knows_them(catalogue: Catalogue) -> None:
    for text in _texts(catalogue):
        assert not FORMAL_YOU.search(text.nl), text.nl


def test_a_whole_protocol_text_is_tidy(catalogue: Catalogue) -> None:
    for text in _texts(catalogue):
        for words in (text.nl, text.en):
            assert words == " ".join(words.split()), words
            assert "..." not in words, words


# --- Going through the values ---------------------------------------------------------------------


def _rules(catalogue: Catalogue) -> Iterator[tuple[str, Rule]]:
    for slug, protocol in catalogue.protocols.items():
        yield from ((slug, rule) for rule in protocol.rules)


def _phases(catalogue: Catalogue) -> Iterator[tuple[str, Phase]]:
    for slug, protocol in catalogue.protocols.items():
        yield from ((slug, phase) for phase in protocol.phases)


def _steps(intake: Intake) -> Iterator[AskNext | UseProtocol | ReferNow]:
    """Give where every answer leads, from the first question on."""
    by_name = {question.name: question for question in intake.questions}
    waiting, seen = [intake.questions[0].name], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for option in by_name[name].options:
            yield option.then
            if isinstance(option.then, AskNext):
                waiting.append(option.then.question)


def _with_a_prognosis(catalogue: Catalogue) -> list[Protocol]:
    return [item for item in catalogue.protocols.values() if item.prognosis.duration]


def _prognosis(protocol: Protocol, start: date) -> tuple[date, date]:
    if protocol.prognosis.duration is None:
        raise LookupError(f"{protocol.slug} has no prognosis figure")
    bounds = protocol.prognosis.duration.bounds(start)
    return bounds.earliest_end, bounds.latest_end


def _planned_end(protocol: Protocol, start: date) -> date:
    return reduce(lambda day, phase: phase.duration.bounds(day).target_end, protocol.phases, start)


def _earliest_end(protocol: Protocol, start: date) -> date:
    def leave(day: date, phase: Phase) -> date:
        bounds: Bounds = phase.duration.bounds(day)
        return bounds.earliest_end

    return reduce(leave, protocol.phases, start)


def _find(protocol: Protocol, path: str) -> tuple[object, str]:
    """Follow ``path``; a phase goes by its kind, an acute measure by its lines."""
    node: object = protocol
    source = ""
    for step in path.split("."):
        node = _step(node, step)
        source = str(getattr(node, "source", source))
    return node, source


def _step(node: object, step: str) -> object:
    if not isinstance(node, tuple):
        return getattr(node, step)
    for item in node:
        if getattr(item, "kind", None) == step:
            return item
        if step.startswith("L") and step in item.source and _says_how_much(item):
            return item
    raise LookupError(f"{step} is not among them")


def _says_how_much(measure: object) -> bool:
    """Of several measures from the same lines the one with a figure, or a do-not, is meant."""
    names = ("lasts", "minutes", "minutes_max", "times_a_day", "forbidden")
    return any(getattr(measure, name) for name in names)


def _ranges(source: str) -> Iterator[tuple[int, int]]:
    for first, last in re.findall(r"\bL(\d+)(?:-(\d+))?", source):
        yield int(first), int(last or first)


def _cites(source: str, lines: str) -> bool:
    """Say whether ``source`` names lines that overlap ``lines``."""
    ((first, last),) = _ranges(lines)
    return any(low <= last and first <= high for low, high in _ranges(source))


def _values(root: object) -> Iterator[object]:
    """Give every value inside ``root``, itself included."""
    if isinstance(root, tuple):
        for item in root:
            yield from _values(item)
    elif is_dataclass(root):
        yield root
        for field in fields(root):
            yield from _values(getattr(root, field.name))


def _texts(catalogue: Catalogue) -> Iterator[Text]:
    whole = (*catalogue.protocols.values(), *catalogue.intakes.values())
    return (item for item in _values(whole) if isinstance(item, Text))
