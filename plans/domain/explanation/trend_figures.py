"""The numbers of the improvement verdict, in words (DEF-3, DEF-4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from fractions import Fraction
from typing import Any

from plans.domain.days import days_between
from plans.domain.explanation.phrasing import (
    beside,
    days_long,
    listed,
    lowered,
    percent_written,
    say,
    written,
)
from plans.domain.explanation.reasoning import condition, in_full, question_text, window
from plans.domain.explanation.told import Told, figure_in
from plans.domain.rule import LESS_PAIN, TrendRule
from plans.domain.rules.window import Window
from plans.domain.text import Text

TREND_TITLES = {
    "settled": Text(nl="Bijna geen pijn meer", en="Hardly any pain left"),
    "clear_improvement": Text(nl="Duidelijk minder pijn", en="Clear improvement"),
    "slight_improvement": Text(nl="Iets minder pijn", en="Slight improvement"),
    "no_change": Text(nl="Niet minder pijn", en="Not less pain"),
    "worse": Text(nl="Meer pijn", en="More pain"),
    "insufficient_data": Text(nl="Te weinig pijnscores", en="Too few scores"),
}
_LONGEST_LIST = 31


def fires_on(told: Told) -> tuple[str, ...]:
    """Return the outcomes that lead to a referral: as they were stored, else as they are now."""
    stored = told.names("fires_on")
    if stored or not isinstance(told.rule, TrendRule):
        return stored
    return told.rule.fires_on


def trend_in_full(told: Told) -> Text:
    """Give the numbers of the verdict, what they were held against and what came of it."""
    rule = told.rule if isinstance(told.rule, TrendRule) else None
    return in_full(
        told,
        window(told, rule.anchor if rule else None),
        _series(told),
        _scores(told),
        _means(told),
        _too_few(told) if told.outcome == "insufficient_data" else None,
        _thresholds(told),
        _outcome(told),
        *_conditions(told, rule),
        definition="DEF-3, DEF-4" if told.outcome == "insufficient_data" else "DEF-4",
    )


def _series(told: Told) -> Text | None:
    return {
        "day": Text(
            nl="Reeks: dagscores (de slechtste score van elke dag).",
            en="Series: day scores (the worst score of each day).",
        ),
        "morning": Text(nl="Reeks: ochtendscores.", en="Series: morning scores."),
    }.get(told.name("series") or "")


def _scores(told: Told) -> Text | None:
    scores = told.scores("scores")
    if scores is None:
        return None
    days = list(days_between(told.first, told.last + timedelta(days=1)))
    logged = sum(day in scores for day in days)
    shown = " ".join(str(scores.get(day, "–")) for day in days)
    counted = say(
        "Ingevuld op {logged} van de {days}",
        "Filled in on {logged} of {days}",
        logged=logged,
        days=days_long(told.days),
    )
    if len(days) > _LONGEST_LIST:
        return say("{counted}.", "{counted}.", counted=counted)
    return say("{counted}: {shown}.", "{counted}: {shown}.", counted=counted, shown=shown)


def _means(told: Told) -> Text | None:
    baseline, end, delta = (told.figure(key) for key in ("baseline", "end", "delta"))
    if baseline is None or end is None:
        return None
    means = say(
        "Gemiddelde van de eerste {block} dagen {baseline}, van de laatste {block} dagen {end}",
        "Mean of the first {block} days {baseline}, of the last {block} days {end}",
        block=Window(told.first, told.days).block_days,
        baseline=baseline,
        end=end,
    )
    if delta is None:
        return say("{means}.", "{means}.", means=means)
    return say("{means}: {change}.", "{means}: {change}.", means=means, change=_change(told, delta))


def _change(told: Told, delta: Fraction) -> Text:
    limits = _numbers(told)
    if not delta:
        return Text(nl="geen verschil, 0,0 punt", en="no difference, 0.0 points")
    points = ("least_points", "clear_points", "worse_points")
    size = beside(abs(delta), [limits[key] for key in points if key in limits])
    change = say("{size} punt minder", "{size} points less", size=size)
    if delta < 0:
        change = say("{size} punt meer", "{size} points more", size=size)
    percent = told.figure("percent")
    if percent is None:
        return change
    shares = [limits[key] for key in ("slight_percent", "clear_percent") if key in limits]
    return say(
        "{change} ({percent}%)",
        "{change} ({percent}%)",
        change=change,
        percent=beside(abs(percent), shares),
    )


def _too_few(told: Told) -> Text:
    """Say how many scores were needed and how many there were."""
    span = Window(told.first, told.days)
    needed = say(
        "Voor een oordeel zijn in de eerste en in de laatste {block} dagen ieder minstens "
        "{needed} scores nodig",
        "A verdict needs at least {needed} scores in the first {block} days and as many in the "
        "last {block}",
        block=span.block_days,
        needed=(span.block_days + 1) // 2,
    )
    scores = told.scores("scores")
    if scores is None:
        return say("{needed}.", "{needed}.", needed=needed)
    return say(
        "{needed}; er waren er {first} en {last}.",
        "{needed}; there were {first} and {last}.",
        needed=needed,
        first=sum(day in scores for day in span.baseline_block),
        last=sum(day in scores for day in span.end_block),
    )


def _numbers(told: Told) -> dict[str, Fraction]:
    stored: Mapping[str, Any] | None = told.evidence.get("thresholds")
    if not isinstance(stored, Mapping):
        stored = asdict(told.rule.thresholds) if isinstance(told.rule, TrendRule) else {}
    figures = {key: figure_in(stored, key) for key in stored}
    return {key: figure for key, figure in figures.items() if figure is not None}


def _thresholds(told: Told) -> Text | None:
    limits = {key: _as_set(key, figure) for key, figure in _numbers(told).items()}
    needed = (
        "settled_at_most",
        "least_points",
        "slight_percent",
        "clear_points",
        "clear_percent",
        "worse_points",
    )
    if not all(key in limits for key in needed):
        return None
    return say(
        "Drempels: bijna geen pijn is een eindgemiddelde van hooguit {settled_at_most}; iets "
        "minder is minstens {least_points} punt en {slight_percent}% omlaag; duidelijk minder is "
        "minstens {least_points} punt omlaag en daarbij {clear_points} punt of {clear_percent}%; "
        "meer is minstens {worse_points} punt omhoog.",
        "Thresholds: hardly any pain is a mean of at most {settled_at_most} at the end; slightly "
        "less is down by at least {least_points} and {slight_percent}%; clearly less is down by at "
        "least {least_points} and also by {clear_points} points or {clear_percent}%; more is up "
        "by at least {worse_points}.",
        **limits,
    )


def _as_set(key: str, figure: Fraction) -> Text:
    return percent_written(figure) if key.endswith("_percent") else written(figure)


def _outcome(told: Told) -> Text:
    firing = listed(lowered(TREND_TITLES[name]) for name in fires_on(told) if name in TREND_TITLES)
    title = lowered(TREND_TITLES[told.outcome])
    if firing is None:
        return say("Uitkomst: {title}.", "Outcome: {title}.", title=title)
    return say(
        "Uitkomst: {title}; deze regel verwijst bij: {firing}.",
        "Outcome: {title}; this rule refers on: {firing}.",
        title=title,
        firing=firing,
    )


def _conditions(told: Told, rule: TrendRule | None) -> list[Text]:
    said = []
    if rule is not None and rule.only_if is not None:
        said.append(
            condition(
                told,
                rule.only_if,
                "Verwijst alleen als het antwoord op {question} {answer} is.",
                "Refers only if the answer to {question} is {answer}.",
            )
        )
    if rule is not None and rule.or_if is not None:
        said.append(
            condition(
                told,
                rule.or_if,
                "Verwijst ook als het antwoord op {question} {answer} is.",
                "Also refers if the answer to {question} is {answer}.",
            )
        )
    asked = question_text(told.protocol, LESS_PAIN)
    if told.outcome == "insufficient_data" and asked is not None:
        said.append(
            say(
                "Bij te weinig scores beslist de vraag “{asked}”",
                "With too few scores the question “{asked}” decides.",
                asked=asked,
            )
        )
    return said
