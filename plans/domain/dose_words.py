"""A dose in words, the way a physiotherapist writes it on a card."""

from __future__ import annotations

from plans.domain.dosage import WEEKDAYS, Dose, Frequency, Load

_WORDS = {
    "nl": {
        "sets": ("serie", "series"),
        "times": "keer",
        "to": "tot",
        "hold": "{} seconden vasthouden",
        "minutes": ("minuut", "minuten"),
        "metres": "meter",
        "tempo": "{} tellen omhoog, {} vasthouden, {} omlaag",
        "rest": "{} seconden rust tussen de series",
        "per_side": "links en rechts",
        "body_weight": "met je eigen gewicht",
        "kg": "met {} kg",
        "rm": "met een gewicht dat je net {} keer kunt tillen",
        "band": {
            "light": "met een lichte band",
            "medium": "met een middelzware band",
            "heavy": "met een zware band",
        },
        "daily": "elke dag",
        "every": "om de {} dagen",
        "other": "om de dag",
        "a_day": "{} keer per dag",
        "days": ("ma", "di", "wo", "do", "vr", "za", "zo"),
        "on": "op",
    },
    "en": {
        "sets": ("set", "sets"),
        "times": "times",
        "to": "to",
        "hold": "hold for {} seconds",
        "minutes": ("minute", "minutes"),
        "metres": "metres",
        "tempo": "{} counts up, hold for {}, {} counts down",
        "rest": "{} seconds' rest between sets",
        "per_side": "left and right",
        "body_weight": "with your own weight",
        "kg": "with {} kg",
        "rm": "with a weight you can just lift {} times",
        "band": {
            "light": "with a light band",
            "medium": "with a medium band",
            "heavy": "with a heavy band",
        },
        "daily": "every day",
        "every": "every {} days",
        "other": "every other day",
        "a_day": "{} times a day",
        "days": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        "on": "on",
    },
}


def dose_in_words(dose: Dose, language: str) -> str:
    """Say one turn of an exercise in words, such as ``3 x 15 keer, links en rechts``."""
    words = _WORDS["en" if language == "en" else "nl"]
    parts = [part for part in (_amount(dose, words), *_details(dose, words)) if part]
    if dose.note is not None:
        parts.append(dose.note.in_language(language))
    return ", ".join(parts)


def frequency_in_words(frequency: Frequency, language: str) -> str:
    """Say how often in words, such as ``om de dag, 2 keer per dag``."""
    words = _WORDS["en" if language == "en" else "nl"]
    parts = [_days(frequency, words)]
    if frequency.times_a_day > 1:
        parts.append(str(words["a_day"]).format(frequency.times_a_day))
    return ", ".join(parts)


def _amount(dose: Dose, words: dict[str, object]) -> str:
    sets = f"{dose.sets} x " if dose.sets and dose.sets > 1 else ""
    if dose.reps is not None:
        upper = f" {words['to']} {dose.reps_max}" if dose.reps_max else ""
        return f"{sets}{dose.reps}{upper} {words['times']}"
    if dose.hold_s is not None:
        return sets + str(words["hold"]).format(dose.hold_s)
    if dose.minutes is not None:
        one, more = words["minutes"]  # type: ignore[misc]
        return f"{sets}{dose.minutes} {one if dose.minutes == 1 else more}"
    return f"{sets}{dose.distance_m} {words['metres']}"


def _details(dose: Dose, words: dict[str, object]) -> list[str]:
    details: list[str] = []
    if dose.reps is not None and dose.hold_s is not None:
        details.append(str(words["hold"]).format(dose.hold_s))
    if dose.tempo_s is not None:
        details.append(str(words["tempo"]).format(*dose.tempo_s))
    if dose.load is not None:
        details.append(_load(dose.load, words))
    if dose.per_side:
        details.append(str(words["per_side"]))
    if dose.rest_s:
        details.append(str(words["rest"]).format(dose.rest_s))
    return details


def _load(load: Load, words: dict[str, object]) -> str:
    if load.kind == "none":
        return ""
    if load.kind == "band":
        return str(words["band"][load.level])  # type: ignore[index]
    amount = load.amount or 0
    return str(words[load.kind]).format(int(amount) if amount == int(amount) else amount)


def _days(frequency: Frequency, words: dict[str, object]) -> str:
    if frequency.weekdays:
        names = [words["days"][WEEKDAYS.index(day)] for day in frequency.weekdays]  # type: ignore[index]
        return f"{words['on']} {', '.join(names)}"
    if frequency.every_n_days == 1:
        return str(words["daily"])
    if frequency.every_n_days == 2:
        return str(words["other"])
    return str(words["every"]).format(frequency.every_n_days)
