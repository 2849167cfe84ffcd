"""How figures, days, names and advice are said in both languages at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from plans.domain.day_words import with_days
from plans.domain.text import Language, Text

Value = Text | date | Fraction | int | str


def say(nl: str, en: str, **values: Value) -> Text:
    """Make a text in which ``{name}`` stands for the value called so, as each language says it.

    A fraction is shown to one decimal, rounded half up; a day is written out.
    """
    return Text(
        nl=nl.format_map({name: _said(value, "nl") for name, value in values.items()}),
        en=en.format_map({name: _said(value, "en") for name, value in values.items()}),
    )


def together(*sentences: Text | None) -> Text:
    """Put sentences one after another, leaving out those that could not be made."""
    known = [sentence for sentence in sentences if sentence is not None]
    return Text(
        nl=" ".join(sentence.nl for sentence in known),
        en=" ".join(sentence.en for sentence in known),
    )


def as_it_is(name: str) -> Text:
    """Show a name that nobody has put into words."""
    return Text(nl=name, en=name)


def quoted(text: Text) -> Text:
    """Put somebody else's words between quotation marks."""
    return Text(nl=f"“{text.nl}”", en=f"“{text.en}”")


def listed(items: Iterable[Text]) -> Text | None:
    """Join items as people do: ``a, b en c``; ``None`` when there are none."""
    known = list(items)
    if not known:
        return None
    return Text(
        nl=_joined([item.nl for item in known], " en "),
        en=_joined([item.en for item in known], " and "),
    )


def listed_days(days: Iterable[date]) -> Text | None:
    """Join days as people do."""
    return listed(say("{day}", "{day}", day=day) for day in days)


def days_long(count: int) -> Text:
    """Say a number of days."""
    if count == 1:
        return Text(nl="1 dag", en="1 day")
    return say("{count} dagen", "{count} days", count=count)


def written(figure: Fraction) -> Text:
    """Show a threshold in points as it was written down, with at least one decimal."""
    plain = percent_written(figure)
    return plain if "." in plain.en else Text(nl=f"{plain.nl},0", en=f"{plain.en}.0")


def percent_written(figure: Fraction) -> Text:
    """Show a threshold in per cent as it was written down, with as many decimals as it has."""
    plain = f"{float(figure):g}"
    return Text(nl=plain.replace(".", ","), en=plain)


def lowered(text: Text) -> Text:
    """Begin with a small letter, for words in the middle of a sentence."""
    return Text(nl=text.nl[0].lower() + text.nl[1:], en=text.en[0].lower() + text.en[1:])


def beside(figure: Fraction, thresholds: Iterable[Fraction]) -> Text:
    """Show a figure; when rounding makes it look like a threshold that it is not, exactly too."""
    if any(figure != limit and _tenths(figure) == _tenths(limit) for limit in thresholds):
        return say(
            "{figure} (precies {exact})",
            "{figure} (exactly {exact})",
            figure=figure,
            exact=str(figure),
        )
    return say("{figure}", "{figure}", figure=figure)


def _said(value: Value, language: Language) -> str:
    if isinstance(value, Text):
        return value.in_language(language)
    if isinstance(value, date):
        return with_days(nl="{day}", en="{day}", day=value).in_language(language)
    if isinstance(value, Fraction):
        return _decimal(value, "," if language == "nl" else ".")
    return str(value)


def _decimal(figure: Fraction, mark: str) -> str:
    tenths = _tenths(figure)
    whole, part = divmod(abs(tenths), 10)
    return f"{'−' if tenths < 0 else ''}{whole}{mark}{part}"


def _tenths(figure: Fraction) -> int:
    """Round half up, away from nought: what is 0.25 less reads like what is 0.25 more."""
    size = (abs(figure) * 20 + 1) // 2
    return int(size) if figure >= 0 else -int(size)


def _joined(words: list[str], last: str) -> str:
    return last.join(part for part in (", ".join(words[:-1]), words[-1]) if part)
