"""A dose in words, the way a physiotherapist writes it on a card."""

from __future__ import annotations

from dataclasses import dataclass

from plans.domain.dosage import WEEKDAYS, Dose, Frequency, Load


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The words of one language; ``{}`` is where a figure goes."""

    decimal: str
    time: tuple[str, str]
    to: str
    second: tuple[str, str]
    minute: tuple[str, str]
    metre: tuple[str, str]
    count: tuple[str, str]
    hold: str
    up: str
    still: str
    down: str
    rest: str
    per_side: str
    loads: dict[str, str]
    bands: dict[str, str]
    daily: str
    every_other_day: str
    every_n_days: str
    times_a_day: str
    on_days: str
    days: tuple[str, ...]


_DUTCH = _Phrases(
    decimal=",",
    time=("keer", "keer"),
    to="tot",
    second=("seconde", "seconden"),
    minute=("minuut", "minuten"),
    metre=("meter", "meter"),
    count=("tel", "tellen"),
    hold="{} vasthouden",
    up="{} omhoog",
    still="{} vasthouden",
    down="{} omlaag",
    rest="{} rust tussen de series",
    per_side="links en rechts",
    loads={
        "body_weight": "met je eigen gewicht",
        "kg": "met {} kg",
        "rm": "met een gewicht dat je net {} kunt tillen",
    },
    bands={
        "light": "met een lichte band",
        "medium": "met een middelzware band",
        "heavy": "met een zware band",
    },
    daily="elke dag",
    every_other_day="om de dag",
    every_n_days="om de {} dagen",
    times_a_day="{} keer per dag",
    on_days="op {}",
    days=("ma", "di", "wo", "do", "vr", "za", "zo"),
)
_ENGLISH = _Phrases(
    decimal=".",
    time=("time", "times"),
    to="to",
    second=("second", "seconds"),
    minute=("minute", "minutes"),
    metre=("metre", "metres"),
    count=("count", "counts"),
    hold="hold for {}",
    up="{} up",
    still="hold for {}",
    down="{} down",
    rest="rest {} between sets",
    per_side="left and right",
    loads={
        "body_weight": "with your own weight",
        "kg": "with {} kg",
        "rm": "with a weight you can just lift {}",
    },
    bands={
        "light": "with a light band",
        "medium": "with a medium band",
        "heavy": "with a heavy band",
    },
    daily="every day",
    every_other_day="every other day",
    every_n_days="every {} days",
    times_a_day="{} times a day",
    on_days="on {}",
    days=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
)


def dose_in_words(dose: Dose, language: str) -> str:
    """Say one turn of an exercise in words, such as ``3 x 15 keer, links en rechts``."""
    return _with_note(_figures(dose, language), dose, language)


def regimen_in_words(dose: Dose, frequency: Frequency, language: str) -> str:
    """Say how much and how often, such as ``3 x 15 keer, om de dag``; a note comes last."""
    figures = f"{_figures(dose, language)}, {frequency_in_words(frequency, language)}"
    return _with_note(figures, dose, language)


def frequency_in_words(frequency: Frequency, language: str) -> str:
    """Say how often in words, such as ``om de dag, 2 keer per dag``."""
    phrases = _phrases(language)
    parts = [_days(frequency, phrases)]
    if frequency.times_a_day > 1:
        parts.append(phrases.times_a_day.format(frequency.times_a_day))
    return ", ".join(parts)


def _figures(dose: Dose, language: str) -> str:
    phrases = _phrases(language)
    parts = (*_amounts(dose, phrases), *_details(dose, phrases))
    return ", ".join(part for part in parts if part)


def _with_note(figures: str, dose: Dose, language: str) -> str:
    return figures if dose.note is None else f"{figures}. {dose.note.in_language(language)}"


def _phrases(language: str) -> _Phrases:
    return _ENGLISH if language == "en" else _DUTCH


def _amounts(dose: Dose, phrases: _Phrases) -> list[str]:
    """Say how much, the first figure with the number of sets before it."""
    amounts = [
        words
        for words in (
            _repetitions(dose, phrases),
            phrases.hold.format(_counted(dose.hold_s, phrases.second)) if dose.hold_s else "",
            _counted(dose.minutes, phrases.minute) if dose.minutes else "",
            _counted(dose.distance_m, phrases.metre) if dose.distance_m else "",
        )
        if words
    ]
    if dose.sets is not None and dose.sets > 1:
        amounts[0] = f"{dose.sets} x {amounts[0]}"
    return amounts


def _repetitions(dose: Dose, phrases: _Phrases) -> str:
    if dose.reps is None:
        return ""
    if dose.reps_max is None:
        return _counted(dose.reps, phrases.time)
    return f"{dose.reps} {phrases.to} {_counted(dose.reps_max, phrases.time)}"


def _details(dose: Dose, phrases: _Phrases) -> list[str]:
    return [
        *_tempo(dose.tempo_s or (0, 0, 0), phrases),
        _load(dose.load, phrases) if dose.load else "",
        phrases.per_side if dose.per_side else "",
        phrases.rest.format(_counted(dose.rest_s, phrases.second)) if dose.rest_s else "",
    ]


def _tempo(tempo_s: tuple[int, int, int], phrases: _Phrases) -> list[str]:
    """Say how fast; a part of no seconds is not mentioned."""
    patterns = (phrases.up, phrases.still, phrases.down)
    return [
        pattern.format(_counted(seconds, phrases.count))
        for pattern, seconds in zip(patterns, tempo_s, strict=True)
        if seconds
    ]


def _load(load: Load, phrases: _Phrases) -> str:
    if load.level is not None:
        return phrases.bands[load.level]
    if load.amount is None:
        return phrases.loads.get(load.kind, "")
    amount = f"{load.amount:g}".replace(".", phrases.decimal)
    if load.kind == "rm":
        one, more = phrases.time
        amount = f"{amount} {one if load.amount == 1 else more}"
    return phrases.loads[load.kind].format(amount)


def _counted(number: int, words: tuple[str, str]) -> str:
    one, more = words
    return f"{number} {one if number == 1 else more}"


def _days(frequency: Frequency, phrases: _Phrases) -> str:
    if frequency.weekdays:
        names = [phrases.days[WEEKDAYS.index(day)] for day in frequency.weekdays]
        return phrases.on_days.format(", ".join(names))
    if frequency.every_n_days == 1:
        return phrases.daily
    if frequency.every_n_days == 2:
        return phrases.every_other_day
    return phrases.every_n_days.format(frequency.every_n_days)
