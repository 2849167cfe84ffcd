"""What running again did to the pain, in words (DEF-6)."""

from __future__ import annotations

from dataclasses import replace

from plans.domain.explanation.advice import (
    ANSWER_FIRST,
    after_silence,
    reason_of,
    what_to_do,
    what_to_do_then,
)
from plans.domain.explanation.phrasing import (
    beside,
    days_long,
    listed,
    say,
    together,
    written,
)
from plans.domain.explanation.reasoning import in_full, on_day, window
from plans.domain.explanation.told import Explanation, Told
from plans.domain.judgement import Basis
from plans.domain.rule import ResumingRule
from plans.domain.text import Text

RESUMING_TITLES = {
    "ok": Text(nl="Geen duidelijke toename na hervatten", en="No clear rise after resuming"),
    "worse_on_resuming": Text(nl="Meer pijn na hervatten", en="More pain after resuming"),
    "insufficient_data": Text(nl="Te weinig pijnscores", en="Too few scores"),
    "rule_off": Text(nl="Niet van toepassing", en="Does not apply"),
}
_MISSING = Text(nl="niet ingevuld", en="not filled in")


def explain_resuming(told: Told) -> Explanation:
    """Tell what running again did to the pain (DEF-6)."""
    rule = told.rule if isinstance(told.rule, ResumingRule) else None
    if told.outcome == "rule_off":
        told = replace(told, basis=None)
        found: tuple[Text | None, ...] = (_SUPERVISED,)
    else:
        on = on_day("Te hoog op {day}.", "Too high on {day}.", told.day("on"))
        found = (_reference(told, rule), _peaks(told), on, _limit(told))
    full = in_full(
        told,
        window(told),
        *found,
        definition="DEF-6",
    )
    return Explanation(RESUMING_TITLES[told.outcome], _of_resuming(told), full)


def _of_resuming(told: Told) -> Text:
    if told.outcome == "worse_on_resuming":
        return reason_of(told)
    if told.outcome == "rule_off":
        return _NOT_JUDGED
    if told.outcome == "ok":
        return _NO_RISE if told.scores("peaks") != {} else _no_peaks(told)
    if told.is_silence:
        return after_silence(_TOO_FEW_CLAUSE, told.rule)
    if told.calls:
        is_answer = told.basis == Basis.ANSWER
        return reason_of(told) if is_answer else together(_TOO_FEW, what_to_do(told.rule))
    if told.basis == Basis.UNDECIDED:
        return together(_TOO_FEW, ANSWER_FIRST)
    if told.calls is False and told.basis == Basis.ANSWER:
        return together(_TOO_FEW, _NO_WORSE)
    return together(_TOO_FEW, _if_worse(told))


_TOO_FEW_CLAUSE = Text(
    nl="Van de dagen voordat je weer ging hardlopen hebben we te weinig pijnscores,",
    en="We have too few pain scores of the days before you started running again,",
)
_TOO_FEW = Text(
    nl="Van de dagen voordat je weer ging hardlopen hebben we te weinig pijnscores om te "
    "vergelijken.",
    en="We have too few pain scores of the days before you started running again to compare.",
)
_SUPERVISED = Text(
    nl="Niet beoordeeld: bij de begeleide opbouw van een pees is draaglijke pijn een deel van de "
    "oefeningen; daar gelden DEF-7 en DEF-8.",
    en="Not judged: in the supervised build-up of a tendon bearable pain is part of the "
    "exercises; DEF-7 and DEF-8 apply there.",
)
_NO_RISE = Text(
    nl="Toen je weer ging hardlopen, nam je pijn niet duidelijk toe. Bouw rustig verder op volgens "
    "je plan.",
    en="When you started running again, your pain did not clearly increase. Build up calmly "
    "according to your plan.",
)
_NO_WORSE = Text(
    nl="Je liet zelf weten dat de pijn niet is toegenomen; bouw rustig op en vul je pijnscore "
    "elke dag in.",
    en="You told us yourself that the pain has not increased; build up calmly and fill in your "
    "pain score every day.",
)
_NOT_JUDGED = Text(
    nl="Je bouwt op onder begeleiding van je fysiotherapeut, en daarbij mag je iets voelen. Je "
    "fysiotherapeut volgt op een andere manier hoe het hardlopen gaat.",
    en="You are building up under the guidance of your physiotherapist, and you may feel "
    "something while you do. Your physiotherapist follows in another way how running goes.",
)


def _no_peaks(told: Told) -> Text:
    unknown = Text(
        nl="Van de dagen waarop je weer hardliep, is geen pijnscore ingevuld.",
        en="No pain score was filled in for the days on which you ran again.",
    )
    return together(unknown, _if_worse(told))


def _if_worse(told: Told) -> Text:
    return say(
        "Is de pijn toegenomen sinds je weer hardloopt, {then}.",
        "If the pain has increased since you started running again, {then}.",
        then=what_to_do_then(told.rule),
    )


def _reference(told: Told, rule: ResumingRule | None) -> Text | None:
    before = told.figure("baseline")
    if told.outcome == "insufficient_data" and rule is not None:
        return say(
            "Van de {days} voor de eerste keer hardlopen is geen enkele score bekend; dan beslist "
            "het antwoord van de patiënt.",
            "No score is known of the {days} before the first run; then the patient's answer "
            "decides.",
            days=days_long(max(rule.reference_days, rule.look_back_days)),
        )
    if before is None:
        return None
    if rule is None:
        return say("Pijn ervoor: {before}.", "Pain before: {before}.", before=before)
    return say(
        "Pijn voor de eerste keer hardlopen: {before} (gemiddelde van de {days} ervoor, anders de "
        "laatste score).",
        "Pain before the first run: {before} (mean of the {days} before it, else the last score).",
        before=before,
        days=days_long(rule.reference_days),
    )


def _peaks(told: Told) -> Text | None:
    peaks = told.scores("peaks")
    if peaks is None:
        return None
    said = listed(
        say("{day}: {peak}", "{day}: {peak}", day=day, peak=peak) for day, peak in peaks.items()
    )
    return say(
        "Hoogste pijn per hardloopdag, de volgende ochtend meegeteld: {peaks}.",
        "Highest pain on each day of running, the next morning included: {peaks}.",
        peaks=said or _MISSING,
    )


def _limit(told: Told) -> Text | None:
    points = told.figure("rise_points")
    if points is None:
        return None
    before, rise = told.figure("baseline"), told.figure("delta")
    limit = say(
        "Te hoog is {points} punt of meer erboven",
        "Too high is {points} points or more above that",
        points=written(points),
    )
    if before is None or rise is None:
        return say("{limit}.", "{limit}.", limit=limit)
    return say(
        "{limit}, dus vanaf {from_}; het hoogste verschil was {rise} punt.",
        "{limit}, so from {from_} on; the largest difference was {rise} points.",
        limit=limit,
        from_=before + points,
        rise=beside(-rise, [points]),
    )
