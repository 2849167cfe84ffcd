"""The study on a few patients: who is missed, and that it gives the same answer every time."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from benchmarks.calibration.cohort import PROTOCOLS, results_of
from benchmarks.calibration.counting import Miss, Result, Threshold
from benchmarks.calibration.courses import Course
from plans.catalogue.reading import Catalogue
from plans.domain.protocol import Protocol

NOT_IMPROVING = (Course.PLATEAU, Course.WORSENING, Course.SILENT, Course.SPARSE_PLATEAU)


@pytest.fixture(scope="module")
def protocols(catalogue_files: Catalogue) -> list[Protocol]:
    return [catalogue_files.protocols[slug] for slug in PROTOCOLS]


@pytest.fixture(scope="module")
def results(protocols: Sequence[Protocol]) -> list[Result]:
    return results_of(protocols, number=3)


def test_nobody_who_does_not_improve_is_missed_for_lack_of_data(results: list[Result]) -> None:
    assert [result.patient for result in results if result.miss is Miss.DATA] == []


def test_nobody_who_should_be_seen_goes_wholly_unnoticed(results: list[Result]) -> None:
    needed = [result for result in results if result.needed_from is not None]

    assert len(needed) > 200
    assert [result.patient for result in needed if result.is_unnoticed] == []


@pytest.mark.parametrize("course", NOT_IMPROVING)
def test_the_truth_of_who_does_not_improve_is_that_they_should_be_seen(
    results: list[Result], course: Course
) -> None:
    truths = {result.is_stuck for result in results if result.course is course}

    assert truths == {True}


def test_a_flare_that_is_expected_needs_nobody_and_is_only_where_it_is_expected(
    results: list[Result],
) -> None:
    flares = [result for result in results if result.course is Course.FLARE]

    assert {result.protocol for result in flares} == {
        "achilles-self-care",
        "achilles-treatment",
        "groin-light",
    }
    assert {result.is_stuck for result in flares} == {False}


def test_a_stricter_threshold_never_calls_fewer_people(results: list[Result]) -> None:
    called = {
        threshold: {
            result.patient for result in results if result.threshold is threshold and result.sent
        }
        for threshold in Threshold
    }

    assert called[Threshold.DEFAULT] <= called[Threshold.STRICTER]


def test_the_same_numbers_give_the_same_answer_and_another_seed_another(
    protocols: Sequence[Protocol],
) -> None:
    ankle = [protocol for protocol in protocols if protocol.slug == "ankle-light"]

    assert results_of(ankle, number=1, seed=7) == results_of(ankle, number=1, seed=7)
    assert results_of(ankle, number=1, seed=7) != results_of(ankle, number=1, seed=8)
