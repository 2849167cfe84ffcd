"""Who should be seen, told from the true course."""

from __future__ import annotations

import pytest

from benchmarks.calibration.truth import is_stuck, truth_of, window_of
from plans.catalogue.reading import Catalogue


@pytest.mark.parametrize(
    ("before", "after", "stuck"),
    [
        (6.0, 5.0, False),
        (6.0, 5.1, True),
        (8.0, 6.9, True),
        (8.0, 6.8, False),
        (1.5, 1.0, False),
        (1.5, 1.1, True),
        (0.0, 1.0, False),
        (0.0, 1.1, True),
    ],
)
def test_stuck_is_neither_a_point_and_15_percent_lower_nor_settled(
    before: float, after: float, stuck: bool
) -> None:
    assert is_stuck(before, after) is stuck


@pytest.mark.parametrize(
    ("slug", "days"), [("ankle-light", 5), ("shin-self-care", 21), ("calf-tear", 14)]
)
def test_the_window_is_what_the_protocol_waits_for(
    catalogue_files: Catalogue, slug: str, days: int
) -> None:
    assert window_of(catalogue_files.protocols[slug]) == days


def test_a_plateau_should_be_seen_from_the_first_window_on(catalogue_files: Catalogue) -> None:
    truth = truth_of([5.0] * 42, catalogue_files.protocols["achilles-self-care"])

    assert (truth.stuck_from, truth.needed_from) == (14, 14)


def test_a_relapse_should_be_seen_from_the_day_on_which_it_is_no_improvement_any_more(
    catalogue_files: Catalogue,
) -> None:
    pain = [5.0 - day / 5 for day in range(14)] + [5.0] * 14

    truth = truth_of(pain, catalogue_files.protocols["achilles-self-care"])

    assert truth.stuck_from == 15


def test_steady_improvement_needs_nobody(catalogue_files: Catalogue) -> None:
    pain = [max(0.0, 6.0 - day * 0.15) for day in range(42)]

    truth = truth_of(pain, catalogue_files.protocols["achilles-self-care"])

    assert (truth.stuck_from, truth.needed_from) == (None, None)


def test_a_tear_that_limps_should_be_seen_after_two_days(catalogue_files: Catalogue) -> None:
    truth = truth_of([5.0 - day / 5 for day in range(20)], catalogue_files.protocols["calf-tear"])

    assert (truth.stuck_from, truth.needed_from) == (None, 2)
