"""What a patient is told to do, by whom a rule calls and how soon."""

from __future__ import annotations

from plans.domain.explanation.phrasing import say, together
from plans.domain.explanation.told import Told
from plans.domain.rule import Rule
from plans.domain.rules.case import SILENCE_DAYS
from plans.domain.text import Text

ANSWER_FIRST = Text(
    nl="Beantwoord de vraag die voor je klaarstaat, dan weten we wat er nodig is.",
    en="Answer the question that is waiting for you, so that we know what is needed.",
)

_EMERGENCY = (
    Text(
        nl="Ga nu naar de spoedeisende hulp. Kun je daar niet komen, bel dan het alarmnummer.",
        en="Go to the emergency department now. If you cannot get there, call the emergency "
        "number.",
    ),
    Text(
        nl="ga dan meteen naar de spoedeisende hulp of bel het alarmnummer",
        en="go to the emergency department at once or call the emergency number",
    ),
)
_GP_NOW = (
    Text(
        nl="Bel nu je huisarts, of buiten kantooruren de huisartsenpost.",
        en="Call your GP now, or the out-of-hours GP service.",
    ),
    Text(
        nl="bel dan meteen je huisarts, of buiten kantooruren de huisartsenpost",
        en="call your GP at once, or the out-of-hours GP service",
    ),
)
_GP_TODAY = (
    Text(
        nl="Bel vandaag nog je huisarts, of buiten kantooruren de huisartsenpost.",
        en="Call your GP today, or the out-of-hours GP service.",
    ),
    Text(
        nl="bel dan dezelfde dag nog je huisarts, of buiten kantooruren de huisartsenpost",
        en="call your GP the same day, or the out-of-hours GP service",
    ),
)
_PHYSIOTHERAPIST = {
    "immediate": (
        Text(nl="Bel nu je fysiotherapeut.", en="Call your physiotherapist now."),
        Text(
            nl="bel dan meteen je fysiotherapeut",
            en="call your physiotherapist at once",
        ),
    ),
    "important": (
        Text(nl="Bel vandaag nog je fysiotherapeut.", en="Call your physiotherapist today."),
        Text(
            nl="bel dan dezelfde dag nog je fysiotherapeut",
            en="call your physiotherapist the same day",
        ),
    ),
    "contact": (
        Text(
            nl="Neem deze week contact op met je fysiotherapeut.",
            en="Contact your physiotherapist this week.",
        ),
        Text(
            nl="neem dan contact op met je fysiotherapeut",
            en="contact your physiotherapist",
        ),
    ),
    "may": (
        Text(
            nl="Je kunt een afspraak maken met je fysiotherapeut om er samen naar te kijken.",
            en="You can make an appointment with your physiotherapist to look at it together.",
        ),
        Text(
            nl="dan kun je een afspraak maken met je fysiotherapeut",
            en="you can make an appointment with your physiotherapist",
        ),
    ),
}


def what_to_do(rule: Rule | None) -> Text:
    """Say whom to call and how soon, as a sentence of its own."""
    return _advice(rule)[0]


def what_to_do_then(rule: Rule | None) -> Text:
    """Say the same as the second half of a sentence that begins with a condition."""
    return _advice(rule)[1]


def after_silence(seen: Text, rule: Rule | None) -> Text:
    """Say what was seen, that the question about it was not answered, and what to do."""
    silence = say(
        "{seen} en op onze vraag daarover kregen we {days} dagen lang geen antwoord.",
        "{seen} and our question about it was not answered for {days} days.",
        seen=seen,
        days=SILENCE_DAYS,
    )
    return together(silence, what_to_do(rule))


def reason_of(told: Told) -> Text:
    """Return the clinic's own words for why somebody is called, and what to do."""
    return told.rule.reason if told.rule is not None else what_to_do(None)


def _advice(rule: Rule | None) -> tuple[Text, Text]:
    if rule is None:
        return _PHYSIOTHERAPIST["contact"]
    if rule.to == "emergency":
        return _EMERGENCY
    if rule.to == "gp":
        return _GP_NOW if rule.urgency == "immediate" else _GP_TODAY
    return _PHYSIOTHERAPIST[rule.urgency]
