"""What a patient's own answer or report leads to, in words (DEF-5, DEF-14 to DEF-16)."""

from __future__ import annotations

from plans.domain.explanation.advice import (
    ANSWER_FIRST,
    after_silence,
    reason_of,
    what_to_do,
    what_to_do_then,
)
from plans.domain.explanation.phrasing import as_it_is, days_long, listed, quoted, say, together
from plans.domain.explanation.reasoning import (
    answer_words,
    in_full,
    question_text,
    question_words,
    sign_text,
    window,
)
from plans.domain.explanation.told import Explanation, Told
from plans.domain.judgement import Basis
from plans.domain.rule import MilestoneRule, SignsRule, TearCheckRule
from plans.domain.text import Text

CALL_TITLES = {
    "emergency": Text(nl="Spoed: nu hulp nodig", en="Emergency: help needed now"),
    "gp_now": Text(nl="De huisarts bellen", en="Call the GP"),
    "contact_physio": Text(
        nl="Contact met de fysiotherapeut", en="Contact with the physiotherapist"
    ),
}
SIGN_TITLES = CALL_TITLES | {
    "ask_again_same_day": Text(nl="Dezelfde dag nog eens kijken", en="Look again the same day"),
}
TALLY_TITLES = CALL_TITLES | {
    "contact_physio": Text(nl="Te veel dagen achter elkaar", en="Too many days in a row"),
}
MILESTONE_TITLES = {
    "on_track": Text(nl="Op tijd zover", en="There in time"),
    "contact_physio": Text(nl="Nog niet zover", en="Not there yet"),
}
TEAR_TITLES = {
    "ok": Text(nl="Geen pijn of loopt gewoon", en="No pain or walking normally"),
    "contact_physio": Text(
        nl="Nog pijn en loopt niet gewoon", en="Still painful and not walking normally"
    ),
    "check_needed": Text(nl="Nog na te vragen", en="Still to be asked"),
}
_NO_ANSWER = Text(nl="geen antwoord gegeven", en="no answer given")
_ASK = Text(
    nl="Kijk aan het eind van de dag nog eens; komt er iets bij of wordt het erger, {then}.",
    en="Look again at the end of the day; if anything is added or it gets worse, {then}.",
)


def explain_report(told: Told) -> Explanation:
    """Tell what an answer leads to that calls somebody by itself."""
    full = in_full(told, window(told), _answered(told), definition="DEF-16, DEF-17")
    return Explanation(CALL_TITLES[told.outcome], reason_of(told), full)


def explain_tally(told: Told) -> Explanation:
    """Tell of an answer that was given on too many days in a row."""
    most = told.count("more_than_days")
    limit = None
    if most is not None:
        limit = say(
            "Dit antwoord komt al langer dan {days} achter elkaar voor; een dag zonder antwoord "
            "ertussen telt niet als nee.",
            "This answer has been given for more than {days} in a row; one day in between "
            "without an answer does not count as a no.",
            days=days_long(most),
        )
    full = in_full(told, window(told), _answered(told), limit, definition="DEF-17")
    return Explanation(TALLY_TITLES[told.outcome], reason_of(told), full)


def explain_milestone(told: Told) -> Explanation:
    """Tell whether a milestone was reached in time."""
    rule = told.rule if isinstance(told.rule, MilestoneRule) else None
    full = in_full(
        told,
        window(told, rule.anchor if rule else None),
        _answered(told),
        _needed(told),
        definition="DEF-5",
    )
    return Explanation(MILESTONE_TITLES[told.outcome], _of_milestone(told), full)


def explain_signs(told: Told) -> Explanation:
    """Tell what the signs lead to that a patient reported."""
    rule = told.rule if isinstance(told.rule, SignsRule) else None
    names = told.names("signs")
    signs = listed(quoted(sign_text(told.protocol, name) or as_it_is(name)) for name in names)
    found = None
    if signs is not None:
        found = say(
            "Gemeld: {signs} ({count} in totaal).",
            "Reported: {signs} ({count} in all).",
            signs=signs,
            count=len(names),
        )
    full = in_full(
        told,
        window(told),
        found,
        _signs_needed(told, rule),
        definition="DEF-15, DEF-17",
    )
    return Explanation(SIGN_TITLES[told.outcome], _of_signs(told), full)


def explain_tear_check(told: Told) -> Explanation:
    """Tell whether it still hurt and the gait was not normal, shortly after the injury."""
    rule = told.rule if isinstance(told.rule, TearCheckRule) else None
    full = in_full(
        told,
        window(told, rule.anchor if rule else None),
        _pain_and_gait(told, rule),
        Text(
            nl="Verwijst als er pijn is én het lopen niet gewoon gaat; is een van beide onbekend "
            "en is er pijn, dan wordt ernaar gevraagd.",
            en="Refers when there is pain and the gait is not normal; when one of the two is "
            "unknown and there may be pain, the patient is asked.",
        ),
        definition="DEF-14",
    )
    return Explanation(TEAR_TITLES[told.outcome], _of_tear_check(told, rule), full)


def _answered(told: Told) -> Text | None:
    """Say what was asked and what was answered, as far as the evidence holds it."""
    question = told.name("question")
    if question is None or "answer" not in told.evidence:
        return None
    answer = told.name("answer")
    return say(
        "Vraag: {question} Antwoord: {answer}.",
        "Question: {question} Answer: {answer}.",
        question=question_words(told.protocol, question),
        answer=answer_words(told.protocol, question, answer) if answer else _NO_ANSWER,
    )


def _needed(told: Told) -> Text | None:
    question, needed = told.name("question"), told.name("needed")
    if question is None or needed is None:
        return None
    return say(
        "Nodig was {answer}, uiterlijk op {last}.",
        "Needed was {answer}, by {last} at the latest.",
        answer=answer_words(told.protocol, question, needed),
        last=told.last,
    )


def _of_milestone(told: Told) -> Text:
    question = question_text(told.protocol, told.name("question"))
    if told.outcome == "on_track":
        good = Text(
            nl="Je bent op tijd zover. Ga door met je plan.",
            en="You are there in time. Carry on with your plan.",
        )
        answer = told.name("answer")
        if question is None or answer is None:
            return good
        return say(
            "Je antwoordde {answer} op de vraag {question} Daarmee lig je op schema.",
            "You answered {answer} to the question {question} That puts you on schedule.",
            answer=answer_words(told.protocol, told.name("question") or "", answer),
            question=quoted(question),
        )
    if question is None or "answer" not in told.evidence or told.name("answer"):
        return reason_of(told)
    unanswered = say(
        "Op de vraag {question} hebben we geen antwoord van je gekregen.",
        "We have had no answer from you to the question {question}",
        question=quoted(question),
    )
    return together(unanswered, what_to_do(told.rule))


def _signs_needed(told: Told, rule: SignsRule | None) -> Text | None:
    at_least = told.count("at_least") or (rule.at_least if rule else None)
    if at_least is None:
        return None
    if rule is None:
        return say("Verwijst vanaf {count}.", "Refers from {count} on.", count=at_least)
    return say(
        "Verwijst vanaf {count} van de {all} verschijnselen, samen geteld over {days}.",
        "Refers from {count} of the {all} signs on, counted together over {days}.",
        count=at_least,
        all=len(rule.signs),
        days=days_long(rule.within_days),
    )


def _of_signs(told: Told) -> Text:
    if told.outcome != "ask_again_same_day":
        return reason_of(told)
    texts = [sign_text(told.protocol, name) for name in told.names("signs")]
    signs = listed(quoted(text) for text in texts if text is not None)
    seen = Text(nl="Je hebt een verandering gemeld", en="You reported a change")
    if signs is not None:
        seen = say("Je meldde: {signs}", "You reported: {signs}", signs=signs)
    if told.is_silence:
        return after_silence(say("{seen},", "{seen},", seen=seen), told.rule)
    if told.calls:
        is_answer = told.basis == Basis.ANSWER
        return reason_of(told) if is_answer else together(_full_stop(seen), what_to_do(told.rule))
    asked = say(_ASK.nl, _ASK.en, then=what_to_do_then(told.rule))
    return together(_full_stop(seen), asked)


def _pain_and_gait(told: Told, rule: TearCheckRule | None) -> Text | None:
    if "pain" not in told.evidence and "gait" not in told.evidence:
        return None
    pain, gait = told.count("pain"), told.name("gait")
    at_least = told.count("pain_at_least") or (rule.pain_at_least if rule else 1)
    score = say("{pain}", "{pain}", pain=pain) if pain is not None else _NO_SCORE
    walk: Text = _NO_ANSWER
    if gait is not None and rule is not None:
        walk = answer_words(told.protocol, rule.gait.question, gait)
    return say(
        "Pijnscore: {score} (pijn telt vanaf {least}); lopen: {walk}.",
        "Pain score: {score} (pain counts from {least} on); walking: {walk}.",
        score=score,
        least=at_least,
        walk=walk if gait is None or rule is not None else as_it_is(gait),
    )


_NO_SCORE = Text(nl="niet ingevuld", en="not filled in")


def _of_tear_check(told: Told, rule: TearCheckRule | None) -> Text:
    if told.outcome == "ok":
        return together(_bearable(told, rule), _GO_ON)
    if told.outcome == "contact_physio":
        return reason_of(told)
    unknown = _unknown(told)
    if told.is_silence:
        return after_silence(say("{seen},", "{seen},", seen=unknown), told.rule)
    if told.calls:
        return together(_full_stop(unknown), what_to_do(told.rule))
    if told.basis == Basis.UNDECIDED:
        return together(_full_stop(unknown), ANSWER_FIRST)
    return say(
        "{seen}. Heb je pijn en loop je anders dan je gewend bent, {then}.",
        "{seen}. If you have pain and walk differently from usual, {then}.",
        seen=unknown,
        then=what_to_do_then(told.rule),
    )


_GO_ON = Text(
    nl="Ga door met je plan en blijf je pijnscore invullen.",
    en="Carry on with your plan and keep filling in your pain score.",
)


def _unknown(told: Told) -> Text:
    """Say what is not known yet: the pain, the gait, or both."""
    if told.count("pain") is not None:
        return Text(
            nl="We weten nog niet of je weer gewoon loopt",
            en="We do not know yet whether you walk normally again",
        )
    if told.name("gait") is not None:
        return Text(
            nl="We weten nog niet of je nog pijn hebt",
            en="We do not know yet whether you still have pain",
        )
    return Text(
        nl="We weten nog niet of je nog pijn hebt en of je weer gewoon loopt",
        en="We do not know yet whether you still have pain and whether you walk normally again",
    )


def _full_stop(clause: Text) -> Text:
    return say("{clause}.", "{clause}.", clause=clause)


def _bearable(told: Told, rule: TearCheckRule | None) -> Text:
    pain, gait = told.count("pain"), told.name("gait")
    if pain == 0:
        return Text(
            nl="Bij de controle kort na je blessure had je geen pijn.",
            en="At the check shortly after your injury you had no pain.",
        )
    if pain is not None and rule is not None and pain >= rule.pain_at_least and gait is not None:
        return Text(
            nl="Bij de controle kort na je blessure liep je gewoon of bijna gewoon.",
            en="At the check shortly after your injury you walked normally or nearly so.",
        )
    return Text(
        nl="Bij de controle kort na je blessure had je nauwelijks pijn of liep je gewoon.",
        en="At the check shortly after your injury you had hardly any pain or walked normally.",
    )
