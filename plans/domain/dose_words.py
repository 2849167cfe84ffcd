"""A dose in words, the way a physiotherapist writes it on a card."""

from __future__ import annotations

from dataclasses import dataclass

from plans.domain.dosage import WEEKDAYS, Dose, Frequency, Load


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The words of one language; ``{}`` is where a figure goes."""

    times: str
    to: str
    hold: str
    minute: str
    minutes: str
    metres: str
    tempo: str
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
    times="keer",
    to="tot",
    hold="{} seconden vasthouden",
    minute="minuut",
    minutes="minuten",
    metres="meter",
    tempo="{} tellen omhoog, {} vasthouden, {} omlaag",
    rest="{} seconden rust tussen de series",
    per_side="links en rechts",
    loads={
        "body_weight": "met je eigen gewicht",
        "kg": "met {} kg",
        "rm": "met een gewicht dat je net {} keer kunt tillen",
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
    times="times",
    to="to",
    hold="hold for {} seconds",
    minute="minute",
    minutes="minutes",
    metres="metres",
    tempo="{} counts up, hold for {}, {} counts down",
    rest="{} seconds' rest between sets",
    per_side="left and right",
    loads={
        "body_weight": "with your own weight",
        "kg": "with {} kg",
        "rm": "with a weight you can just lift {} times",
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
    phrases = _phrases(language)
    parts = [_amount(dose, phrases), *_details(dose, phrases)]
    words = ", ".join(part for part in parts if part)
    return words if dose.note is None else f"{words}. {dose.note.in_language(language)}"


def frequency_in_words(frequency: Frequency, language: str) -> str:
    """Say how often in words, such as ``om de dag, 2 keer per dag``."""
    phrases = _phrases(language)
    parts = [_days(frequency, phrases)]
    if frequency.times_a_day > 1:
        parts.append(phrases.times_a_day.format(frequency.times_a_day))
    return ", ".join(parts)


def _phrases(language: str) -> _Phrases:
    return _ENGLISH if language == "en" else _DUTCH


def _amount(dose: Dose, phrases: _Phrases) -> str:
    sets = f"{dose.sets} x " if dose.sets and dose.sets > 1 else ""
    if dose.reps is not None:
        upper = f" {phrases.to} {dose.reps_max}" if dose.reps_max else ""
        return f"{sets}{dose.reps}{upper} {phrases.times}"
    if dose.hold_s is not None:
        return sets + phrases.hold.format(dose.hold_s)
    if dose.minutes is not None:
        unit = phrases.minute if dose.minutes == 1 else phrases.minutes
        return f"{sets}{dose.minutes} {unit}"
    return f"{sets}{dose.distance_m} {phrases.metres}"


def _details(dose: Dose, phrases: _Phrases) -> list[str]:
    return [
        phrases.hold.format(dose.hold_s) if dose.reps and dose.hold_s else "",
        phrases.tempo.format(*dose.tempo_s) if dose.tempo_s else "",
        _load(dose.load, phrases) if dose.load else "",
        phrases.per_side if dose.per_side else "",
        phrases.rest.format(dose.rest_s) if dose.rest_s else "",
    ]


def _load(load: Load, phrases: _Phrases) -> str:
    if load.level is not None:
        return phrases.bands[load.level]
    return phrases.loads.get(load.kind, "").format(f"{load.amount:g}" if load.amount else "")


def _days(frequency: Frequency, phrases: _Phrases) -> str:
    if frequency.weekdays:
        names = [phrases.days[WEEKDAYS.index(day)] for day in frequency.weekdays]
        return phrases.on_days.format(", ".join(names))
    if frequency.every_n_days == 1:
        return phrases.daily
    if frequency.every_n_days == 2:
        return phrases.every_other_day
    return phrases.every_n_days.format(frequency.every_n_days)
