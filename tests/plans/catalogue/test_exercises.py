"""The exercise library: complete in both languages, sensibly chained, dosed as the sources say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from plans.catalogue.reading import Catalogue
from plans.domain.dosage import Dose, Frequency, Load
from plans.domain.exercise import Exercise
from plans.domain.text import Text

FORMAL_YOU = re.compile(r"\b(u|uw|uzelf)\b", re.IGNORECASE)
SENTENCE = re.compile(r"[A-ZÉ].*[.?!]", re.DOTALL)
MONDAY = date(2024, 3, 4)

KINDS = {
    r"-stretch(-bent-knee)?$": "stretch",
    r"(jump|hop)$": "jump",
    r"stance|balance|reach": "balance",
    r"^cycling": "cycle",
    r"^(calm|brisk|upright)-walk$": "walk",
    r"run|strides|sprint": "run",
    r"raise|squat|bridge|hamstring-(ex|di|gl|no)|copenhagen|adduction|plank": "strength",
    r"^(ankle-(pumps|circles|alphabet)|pelvic|knee-rolls|cat)": "mobility",
}


@pytest.fixture(scope="module")
def catalogue(catalogue_files: Catalogue) -> Catalogue:
    return catalogue_files


@pytest.fixture(scope="module")
def library(catalogue: Catalogue) -> dict[str, Exercise]:
    return catalogue.exercises


def _sentences(exercise: Exercise) -> Iterator[Text]:
    yield exercise.purpose
    yield from exercise.steps
    yield from exercise.cautions
    if exercise.dose.note is not None:
        yield exercise.dose.note


def _all_texts(catalogue: Catalogue) -> Iterator[tuple[str, Text]]:
    for exercise in catalogue.exercises.values():
        texts = (exercise.name, *exercise.equipment, *_sentences(exercise))
        yield from ((exercise.slug, text) for text in texts)
    for protocol in catalogue.protocols.values():
        for question in protocol.questions:
            yield question.name, question.text
            yield from ((question.name, option.text) for option in question.options)
        yield from ((sign.name, sign.text) for sign in protocol.signs)


def test_every_text_says_something_of_its_own_in_each_language(catalogue: Catalogue) -> None:
    the_same = {name for name, text in _all_texts(catalogue) if text.nl == text.en}

    assert the_same == set()


def test_no_text_has_stray_spaces_or_a_line_break(catalogue: Catalogue) -> None:
    untidy = {
        name
        for name, text in _all_texts(catalogue)
        for words in (text.nl, text.en)
        if words != " ".join(words.split())
    }

    assert untidy == set()


def test_dutch_says_je_and_never_u(catalogue: Catalogue) -> None:
    formal = {name for name, text in _all_texts(catalogue) if FORMAL_YOU.search(text.nl)}

    assert formal == set()


def test_steps_and_cautions_are_whole_sentences(library: dict[str, Exercise]) -> None:
    loose = {
        exercise.slug
        for exercise in library.values()
        for text in _sentences(exercise)
        if not (SENTENCE.fullmatch(text.nl) and SENTENCE.fullmatch(text.en))
    }

    assert loose == set()


def test_an_exercise_is_three_to_six_different_steps_and_one_to_three_cautions(
    library: dict[str, Exercise],
) -> None:
    odd = {
        exercise.slug
        for exercise in library.values()
        if not (3 <= len(exercise.steps) <= 6 and 1 <= len(exercise.cautions) <= 3)
        or len({text.nl for text in exercise.steps}) < len(exercise.steps)
    }

    assert odd == set()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_two_exercises_share_a_name(library: dict[str, Exercise], language: str) -> None:
    names = [exercise.name.in_language(language) for exercise in library.values()]

    assert len(set(names)) == len(names)


def test_every_exercise_can_be_reached_from_a_protocol(catalogue: Catalogue) -> None:
    follow_ups = (item.follow_up for item in catalogue.protocols.values())
    waiting = {item.exercise for plan in follow_ups if plan is not None for item in plan.exercises}
    for protocol in catalogue.protocols.values():
        for phase in protocol.phases:
            waiting |= {item.exercise for item in phase.exercises}
    reached: set[str] = set()
    while waiting:
        reached |= waiting
        found = {
            variant
            for slug in waiting
            for variant in (*catalogue.exercises[slug].easier, *catalogue.exercises[slug].harder)
        }
        waiting = found - reached

    assert set(catalogue.exercises) - reached == set()


def test_easier_and_harder_answer_each_other(library: dict[str, Exercise]) -> None:
    up = {(slug, harder) for slug, exercise in library.items() for harder in exercise.harder}
    down = {(easier, slug) for slug, exercise in library.items() for easier in exercise.easier}

    assert up == down


def test_harder_never_leads_back_to_where_it_started(library: dict[str, Exercise]) -> None:
    def above(slug: str, seen: frozenset[str]) -> set[str]:
        assert slug not in seen, f"{slug} is harder than itself"
        steps = (above(harder, seen | {slug}) for harder in library[slug].harder)
        return {slug}.union(*steps)

    for slug in library:
        above(slug, frozenset())


@pytest.mark.parametrize(("pattern", "kind"), KINDS.items())
def test_the_kind_fits_the_exercise(library: dict[str, Exercise], pattern: str, kind: str) -> None:
    kinds = {slug: item.kind for slug, item in library.items() if re.search(pattern, slug)}

    assert kinds
    assert set(kinds.values()) == {kind}, kinds


def test_the_dose_has_the_figures_its_kind_needs(library: dict[str, Exercise]) -> None:
    figures = {
        "stretch": lambda dose: dose.hold_s,
        "walk": lambda dose: dose.minutes,
        "cycle": lambda dose: dose.minutes,
        "run": lambda dose: dose.minutes or dose.distance_m,
        "jump": lambda dose: dose.sets and dose.reps,
        "balance": lambda dose: dose.hold_s or dose.reps,
        "strength": lambda dose: dose.sets and (dose.reps or dose.hold_s),
    }
    lacking = {
        slug
        for slug, exercise in library.items()
        if exercise.kind in figures and not figures[exercise.kind](exercise.dose)
    }

    assert lacking == set()


def test_a_band_is_listed_as_equipment(library: dict[str, Exercise]) -> None:
    without = {
        slug
        for slug, exercise in library.items()
        if exercise.dose.load is not None
        and exercise.dose.load.kind == "band"
        and not any("weerstandsband" in item.nl for item in exercise.equipment)
    }

    assert without == set()


def test_running_and_jumping_leave_a_day_of_rest(library: dict[str, Exercise]) -> None:
    days = [MONDAY + timedelta(days=number) for number in range(15)]
    hasty = {
        slug
        for slug, exercise in library.items()
        for day in days
        if exercise.kind in ("run", "jump")
        and exercise.frequency.is_due_on(day, counted_from=MONDAY)
        and exercise.frequency.is_due_on(day + timedelta(days=1), counted_from=MONDAY)
    }

    assert hasty == set()


def _without_rest_and_note(dose: Dose) -> dict[str, object]:
    kept = ("sets", "reps", "reps_max", "hold_s", "minutes", "load", "tempo_s", "per_side")
    return {name: getattr(dose, name) for name in kept if getattr(dose, name)}


@pytest.mark.parametrize(
    ("slug", "dose", "frequency", "literature"),
    [
        (
            "plantar-fascia-stretch",
            {"sets": 1, "reps": 10, "hold_s": 10},
            Frequency(times_a_day=3),
            "DiGiovanni",
        ),
        (
            "heel-raise-towel",
            {
                "sets": 3,
                "reps": 12,
                "load": Load(kind="rm", amount=12),
                "tempo_s": (3, 2, 3),
                "per_side": True,
            },
            Frequency(every_n_days=2),
            "Rathleff 2015",
        ),
        (
            "heel-drop-straight",
            {"sets": 3, "reps": 15, "per_side": True},
            Frequency(times_a_day=2),
            "Alfredson 1998",
        ),
        (
            "heel-drop-bent",
            {"sets": 3, "reps": 15, "per_side": True},
            Frequency(times_a_day=2),
            "Alfredson 1998",
        ),
        (
            "one-leg-stance",
            {"sets": 3, "hold_s": 60, "per_side": True},
            Frequency(weekdays=("mon", "wed", "fri")),
            "Hupperets 2009",
        ),
        (
            "hamstring-extender",
            {"sets": 3, "reps": 12, "per_side": True},
            Frequency(times_a_day=2),
            "Askling 2013",
        ),
        (
            "hamstring-diver",
            {"sets": 3, "reps": 6, "per_side": True},
            Frequency(every_n_days=2),
            "Askling 2013",
        ),
        (
            "hamstring-glider",
            {"sets": 3, "reps": 4, "per_side": True},
            Frequency(every_n_days=3),
            "Askling 2013",
        ),
        (
            "walk-run-intervals",
            {"minutes": 16},
            Frequency(weekdays=("mon", "wed", "fri")),
            "after Moen 2012",
        ),
    ],
)
def test_the_usual_dose_is_that_of_the_literature(
    library: dict[str, Exercise],
    slug: str,
    dose: dict[str, object],
    frequency: Frequency,
    literature: str,
) -> None:
    exercise = library[slug]

    assert _without_rest_and_note(exercise.dose) == dose
    assert exercise.frequency == frequency
    assert exercise.source.startswith(f"literature: {literature}")
