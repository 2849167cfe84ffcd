"""Whether the pain has become less, in words (DEF-4)."""

from __future__ import annotations

from dataclasses import replace

from plans.domain.explanation.advice import (
    ANSWER_FIRST,
    after_silence,
    reason_of,
    what_to_do,
    what_to_do_then,
)
from plans.domain.explanation.phrasing import Value, days_long, say, together
from plans.domain.explanation.reasoning import answer_words, question_words
from plans.domain.explanation.told import Explanation, Told
from plans.domain.explanation.trend_figures import TREND_TITLES, fires_on, trend_in_full
from plans.domain.judgement import Basis
from plans.domain.rule import TrendRule
from plans.domain.text import Text

_OR_IF_DECIDED: dict[str, bool] = {Basis.ANSWER: True, Basis.SCORES: False}
_NOT_LESS = ("no_change", "worse")
_SEEN = {
    "settled": Text(
        nl="Aan het eind van deze {days} was je pijn laag{to}",
        en="At the end of these {days} your pain was low{to}",
    ),
    "clear_improvement": Text(
        nl="Je pijn is in {days} duidelijk minder geworden{change}",
        en="Your pain has become clearly less in {days}{change}",
    ),
    "slight_improvement": Text(
        nl="Je pijn is in {days} iets minder geworden{change}",
        en="Your pain has become a little less in {days}{change}",
    ),
    "no_change": Text(
        nl="Je pijn is in {days} ongeveer gelijk gebleven{change}",
        en="Your pain has stayed about the same in {days}{change}",
    ),
    "worse": Text(
        nl="Je pijn is in {days} toegenomen{change}",
        en="Your pain has increased in {days}{change}",
    ),
    "insufficient_data": Text(
        nl="Er zijn in deze {days} te weinig pijnscores ingevuld om te zien of je pijn minder is",
        en="Too few pain scores were filled in over these {days} to see whether your pain is less",
    ),
}
_ONLY_A_LITTLE = Text(
    nl="Je pijn is in {days} maar een klein beetje minder geworden{change}",
    en="Your pain has become only a little less in {days}{change}",
)
_CARRY_ON = Text(nl="Ga door met je plan.", en="Carry on with your plan.")
_KEEP_LOGGING = Text(
    nl="Ga door met je plan en blijf elke dag je pijnscore invullen.",
    en="Carry on with your plan and keep filling in your pain score every day.",
)
_LOG_MORE = Text(
    nl="Je liet zelf weten dat je pijn minder is; vul je pijnscore als het kan elke dag in, dan "
    "kunnen we het blijven volgen.",
    en="You told us yourself that your pain is less; fill in your pain score every day if you "
    "can, so that we can keep following it.",
)


def explain_trend(told: Told) -> Explanation:
    """Tell what became of the pain over the window."""
    told = replace(told, fires=_calls(told))
    return Explanation(TREND_TITLES[told.outcome], _to_patient(told), trend_in_full(told))


def _calls(told: Told) -> bool | None:
    """Say whether somebody is called; ``None`` when that hung on an answer that was not kept."""
    if told.calls is not None or not isinstance(told.rule, TrendRule):
        return told.calls
    is_firing = told.outcome in fires_on(told)
    if told.outcome == "insufficient_data" or (is_firing and told.rule.only_if is not None):
        return None
    if is_firing or told.rule.or_if is None:
        return is_firing
    return _OR_IF_DECIDED.get(told.basis or "")


def _to_patient(told: Told) -> Text:
    seen = _seen(told)
    if told.is_silence:
        return after_silence(say("{seen},", "{seen},", seen=seen), told.rule)
    if told.calls and (told.outcome in _NOT_LESS or told.basis == Basis.ANSWER):
        return reason_of(told)
    seen = say("{seen}.", "{seen}.", seen=seen)
    if told.calls:
        return together(seen, what_to_do(told.rule))
    if told.basis == Basis.UNDECIDED:
        return together(seen, ANSWER_FIRST)
    return together(seen, _next(told))


def _next(told: Told) -> Text:
    """Say how to go on when nobody is called, or when that is not known."""
    then = what_to_do_then(told.rule)
    if told.outcome == "worse":
        return say(
            "Bouw nog niet verder op; blijft je pijn toenemen, {then}.",
            "Do not build up any further yet; if your pain keeps increasing, {then}.",
            then=then,
        )
    if told.outcome == "insufficient_data":
        if told.calls is False and told.basis == Basis.ANSWER:
            return _LOG_MORE
        return say(
            "Is je pijn niet minder dan aan het begin, {then}.",
            "If your pain is not less than at the start, {then}.",
            then=then,
        )
    if told.calls is None:
        return _if_still(told, then)
    return _KEEP_LOGGING if told.outcome == "no_change" else _CARRY_ON


def _if_still(told: Told, then: Text) -> Text:
    """Say what to do if the answer was the one that calls somebody; it was not kept."""
    or_if = told.rule.or_if if isinstance(told.rule, TrendRule) else None
    if or_if is None:
        return say(
            "Wordt je pijn niet minder, {then}.",
            "If your pain does not become less, {then}.",
            then=then,
        )
    return say(
        "Was je antwoord op {question} {answer}, {then}.",
        "If your answer to {question} was {answer}, {then}.",
        question=question_words(told.protocol, or_if.question),
        answer=answer_words(told.protocol, or_if.question, or_if.answer),
        then=then,
    )


def _seen(told: Told) -> Text:
    baseline, end = told.figure("baseline"), told.figure("end")
    change: Value = ""
    to: Value = ""
    if end is not None:
        to = say(": gemiddeld een score van {end}", ": a mean score of {end}", end=end)
    if baseline is not None and end is not None:
        change = say(
            ": je score ging van gemiddeld {baseline} naar {end}",
            ": your score went from {baseline} to {end} on average",
            baseline=baseline,
            end=end,
        )
    is_too_little = told.calls and told.outcome == "slight_improvement"
    pattern = _ONLY_A_LITTLE if is_too_little else _SEEN[told.outcome]
    return say(pattern.nl, pattern.en, days=days_long(told.days), change=change, to=to)
