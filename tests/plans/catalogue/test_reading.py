"""A mistake in a data file is named with its file, its line and its reason."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from plans.catalogue.reading import CatalogueMistakes, read_catalogue
from tests.plans.domain.documents import SOURCE, about, document, question, rule, trend, words

REGION = "regions/achilles.yaml"
EXERCISES = "exercises/all.yaml"
PAIN_GONE = {
    "kind": "pain",
    "name": "pain_gone",
    "series": "day",
    "at_most": 0,
    "days": 3,
    "text": words("pain gone"),
    "source": SOURCE,
}
PAIN_GONE_IN_TIME = rule("not_reached", "R-ACH-9", criterion="pain_gone", within_days=21)
LESS_PAIN_IN_TIME = trend(thresholds={"slight_percent": 15, "least_points": 1})


def _exercise(slug: str) -> dict[str, object]:
    return {
        "slug": slug,
        "kind": "stretch",
        "name": words(slug),
        "purpose": words("purpose"),
        "steps": [words("one"), words("two")],
        "cautions": [words("care")],
        "dose": {"sets": 3, "hold_s": 30},
        "source": SOURCE,
    }


def _region() -> dict[str, Any]:
    kept_up = {"text": words(), "duration": about("P3M"), "source": SOURCE}
    protocol = document(follow_up=kept_up, rules=[LESS_PAIN_IN_TIME, PAIN_GONE_IN_TIME])
    protocol["phases"][0]["gate"]["criteria"] = [PAIN_GONE]
    condition = protocol.pop("condition")
    protocol.pop("region")
    asked = [item["name"] for item in protocol["questions"]]
    use = {"kind": "protocol", "protocol": "achilles-self-care"}
    options = [{"value": value, "text": words(value), "then": use} for value in ("yes", "no")]
    return {
        "region": "achilles",
        "name": words("Achilles tendon"),
        "condition": condition,
        "protocols": [protocol | {"questions": asked}],
        "intake": {
            "questions": [
                {"name": "gradual", "text": words("gradual"), "options": options, "source": SOURCE}
            ]
        },
    }


def _write(path: Path, content: object) -> None:
    text = StringIO()
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.dump(content, text)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.getvalue(), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue with one protocol and three exercises, without a mistake."""
    questions = [
        question("less_pain_than_at_start"),
        question("training_changed"),
        question("walking", "normal", "painful", "impossible"),
    ]
    _write(tmp_path / "questions.yaml", {"questions": questions})
    _write(tmp_path / "signs.yaml", {"signs": [{"name": "warm", "text": words("warm")}]})
    exercises = [_exercise(slug) for slug in ("calf-stretch", "heel-raise", "jogging")]
    _write(tmp_path / EXERCISES, {"exercises": exercises})
    _write(tmp_path / REGION, _region())
    return tmp_path


def _mistakes(folder: Path) -> list[str]:
    with pytest.raises(CatalogueMistakes) as found:
        read_catalogue(folder)
    return [str(mistake) for mistake in found.value.mistakes]


def _change(folder: Path, file: str, old: str, new: str) -> int:
    """Replace the first ``old``; return the number of the line on which it stood."""
    path = folder / file
    before, found, after = path.read_text(encoding="utf-8").partition(old)
    assert found
    path.write_text(before + new + after, encoding="utf-8")
    return before.count("\n") + 1


def _line_of(folder: Path, file: str, words: str) -> int:
    """Return the number of the line on which ``words`` first stand."""
    return (folder / file).read_text(encoding="utf-8").partition(words)[0].count("\n") + 1


def test_a_catalogue_without_mistakes_is_read(folder: Path) -> None:
    catalogue = read_catalogue(folder)

    assert set(catalogue.exercises) == {"calf-stretch", "heel-raise", "jogging"}
    assert set(catalogue.protocols) == {"achilles-self-care"}
    assert catalogue.protocols["achilles-self-care"].region == "achilles"
    assert set(catalogue.intakes) == {"achilles"}


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        (REGION, "tissue: tendon", "tisue: tendon", "tisue: Unexpected keyword argument"),
        (REGION, "window_days: 14", "window_days: two weeks", "valid integer"),
        (REGION, "window_days: 14", "window_days: 0", "greater than or equal to 4"),
        (REGION, "kind: trend", "kind: horoscope", "'horoscope'"),
        (REGION, "pain: 0", "pain: 11", "less than or equal to 10"),
        (REGION, "min: P1W", "min: P9W", "the range ends (P3W) before it starts (P9W)"),
        (REGION, "exercise: jogging", "exercise: levitation", "'levitation' does not stand in"),
        (REGION, "- walking", "- sleeping", "'sleeping' does not stand in questions.yaml"),
        (REGION, "region: achilles", "regio: achilles", "unknown key 'regio'"),
        (REGION, "pathway: self_care", "pathway: [self_care", "not readable as YAML"),
        (REGION, "pathway: self_care", "pathway: treatment\n  pathway: self_care", "duplicate key"),
        (EXERCISES, "kind: stretch", "kind: dance", "Input should be 'mobility'"),
        (EXERCISES, "slug: heel-raise", "slug: calf-stretch", "'calf-stretch' stands twice"),
        (EXERCISES, "hold_s: 30", "hold_s: 30\n  easier: [hop]", "'hop' does not stand in"),
        ("questions.yaml", "name: walking", "name: Walking!", "String should match pattern"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_reason(
    folder: Path, file: str, old: str, new: str, reason: str
) -> None:
    _change(folder, file, old, new)

    mistakes = _mistakes(folder)

    assert any(mistake.startswith(f"{file}:") and reason in mistake for mistake in mistakes)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (REGION, "tissue: tendon", "tissue: soap"),
        (REGION, "window_days: 14", "window_days: 0"),
        (REGION, "pain: 0", "pain: 11"),
        (REGION, "- walking", "- sleeping"),
        (REGION, "pathway: self_care", "pathway: 3"),
        (EXERCISES, "kind: stretch", "kind: dance"),
        (EXERCISES, "hold_s: 30", "hold_s: -1"),
        ("signs.yaml", "name: warm", "name: 7"),
    ],
)
def test_the_line_is_the_line_on_which_it_stands(
    folder: Path, file: str, old: str, new: str
) -> None:
    line = _change(folder, file, old, new)

    assert _mistakes(folder)[0].startswith(f"{file}:{line}: ")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("kind: trend", "kind: hunch", "'hunch'"),
        ("kind: not_reached", "kind: reached", "'reached'"),
        ("window_days: 14", "window_days: 0", "greater than or equal to 4"),
        ("window_days: 14", "window_days: -1", "greater than or equal to 4"),
        ("within_days: 21", "within_days: 0", "greater than or equal to 1"),
        ("within_days: 21", "within_days: -1", "greater than or equal to 1"),
        ("at_most: 0", "at_most: 11", "less than or equal to 10"),
        ("at_most: 0", "at_most: -1", "greater than or equal to 0"),
        ("least_points: 1", "least_points: 11", "less than or equal to 10"),
        ("slight_percent: 15", "slight_percent: 101", "less than or equal to 100"),
        ("slight_percent: 15", "slight_percent: -1", "greater than or equal to 0"),
        ("anchor: plan_start", "anchor: full_moon", "'plan_start', 'injury' or 'phase_start'"),
    ],
)
def test_a_rule_or_a_gate_that_cannot_be_judged_is_refused_on_its_line(
    folder: Path, old: str, new: str, reason: str
) -> None:
    line = _change(folder, REGION, old, new)

    first = _mistakes(folder)[0]
    assert first.startswith(f"{REGION}:{line}: ")
    assert reason in first


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param(
            "criterion: pain_gone",
            "criterion: pain_vanished",
            "criterion 'pain_vanished' is used but not defined",
            id="a rule that waits for what no gate has",
        ),
        pytest.param(
            "anchor: plan_start",
            "anchor: plan_start\n    or_if: {question: gait, answer: abnormal}",
            "question 'gait' is used but not defined",
            id="a rule that waits for an answer to what is not asked",
        ),
        pytest.param(
            "anchor: plan_start",
            "anchor: plan_start\n    or_if: {question: walking, answer: flying}",
            "'flying' is not an answer to 'walking'",
            id="a rule that waits for an answer that cannot be given",
        ),
        pytest.param(
            "  - less_pain_than_at_start\n",
            "",
            "achilles-self-care: R-ACH-1 asks 'less_pain_than_at_start', which it does not list",
            id="a rule that asks what the protocol does not list",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused_at_the_protocol(
    folder: Path, old: str, new: str, reason: str
) -> None:
    line = _line_of(folder, REGION, "- slug: achilles-self-care")
    _change(folder, REGION, old, new)

    assert f"{REGION}:{line}: {reason}" in _mistakes(folder)


def test_a_protocol_without_a_follow_up_is_refused(folder: Path) -> None:
    region = _region()
    (protocol,) = region["protocols"]
    del protocol["follow_up"]
    _write(folder / REGION, region)
    line = _line_of(folder, REGION, "- slug: achilles-self-care")

    assert _mistakes(folder) == [f"{REGION}:{line}: achilles-self-care: 'follow_up' is missing"]


def test_all_mistakes_are_named_at_once(folder: Path) -> None:
    first = _change(folder, REGION, "tissue: tendon", "tissue: soap")
    second = _change(folder, REGION, "window_days: 14", "window_days: 0")
    third = _change(folder, EXERCISES, "kind: stretch", "kind: dance")

    places = [mistake.split(": ")[0] for mistake in _mistakes(folder)]
    assert places[:3] == [f"{EXERCISES}:{third}", f"{REGION}:{first}", f"{REGION}:{second}"]


def test_a_file_that_is_not_there_is_named(folder: Path) -> None:
    (folder / "signs.yaml").unlink()

    assert _mistakes(folder)[0] == "signs.yaml:1: cannot be read: No such file or directory"


def test_a_file_of_other_bytes_is_named(folder: Path) -> None:
    (folder / "signs.yaml").write_bytes(b"signs: \xff\xfe")

    assert _mistakes(folder)[0] == "signs.yaml:1: is not UTF-8 text"


def _whole(text: str) -> Callable[[Path, str], None]:
    def spoil(folder: Path, file: str) -> None:
        (folder / file).write_text(text, encoding="utf-8")

    return spoil


def _part(old: str, new: str) -> Callable[[Path, str], None]:
    def spoil(folder: Path, file: str) -> None:
        _change(folder, file, old, new)

    return spoil


@pytest.mark.parametrize(
    ("file", "spoil"),
    [
        pytest.param("signs.yaml", _whole(""), id="an empty file"),
        pytest.param("signs.yaml", _whole("just words"), id="only words"),
        pytest.param("signs.yaml", _whole("- a\n- b\n"), id="a list"),
        pytest.param("signs.yaml", _whole("signs: many\n"), id="words instead of a list"),
        pytest.param("signs.yaml", _whole("signs: [warm]\n"), id="words instead of entries"),
        pytest.param("signs.yaml", _whole("signs: []\nother: []\n"), id="a second list"),
        pytest.param("signs.yaml", _whole("a: 1\x07"), id="a character that cannot be shown"),
        pytest.param(EXERCISES, _part("hold_s: 30", "hold_s: 2026-03-01"), id="a date"),
        pytest.param(EXERCISES, _part("hold_s: 30", "hold_s: .nan"), id="no number"),
        pytest.param(EXERCISES, _part("hold_s: 30", "hold_s: !x y"), id="a tag"),
        pytest.param(EXERCISES, _part("hold_s: 30", "hold_s: *nowhere"), id="an unknown alias"),
        pytest.param(REGION, _whole("region: achilles\n"), id="nothing but a name"),
        pytest.param(
            REGION,
            _whole("region: a\nname: b\ncondition: c\nprotocols: none\nintake: {}\n"),
            id="protocols that are no list",
        ),
        pytest.param(
            REGION,
            _whole("region: a\nname: b\ncondition: c\nprotocols:\nintake: {}\n"),
            id="no protocols",
        ),
        pytest.param(
            REGION,
            _whole("region: a\nname: b\ncondition: c\nprotocols: [one]\nintake: {}\n"),
            id="a protocol that is a word",
        ),
        pytest.param(
            REGION,
            _whole("region: a\nname: b\ncondition: c\nprotocols: []\nintake: later\n"),
            id="an intake that is a word",
        ),
        pytest.param(
            REGION,
            _whole(
                "region: a\nname: b\ncondition: c\nintake: {}\n"
                "protocols:\n- slug: a\n  questions: walking\n"
            ),
            id="questions that are a word",
        ),
        pytest.param(
            REGION,
            _whole(
                "region: a\nname: b\ncondition: c\nintake: {}\n"
                "protocols:\n- slug: a\n  questions:\n"
            ),
            id="no questions",
        ),
    ],
)
def test_whatever_stands_in_a_file_the_writer_gets_a_place_and_a_reason(
    folder: Path, file: str, spoil: Callable[[Path, str], None]
) -> None:
    spoil(folder, file)

    assert any(mistake.startswith(f"{file}:") for mistake in _mistakes(folder))
