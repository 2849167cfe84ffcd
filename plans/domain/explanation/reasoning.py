"""The parts that the full reasoning of every verdict has in common."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from plans.domain.explanation.phrasing import as_it_is, quoted, say, together
from plans.domain.explanation.told import Told
from plans.domain.judgement import Basis
from plans.domain.protocol import Protocol
from plans.domain.rule import AnswerIs
from plans.domain.rules.case import SILENCE_DAYS
from plans.domain.text import Text

_DECIDED: dict[str, Text] = {
    Basis.SCORES: Text(nl="Beslist op de scores.", en="Decided on the scores."),
    Basis.ANSWER: Text(
        nl="Beslist op wat de patiënt zelf aangaf.", en="Decided on what the patient said."
    ),
    Basis.SILENCE: say(
        "Beslist doordat er {days} dagen geen antwoord kwam.",
        "Decided by silence: no answer came for {days} days.",
        days=SILENCE_DAYS,
    ),
    Basis.UNDECIDED: Text(
        nl="Nog niet beslist: er wordt op een antwoord van de patiënt gewacht.",
        en="Not decided yet: the patient's answer is awaited.",
    ),
}
_ADDRESSEES = {
    "physiotherapist": Text(nl="de fysiotherapeut", en="the physiotherapist"),
    "gp": Text(nl="de huisarts", en="the GP"),
    "emergency": Text(nl="de spoedeisende hulp", en="the emergency department"),
}
_URGENCIES = {
    "immediate": Text(nl="nu", en="now"),
    "important": Text(nl="vandaag", en="today"),
    "contact": Text(nl="deze week", en="this week"),
    "may": Text(nl="wanneer het uitkomt", en="when it suits"),
}
_ANCHORS = {
    "plan_start": Text(nl="geteld vanaf het begin van het plan", en="from the start of the plan"),
    "injury": Text(nl="geteld vanaf de dag van de blessure", en="from the day of the injury"),
    "phase_start": Text(nl="geteld vanaf het begin van de fase", en="from the start of the phase"),
}
_DUTCH_SOURCES = {"literature": "literatuur", "clinic's choice": "keuze van de praktijk"}


def in_full(told: Told, *found: Text | None, definition: str, sources: Iterable[str] = ()) -> Text:
    """Put what was found between the rule it was found under and what that rests on.

    ``definition`` names the clinic's written definition, such as ``DEF-4``; ``sources`` come
    after the rule's own.
    """
    known = [told.rule.source] if told.rule is not None else []
    rests_on = dict.fromkeys((*known, *sources))
    return together(
        _opening(told),
        *found,
        _DECIDED.get(told.basis or ""),
        _called(told),
        say(
            "Berust op: {sources}.", "Rests on: {sources}.", sources=_sources(rests_on, definition)
        ),
    )


def window(told: Told, anchor: str | None = None) -> Text:
    """Say over which days was looked, and from where they are counted."""
    counted = _ANCHORS.get(anchor or "")
    if told.days == 1:
        return say("Dag: {day}.", "Day: {day}.", day=told.first)
    span = say(
        "{first} tot en met {last}, {days} dagen",
        "{first} up to and including {last}, {days} days",
        first=told.first,
        last=told.last,
        days=told.days,
    )
    if counted is None:
        return say("Periode: {span}.", "Window: {span}.", span=span)
    return say(
        "Periode: {span}, {counted}.", "Window: {span}, {counted}.", span=span, counted=counted
    )


def question_text(protocol: Protocol, name: str | None) -> Text | None:
    """Return the words of a question; ``None`` when the protocol does not have it."""
    for question in protocol.questions:
        if question.name == name:
            return question.text
    return None


def question_words(protocol: Protocol, name: str) -> Text:
    """Return a question between quotation marks; its name when nobody put it into words."""
    return quoted(question_text(protocol, name) or as_it_is(name))


def answer_words(protocol: Protocol, question: str, answer: str) -> Text:
    """Return an answer between quotation marks; its name when nobody put it into words."""
    for known in protocol.questions:
        if known.name == question:
            for option in known.options:
                if option.value == answer:
                    return quoted(option.text)
    return quoted(as_it_is(answer))


def sign_text(protocol: Protocol, name: str) -> Text | None:
    """Return the words of a sign; ``None`` when the protocol does not have it."""
    return next((sign.text for sign in protocol.signs if sign.name == name), None)


def criterion_text(protocol: Protocol, name: str) -> Text | None:
    """Return the words of a criterion; ``None`` when no gate of the protocol has it."""
    criteria = (criterion for phase in protocol.phases for criterion in phase.gate.criteria)
    return next((criterion.text for criterion in criteria if criterion.name == name), None)


def condition(told: Told, wanted: AnswerIs, nl: str, en: str) -> Text:
    """Say a condition on an answer; ``{question}`` and ``{answer}`` stand for their words."""
    return say(
        nl,
        en,
        question=question_words(told.protocol, wanted.question),
        answer=answer_words(told.protocol, wanted.question, wanted.answer),
    )


def on_day(nl: str, en: str, day: date | None) -> Text | None:
    """Say something of a day, when that day is known."""
    return None if day is None else say(nl, en, day=day)


def _opening(told: Told) -> Text:
    what = say(
        "versie {version} van het protocol {slug}",
        "version {version} of protocol {slug}",
        version=told.version,
        slug=told.protocol.slug,
    )
    if told.kind in ("session", "gate"):
        return say("Volgens {what}.", "By {what}.", what=what)
    return say("Regel {rule}, {what}.", "Rule {rule}, {what}.", rule=told.subject, what=what)


def _called(told: Told) -> Text | None:
    if told.basis == Basis.UNDECIDED:
        return None
    if told.calls is False:
        return Text(nl="Er wordt niemand ingeschakeld.", en="Nobody is called.")
    if told.rule is None or not told.calls:
        return None
    return say(
        "Verwijst naar {to}: {urgency}.",
        "Refers to {to}: {urgency}.",
        to=_ADDRESSEES[told.rule.to],
        urgency=_URGENCIES[told.rule.urgency],
    )


def _sources(sources: Iterable[str], definition: str) -> Text:
    """Give the sources as they were written, the kind of each in the reader's language."""
    parts = [part for source in sources for part in source.split("; ")]
    parts = list(dict.fromkeys((*parts, definition)))
    return Text(nl="; ".join(map(_in_dutch, parts)), en="; ".join(parts))


def _in_dutch(part: str) -> str:
    for english, dutch in _DUTCH_SOURCES.items():
        if part.startswith(english):
            return dutch + part.removeprefix(english)
    return part
