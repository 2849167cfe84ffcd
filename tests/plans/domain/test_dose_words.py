"""A dose in words, as it stands on a card."""

from __future__ import annotations

from typing import Any

import pytest

from plans.domain.dosage import Dose, Frequency, Load
from plans.domain.dose_words import dose_in_words, frequency_in_words, regimen_in_words
from plans.domain.text import Text

BAND = Load(kind="band", level="medium")


@pytest.mark.parametrize(
    ("dose", "dutch", "english"),
    [
        (
            Dose(sets=3, reps=15, per_side=True),
            "3 x 15 keer, links en rechts",
            "3 x 15 times, left and right",
        ),
        (Dose(sets=1, reps=10), "10 keer", "10 times"),
        (Dose(hold_s=30), "30 seconden vasthouden", "hold for 30 seconds"),
        (
            Dose(sets=3, hold_s=30, rest_s=15),
            "3 x 30 seconden vasthouden, 15 seconden rust tussen de series",
            "3 x hold for 30 seconds, rest 15 seconds between sets",
        ),
        (
            Dose(reps=10, hold_s=10),
            "10 keer, 10 seconden vasthouden",
            "10 times, hold for 10 seconds",
        ),
        (Dose(minutes=1), "1 minuut", "1 minute"),
        (Dose(sets=4, minutes=5), "4 x 5 minuten", "4 x 5 minutes"),
        (Dose(distance_m=400), "400 meter", "400 metres"),
        (
            Dose(sets=3, reps=8, reps_max=12, load=Load(kind="rm", amount=12)),
            "3 x 8 tot 12 keer, met een gewicht dat je net 12 keer kunt tillen",
            "3 x 8 to 12 times, with a weight you can just lift 12 times",
        ),
        (Dose(reps=8, load=Load(kind="kg", amount=5)), "8 keer, met 5 kg", "8 times, with 5 kg"),
        (
            Dose(reps=8, load=BAND),
            "8 keer, met een middelzware band",
            "8 times, with a medium band",
        ),
        (
            Dose(reps=8, load=Load(kind="body_weight")),
            "8 keer, met je eigen gewicht",
            "8 times, with your own weight",
        ),
        (Dose(reps=8, load=Load(kind="none")), "8 keer", "8 times"),
        (
            Dose(reps=8, tempo_s=(3, 2, 3)),
            "8 keer, 3 tellen omhoog, 2 tellen vasthouden, 3 tellen omlaag",
            "8 times, 3 counts up, hold for 2 counts, 3 counts down",
        ),
        (
            Dose(reps=8, note=Text(nl="Rustig.", en="Calmly.")),
            "8 keer. Rustig.",
            "8 times. Calmly.",
        ),
    ],
)
def test_a_dose_is_said_in_both_languages(dose: Dose, dutch: str, english: str) -> None:
    assert dose_in_words(dose, "nl") == dutch
    assert dose_in_words(dose, "en") == english


@pytest.mark.parametrize(
    ("dose", "never"),
    [
        (Dose(hold_s=1), ("1 seconden", "1 seconds")),
        (Dose(reps=1), ("1 times",)),
        (Dose(reps=5, rest_s=1), ("1 seconden", "1 seconds'")),
        (Dose(reps=5, tempo_s=(1, 1, 1)), ("1 tellen", "1 counts")),
        (Dose(reps=5, tempo_s=(3, 0, 3)), ("0 vasthouden", "hold for 0")),
        (Dose(reps=5, load=Load(kind="rm", amount=1)), ("1 times",)),
    ],
)
def test_one_is_one_and_nought_is_not_said(dose: Dose, never: tuple[str, ...]) -> None:
    said = f"{dose_in_words(dose, 'nl')} | {dose_in_words(dose, 'en')}"

    assert not [words for words in never if words in said]


def test_how_often_comes_before_the_note() -> None:
    dose = Dose(reps=8, note=Text(nl="Rustig.", en="Calmly."))

    assert regimen_in_words(dose, Frequency(every_n_days=2), "nl") == "8 keer, om de dag. Rustig."
    assert regimen_in_words(dose, Frequency(), "en") == "8 times, every day. Calmly."


def test_a_weight_has_the_comma_or_the_point_of_its_language() -> None:
    dose = Dose(reps=8, load=Load(kind="kg", amount=2.5))

    assert "2,5 kg" in dose_in_words(dose, "nl")
    assert "2.5 kg" in dose_in_words(dose, "en")


@pytest.mark.parametrize(
    "fields",
    [
        {"reps": 8, "minutes": 3},
        {"hold_s": 30, "minutes": 3},
        {"minutes": 20, "distance_m": 3},
        {"reps": 8, "distance_m": 3},
    ],
)
def test_no_figure_of_a_dose_is_lost(fields: dict[str, Any]) -> None:
    said = dose_in_words(Dose(**fields), "nl")

    assert all(str(figure) in said for figure in fields.values())


@pytest.mark.parametrize(
    ("frequency", "dutch", "english"),
    [
        (Frequency(), "elke dag", "every day"),
        (Frequency(times_a_day=2), "elke dag, 2 keer per dag", "every day, 2 times a day"),
        (
            Frequency(every_n_days=2, times_a_day=3),
            "om de dag, 3 keer per dag",
            "every other day, 3 times a day",
        ),
        (Frequency(every_n_days=3), "om de 3 dagen", "every 3 days"),
        (Frequency(weekdays=("mon", "wed", "fri")), "op ma, wo, vr", "on Mon, Wed, Fri"),
    ],
)
def test_how_often_is_said_in_both_languages(
    frequency: Frequency, dutch: str, english: str
) -> None:
    assert frequency_in_words(frequency, "nl") == dutch
    assert frequency_in_words(frequency, "en") == english


def test_any_other_language_is_answered_in_dutch() -> None:
    assert dose_in_words(Dose(minutes=2), "de") == "2 minuten"
