"""One patient followed by the rules: the same every time, and judged like any other."""

from __future__ import annotations

import pytest

from benchmarks.calibration.counting import stricter
from benchmarks.calibration.courses import Course
from benchmarks.calibration.following import follow
from benchmarks.calibration.patient import make_patient
from plans.catalogue.reading import Catalogue
from plans.domain.rule import TrendRule

RULE = ("R-ACH-1", "trend")


@pytest.mark.parametrize("course", [Course.PLATEAU, Course.SILENT, Course.SPARSE_PLATEAU])
def test_the_same_patient_has_the_same_journey(catalogue_files: Catalogue, course: Course) -> None:
    protocol = catalogue_files.protocols["achilles-self-care"]
    patient = make_patient(protocol, course, 0, seed=1)

    assert patient == make_patient(protocol, course, 0, seed=1)
    assert follow(patient, protocol) == follow(patient, protocol)


def test_pain_that_gets_worse_calls_when_the_first_window_has_closed(
    catalogue_files: Catalogue,
) -> None:
    protocol = catalogue_files.protocols["achilles-self-care"]
    patient = make_patient(protocol, Course.WORSENING, 0, seed=1)

    journey = follow(patient, protocol)

    assert journey.called[RULE] == 14
    assert journey.closed_windows[14] in ("no_change", "worse")


def test_who_stops_reporting_is_a_task_and_is_called_after_silence(
    catalogue_files: Catalogue,
) -> None:
    protocol = catalogue_files.protocols["shin-self-care"]
    silent = [make_patient(protocol, Course.SILENT, number, seed=1) for number in range(5)]

    journeys = [follow(patient, protocol) for patient in silent]

    assert all(journey.silences for journey in journeys)
    assert all(("R-SHIN-1", "trend") in journey.called for journey in journeys)


def test_stricter_adds_slight_improvement_to_the_rules_about_improvement_only(
    catalogue_files: Catalogue,
) -> None:
    protocol = catalogue_files.protocols["pfp-self-care"]

    changed = stricter(protocol)

    rules = {rule.id: rule for rule in changed.rules if isinstance(rule, TrendRule)}
    assert rules["R-PFP-2"].fires_on == ("slight_improvement", "no_change", "worse")
    assert rules["R-PFP-1"].fires_on == ("worse",)
