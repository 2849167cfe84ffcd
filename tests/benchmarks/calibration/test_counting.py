"""Why somebody who did not improve was missed: lack of data is never taken for another reason."""

from __future__ import annotations

import pytest

from benchmarks.calibration.counting import Miss, miss_of
from benchmarks.calibration.courses import Course
from benchmarks.calibration.following import Journey
from benchmarks.calibration.patient import make_patient
from plans.catalogue.reading import Catalogue

RULE = ("R-ACH-1", "trend")


@pytest.mark.parametrize(
    ("journey", "miss"),
    [
        (Journey(), Miss.DATA),
        (Journey(closed_windows={14: "insufficient_data"}), Miss.DATA),
        (Journey(closed_windows={14: "no_change"}), Miss.DATA),
        (Journey(asked=[13]), Miss.DATA),
        (Journey(asked=[25]), Miss.DATA),
        (Journey(called={RULE: 25}), Miss.DATA),
        (Journey(gates=[14]), Miss.DATA),
        (Journey(build_up_from=14), Miss.DATA),
        (Journey(build_up_from=13), Miss.FLARE),
        (Journey(closed_windows={14: "slight_improvement"}), Miss.NOISE),
        (Journey(called={RULE: 24}), None),
        (Journey(asked=[14]), None),
        (Journey(silences=[24]), None),
    ],
)
def test_a_plateau_has_to_be_noticed_within_ten_days_of_the_first_window(
    catalogue_files: Catalogue, journey: Journey, miss: Miss | None
) -> None:
    protocol = catalogue_files.protocols["achilles-self-care"]
    patient = make_patient(protocol, Course.PLATEAU, 0, seed=1)

    assert patient.truth.stuck_from == 14
    assert miss_of(patient, protocol, journey) is miss


def test_where_no_rule_compares_pain_an_overdue_gate_is_enough(
    catalogue_files: Catalogue,
) -> None:
    protocol = catalogue_files.protocols["calf-tear"]
    patient = make_patient(protocol, Course.PLATEAU, 0, seed=1)

    assert miss_of(patient, protocol, Journey()) is Miss.NO_RULE
    assert miss_of(patient, protocol, Journey(gates=[14])) is None
