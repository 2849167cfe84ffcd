"""The picture of the pain scores in a mail."""

from __future__ import annotations

import struct
from datetime import date, timedelta
from itertools import combinations

from notifications.domain.letters import week_of
from notifications.domain.pain_curve import PainCurve
from notifications.services.curve_picture import curve_picture

SUNDAY = date(2026, 3, 8)


def curve(row: str, starts_on: date = date(2026, 3, 2), title: str = "") -> PainCurve:
    days = enumerate(row.split())
    scores = {starts_on + timedelta(days=at): int(said) for at, said in days if said != "-"}
    return PainCurve(title, starts_on, week_of(SUNDAY), scores)


def test_every_difference_can_be_seen() -> None:
    rows = ("6 5 4 4 3 3 2", "6 5 4 4 3 3 3", "6 5 - 4 3 3 2", "- - - - 3 - -", "- - - 3 - - -")

    pictures = [curve_picture([curve(row)], "nl") for row in rows]

    assert all(one != other for one, other in combinations(pictures, 2))


def test_the_same_scores_make_the_same_picture() -> None:
    once, again = (curve_picture([curve("6 5 4")], "nl") for _ in range(2))

    assert once == again


def test_dates_are_in_the_language_of_the_reader() -> None:
    scores = [curve("6 5 4")]

    assert curve_picture(scores, "nl") != curve_picture(scores, "en")


def test_it_is_a_png_that_is_sharp_on_a_small_screen_and_light_enough_for_a_mail() -> None:
    half_a_year = [curve("7 6 5 - 4 3 " * 30, starts_on=date(2025, 9, 8))]

    picture = curve_picture(half_a_year, "nl")

    assert size_of(picture) == (880, 500)
    assert len(picture) < 100_000


def test_several_plans_stand_under_each_other() -> None:
    knee = curve("6 5 4", title="Kniepijn aan de voorkant")
    back = curve("1 2 3", title="Lage rugpijn, zelf in beweging blijven")

    assert size_of(curve_picture([knee, back], "nl")) == (880, 1000)


def size_of(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", picture[16:24])
    return width, height
