"""What a curve shows can be read by who cannot see it."""

from __future__ import annotations

from datetime import date

from notifications.domain.letters import week_of
from notifications.domain.pain_curve import PainCurve, curve_words

SUNDAY = date(2026, 3, 8)


def curve(scores: dict[int, int], title: str = "", starts_on: date = date(2026, 3, 2)) -> PainCurve:
    days = {date(2026, 3, day): score for day, score in scores.items()}
    return PainCurve(title, starts_on, week_of(SUNDAY), days)


def test_the_first_and_the_last_score_are_told_with_the_highest_and_the_lowest() -> None:
    words = curve_words(curve({2: 5, 3: 8, 5: 1, 7: 2}))

    assert words.nl == (
        "Je pijnscores, van 0 tot 10: de eerste was 5, op 2 maart 2026; de laatste was 2, op "
        "7 maart 2026. De hoogste was 8, de laagste 1."
    )
    assert words.en == (
        "Your pain scores, from 0 to 10: the first was 5, on 2 March 2026; the last was 2, on "
        "7 March 2026. The highest was 8, the lowest 1."
    )


def test_a_single_score_is_told_once() -> None:
    words = curve_words(curve({4: 0}))

    assert words.nl == "Je pijnscores, van 0 tot 10: één score tot nu toe, 0, op 4 maart 2026."
    assert words.en == "Your pain scores, from 0 to 10: one score so far, 0, on 4 March 2026."


def test_one_of_several_curves_says_what_it_is_about() -> None:
    words = curve_words(curve({4: 3}, title="Kuit {links}"))

    assert words.nl.startswith("Je pijnscores, van 0 tot 10 (Kuit {links}): ")


def test_a_curve_begins_with_the_plan_but_shows_at_least_the_week() -> None:
    long = curve({}, starts_on=date(2026, 2, 20))
    short = curve({}, starts_on=date(2026, 3, 6))

    assert (long.days[0], len(long.days)) == (date(2026, 2, 20), 17)
    assert (short.days[0], len(short.days), short.days[-1]) == (date(2026, 3, 2), 7, SUNDAY)
