"""Whether the next phase may open and recovery keeps to its time, in words (DEF-10)."""

from __future__ import annotations

from collections.abc import Iterable

from plans.domain.explanation.advice import reason_of
from plans.domain.explanation.phrasing import (
    as_it_is,
    days_long,
    listed,
    lowered,
    quoted,
    say,
    together,
)
from plans.domain.explanation.reasoning import criterion_text, in_full, on_day, window
from plans.domain.explanation.told import Explanation, Told
from plans.domain.protocol import Phase
from plans.domain.rule import NotReachedRule, PrognosisRule
from plans.domain.rules.gate import MIN_DAYS
from plans.domain.text import Text

GATE_TITLES = {
    "not_met": Text(nl="Nog niet toe aan de volgende fase", en="Not ready for the next phase yet"),
    "met": Text(nl="Toe aan de volgende fase", en="Ready for the next phase"),
    "overdue": Text(nl="Fase duurt langer dan gepland", en="Phase takes longer than planned"),
}
LAST_GATE_TITLES = {
    "not_met": Text(nl="Nog niet helemaal hersteld", en="Not fully recovered yet"),
    "met": Text(nl="Helemaal hersteld", en="Fully recovered"),
    "overdue": GATE_TITLES["overdue"],
}
NOT_REACHED_TITLES = {
    "on_track": Text(nl="Op tijd bereikt", en="Reached in time"),
    "contact_physio": Text(nl="Niet op tijd bereikt", en="Not reached in time"),
}
PROGNOSIS_TITLES = {
    "ok": Text(nl="Helemaal hersteld", en="Fully recovered"),
    "contact_physio": Text(
        nl="Herstel duurt langer dan verwacht", en="Recovery takes longer than expected"
    ),
}
_PHASES = {
    "acute": Text(nl="eerste dagen", en="first days"),
    "mobility": Text(nl="weer in beweging", en="getting mobile"),
    "relative_rest": Text(nl="relatieve rust", en="relative rest"),
    "build_up": Text(nl="opbouw", en="build-up"),
    "return_to_sport": Text(nl="terug naar sport", en="return to sport"),
}
_LONG_ENOUGH = Text(nl="De fase heeft lang genoeg geduurd.", en="The phase has lasted long enough.")
_NOTHING_MISSING = Text(nl="Er ontbreekt niets.", en="Nothing is missing.")
_NEXT = {
    "patient": Text(
        nl="Alles wat voor de volgende fase nodig is, heb je bereikt. Als je er klaar voor bent, "
        "open je de volgende fase zelf.",
        en="You have reached everything that the next phase needs. When you feel ready, you open "
        "the next phase yourself.",
    ),
    "physiotherapist": Text(
        nl="Voor zover jij het kunt invullen, is alles bereikt wat voor de volgende fase nodig is. "
        "Je fysiotherapeut kijkt met je mee en opent de volgende fase.",
        en="As far as you can report it, everything that the next phase needs has been reached. "
        "Your physiotherapist will look with you and open the next phase.",
    ),
}
_RECOVERED = Text(
    nl="Je sport weer, je hebt geen hulpmiddelen meer nodig en je bent lang genoeg zonder pijn: "
    "alles wat bij volledig herstel hoort, heb je bereikt.",
    en="You are doing your sport again, need no aids any more and have been without pain for long "
    "enough: you have reached everything that full recovery takes.",
)


def explain_gate(told: Told) -> Explanation:
    """Tell where a phase stands: what is missing, and who opens the next one."""
    titles = LAST_GATE_TITLES if told.subject == "return_to_sport" else GATE_TITLES
    title = titles[told.outcome]
    phase = _phase(told)
    full = in_full(
        told,
        say(
            "Fase {phase}, begonnen op {first}, bekeken op {last}.",
            "Phase {phase}, begun on {first}, looked at on {last}.",
            phase=_PHASES.get(told.subject, as_it_is(told.subject)),
            first=told.first,
            last=told.last,
        ),
        say("Uitkomst: {title}.", "Outcome: {title}.", title=lowered(title)),
        _missing(told),
        _to_examine(told),
        _opened_by(phase),
        definition="DEF-10",
        sources=_sources(phase),
    )
    return Explanation(title, _of_gate(told, phase), full)


def explain_not_reached(told: Told) -> Explanation:
    """Tell whether a criterion was met in the time allowed."""
    rule = told.rule if isinstance(told.rule, NotReachedRule) else None
    name = told.name("criterion") or (rule.criterion if rule else None)
    text = criterion_text(told.protocol, name) if name else None
    criterion = None
    if name:
        criterion = say(
            "Gevraagd: {text}.",
            "Asked: {text}.",
            text=quoted(_without_stop(text or as_it_is(name))),
        )
    full = in_full(
        told,
        window(told, rule.anchor if rule else None),
        criterion,
        _met_on(told),
        definition="DEF-10",
    )
    return Explanation(NOT_REACHED_TITLES[told.outcome], _of_not_reached(told, text), full)


def explain_prognosis(told: Told) -> Explanation:
    """Tell whether recovery took longer than the longest that was expected."""
    rule = told.rule if isinstance(told.rule, PrognosisRule) else None
    since, needed = told.day("pain_free_since"), told.count("pain_free_days")
    nothing = None
    if since is None and "pain_free_since" in told.evidence:
        nothing = Text(nl="Zonder pijn sinds: nog niet.", en="Without pain since: not yet.")
    recovered = None
    if needed is not None:
        recovered = say(
            "Volledig herstel vraagt {days} op rij zonder pijn, sport hervat en geen hulpmiddelen.",
            "Full recovery asks for {days} in a row without pain, sport resumed and no aids.",
            days=days_long(needed),
        )
    full = in_full(
        told,
        window(told, rule.anchor if rule else None),
        on_day(
            "Herstel verwacht vóór {day}.",
            "Recovery expected before {day}.",
            told.day("expected_until"),
        ),
        on_day("Zonder pijn sinds {day}.", "Without pain since {day}.", since),
        nothing,
        recovered,
        definition="DEF-10",
    )
    patient = _RECOVERED if told.outcome == "ok" else reason_of(told)
    return Explanation(PROGNOSIS_TITLES[told.outcome], patient, full)


def _phase(told: Told) -> Phase | None:
    return next((phase for phase in told.protocol.phases if phase.kind == told.subject), None)


def _of_gate(told: Told, phase: Phase | None) -> Text:
    if told.outcome == "met":
        if told.subject == "return_to_sport":
            return _RECOVERED
        return _NEXT[phase.gate.opened_by if phase else "physiotherapist"]
    waits = listed(_in_words(told, known_only=True))
    missing = None
    if waits is not None:
        missing = say(
            "Eerst moet dit kloppen: {waits}.", "First this has to hold: {waits}.", waits=waits
        )
    if told.outcome == "overdue":
        return together(
            Text(
                nl="Deze fase duurt langer dan gepland, en dat bekijkt de praktijk met je. Blijf "
                "tot die tijd in deze fase.",
                en="This phase is taking longer than planned, and the clinic will look at that "
                "with you. Stay in this phase until then.",
            ),
        )
    if told.subject == "return_to_sport":
        return together(
            Text(nl="Je bent nog niet helemaal hersteld.", en="You have not fully recovered yet."),
            missing,
        )
    return together(
        Text(nl="De volgende fase kan nog niet beginnen.", en="The next phase cannot begin yet."),
        missing,
    )


def _in_words(told: Told, *, known_only: bool = False) -> Iterable[Text]:
    """Give what is missing in words; patients see no names that were not put into words."""
    for name in told.names("missing"):
        text = _LONG_ENOUGH if name == MIN_DAYS else criterion_text(told.protocol, name)
        if text is not None or not known_only:
            yield quoted(_without_stop(text or as_it_is(name)))


def _missing(told: Told) -> Text | None:
    if "missing" not in told.evidence:
        return None
    missing = listed(_in_words(told))
    if missing is None:
        return _NOTHING_MISSING
    return say(
        "Nog niet vervuld ({count}): {missing}.",
        "Not met yet ({count}): {missing}.",
        count=len(told.names("missing")),
        missing=missing,
    )


def _to_examine(told: Told) -> Text | None:
    names = told.names("to_examine")
    texts = (criterion_text(told.protocol, name) or as_it_is(name) for name in names)
    items = listed(quoted(_without_stop(text)) for text in texts)
    if items is None:
        return None
    return say(
        "Te beoordelen bij het onderzoek: {items}.",
        "To be judged in the examination: {items}.",
        items=items,
    )


def _opened_by(phase: Phase | None) -> Text | None:
    if phase is None or phase.kind == "return_to_sport":
        return None
    return {
        "patient": Text(
            nl="De patiënt opent de volgende fase.", en="The patient opens the next phase."
        ),
        "physiotherapist": Text(
            nl="De fysiotherapeut opent de volgende fase.",
            en="The physiotherapist opens the next phase.",
        ),
    }[phase.gate.opened_by]


def _sources(phase: Phase | None) -> tuple[str, ...]:
    if phase is None:
        return ()
    criteria = (criterion.source for criterion in phase.gate.criteria)
    return (phase.duration.source, phase.gate.source, *criteria)


def _met_on(told: Told) -> Text | None:
    within = told.count("within_days")
    day = told.day("met_on")
    if day is not None:
        return say("Bereikt op {day}.", "Reached on {day}.", day=day)
    if within is None or "met_on" not in told.evidence:
        return None
    return say(
        "Op geen enkele dag bereikt; de grens is {days}.",
        "Not reached on any day; the limit is {days}.",
        days=days_long(within),
    )


def _of_not_reached(told: Told, text: Text | None) -> Text:
    if told.outcome != "on_track":
        return reason_of(told)
    if text is None:
        return Text(
            nl="Je hebt op tijd bereikt wat voor deze stap nodig was.",
            en="You reached what this step needed in time.",
        )
    return say(
        "Dit heb je op tijd bereikt: {text}.",
        "You reached this in time: {text}.",
        text=quoted(_without_stop(text)),
    )


def _without_stop(text: Text) -> Text:
    return Text(nl=text.nl.rstrip("."), en=text.en.rstrip("."))
