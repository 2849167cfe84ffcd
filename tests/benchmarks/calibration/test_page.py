"""What the study writes: a page that says the worst first, and a drawing."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from benchmarks.calibration.__main__ import main
from benchmarks.calibration.counting import Miss, Result, Threshold, row
from benchmarks.calibration.courses import Course
from benchmarks.calibration.page import page
from benchmarks.calibration.plot import plot
from benchmarks.calibration.tables import percent


def _result(number: int, needed_from: int | None, called_on: int | None) -> Result:
    rule = ("R-ACH-1", "trend")
    return Result(
        patient=f"patient {number}",
        protocol="achilles-self-care",
        course=Course.PLATEAU if needed_from is not None else Course.IMPROVING_SLOWLY,
        threshold=Threshold.DEFAULT,
        is_stuck=needed_from is not None,
        needed_from=needed_from,
        called={} if called_on is None else {rule: called_on},
        sent=frozenset() if called_on is None else frozenset({rule}),
        was_asked=False,
        had_task=False,
        miss=None,
    )


SIX = [
    _result(1, 14, 14),
    _result(2, 14, 28),
    _result(3, 20, 14),
    _result(4, 14, None),
    _result(5, None, 14),
    _result(6, None, None),
]
BOTH = [*SIX, *(replace(result, threshold=Threshold.STRICTER) for result in SIX)]


def test_a_row_counts_who_is_seen_how_late_and_who_is_sent_for_nothing() -> None:
    counted = row("all", SIX)

    assert (counted.needed, counted.called, counted.soon, counted.unnoticed) == (4, 0.75, 0.5, 0.25)
    assert (counted.median_late, counted.late_90) == (0, 14)
    assert (counted.not_needed, counted.sent) == (2, 0.5)


def test_a_row_of_one_rule_counts_its_calls_only() -> None:
    assert row("R-ALL-3", SIX, ("R-ALL-3", "flare")).called == 0
    assert row("R-ACH-1", SIX, ("R-ACH-1", "trend")).called == 0.75


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (None, "–"),
        (0.0, "0 %"),
        (0.0004, "under 0.1 %"),
        (0.004, "0.4 %"),
        (0.134, "13 %"),
        (0.995, "99.5 %"),
        (0.9996, "over 99.9 %"),
        (1.0, "100 %"),
    ],
)
def test_the_last_few_are_not_hidden_behind_0_or_100(share: float | None, words: str) -> None:
    assert percent(share) == words


def test_the_page_begins_with_the_share_that_is_sent_for_nothing() -> None:
    first = page(BOTH, number=6, seed=1).split("\n\n")[2]

    assert first.startswith("**Of the simulated patients who needed nobody, 50 % were sent")


def test_the_page_says_so_when_somebody_was_missed() -> None:
    missed = [replace(BOTH[3], miss=Miss.DATA), *BOTH]

    assert "1 was missed for lack of data" in page(missed, number=6, seed=1)
    assert "nobody was missed for lack of data" in page(BOTH, number=6, seed=1)


def test_the_drawing_is_sound_and_shows_both_thresholds() -> None:
    root = ElementTree.fromstring(plot(BOTH))  # noqa: S314 - drawn here

    words = [element.text for element in root.iter() if element.tag.endswith("text")]
    assert {"default threshold", "stricter threshold", "achilles-self-care"} <= set(words)


def test_one_command_prints_the_tables(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--n", "1", "--protocols", "ankle-light", "--processes", "1"])

    said = capsys.readouterr().out
    assert code == 0
    assert "R-ANK-3 (trend)" in said


@pytest.mark.parametrize("wrong", [["--n", "0"], ["--n", "x"], ["--protocols", "elbow"]])
def test_a_mistake_ends_with_status_2(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(wrong)

    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err
