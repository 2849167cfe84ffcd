"""How the body took load, in words: one session, and the weeks of a build-up."""

from __future__ import annotations

from plans.domain.explanation.advice import reason_of
from plans.domain.explanation.phrasing import beside, days_long, listed_days, lowered, say, written
from plans.domain.explanation.reasoning import in_full, window
from plans.domain.explanation.told import Explanation, Told
from plans.domain.rule import FlareRule
from plans.domain.text import Text

SESSION_TITLES = {
    "ok": Text(nl="Belasting goed verdragen", en="Load tolerated well"),
    "reduce_load": Text(nl="Te veel belasting", en="Too much load"),
    "unknown": Text(nl="Onbekend hoe het ging", en="Not known how it went"),
    "pending": Text(nl="Wacht op de volgende ochtend", en="Waiting for the next morning"),
}
FLARE_TITLES = {
    "on_track": Text(nl="Opbouw op schema", en="Build-up on track"),
    "expected_flare": Text(nl="Verwachte reactie", en="Expected reaction"),
    "step_back": Text(nl="Een stap terug", en="One step back"),
    "contact_physio": Text(
        nl="Te sterke reactie op de opbouw", en="Too strong a reaction to the build-up"
    ),
}
_LOADS = {
    "run": Text(nl="het hardlopen", en="running"),
    "walk": Text(nl="het wandelen", en="walking"),
}
_THIS_EXERCISE = Text(nl="deze oefening", en="this exercise")
_MISSING = Text(nl="niet ingevuld", en="not filled in")


def explain_session(told: Told) -> Explanation:
    """Tell how one day's load was taken (DEF-7)."""
    what = _LOADS.get(told.subject) or say(
        "de oefening {name}", "the exercise {name}", name=told.subject
    )
    full = in_full(
        told,
        say("Belasting: {what} op {day}.", "Load: {what} on {day}.", what=what, day=told.first),
        _session_scores(told),
        Text(
            nl="Te veel is: tijdens de belasting boven de grens, of de volgende ochtend meer dan "
            "1 punt hoger dan de ochtend ervoor.",
            en="Too much is: above the limit during the load, or more than 1 point higher the "
            "next morning than the morning before.",
        ),
        say("Uitkomst: {title}.", "Outcome: {title}.", title=lowered(SESSION_TITLES[told.outcome])),
        definition="DEF-7",
    )
    return Explanation(SESSION_TITLES[told.outcome], _of_session(told), full)


def explain_flare(told: Told) -> Explanation:
    """Tell whether more pain during the build-up is to be expected (DEF-8)."""
    rule = told.rule if isinstance(told.rule, FlareRule) else None
    full = in_full(
        told,
        window(told),
        _bad_sessions(told),
        _weeks(told),
        _rise_needed(told, rule),
        _expected(told, rule),
        definition="DEF-8",
    )
    return Explanation(FLARE_TITLES[told.outcome], _of_flare(told), full)


def _session_scores(told: Told) -> Text | None:
    keys = ("ceiling", "during", "before", "after")
    if not any(key in told.evidence for key in keys):
        return None
    scores = {key: told.count(key) for key in keys}
    return say(
        "Pijn tijdens: {during} (grens {ceiling}); ochtend ervoor: {before}; volgende ochtend: "
        "{after}.",
        "Pain during: {during} (limit {ceiling}); morning before: {before}; next morning: {after}.",
        **{key: _MISSING if score is None else score for key, score in scores.items()},
    )


def _of_session(told: Told) -> Text:
    what = _LOADS.get(told.subject, _THIS_EXERCISE)
    pattern = _of_too_much(told) if told.outcome == "reduce_load" else _SESSIONS[told.outcome]
    return say(pattern.nl, pattern.en, what=what, day=told.first)


_SESSIONS = {
    "ok": Text(
        nl="Op {day} ging {what} goed: de pijn bleef binnen de grens en was de volgende ochtend "
        "niet duidelijk hoger.",
        en="On {day} {what} went well: the pain stayed within the limit and was not clearly "
        "higher the next morning.",
    ),
    "unknown": Text(
        nl="Hoe {what} op {day} ging, weten we niet, omdat er een pijnscore ontbreekt. Vul de "
        "volgende keer de pijn tijdens het bewegen in, en ook je pijn van die ochtend en de "
        "ochtend erna.",
        en="We do not know how {what} went on {day}, because a pain score is missing. Next time, "
        "fill in the pain while you move, and also your pain that morning and the morning after.",
    ),
    "pending": Text(
        nl="Hoe {what} op {day} ging, weten we zodra je de volgende ochtend je pijnscore invult.",
        en="We will know how {what} went on {day} once you fill in your pain score the next "
        "morning.",
    ),
}
_TOO_MUCH_DURING = Text(
    nl="Op {day} deed {what} meer pijn dan in deze fase de bedoeling is. Doe de volgende keer "
    "minder: korter, rustiger of lichter.",
    en="On {day} {what} hurt more than is intended in this phase. Do less next time: shorter, "
    "calmer or lighter.",
)
_TOO_MUCH_AFTER = Text(
    nl="De ochtend na {what} op {day} had je duidelijk meer pijn dan de ochtend ervoor. Doe de "
    "volgende keer minder: korter, rustiger of lichter.",
    en="The morning after {what} on {day} you had clearly more pain than the morning before. Do "
    "less next time: shorter, calmer or lighter.",
)


def _of_too_much(told: Told) -> Text:
    during, ceiling = told.count("during"), told.count("ceiling")
    before, after = told.count("before"), told.count("after")
    has_risen = before is not None and after is not None and after > before + 1
    is_above = during is not None and ceiling is not None and during > ceiling
    return _TOO_MUCH_AFTER if has_risen and not is_above else _TOO_MUCH_DURING


def _of_flare(told: Told) -> Text:
    if told.outcome == "contact_physio":
        return reason_of(told)
    if told.outcome != "on_track":
        return _FLARES[told.outcome]
    is_known = told.figure("this_week") is not None and told.figure("last_week") is not None
    return _FLARES["on_track" if is_known else "too_few"]


_FLARES = {
    "on_track": Text(
        nl="Je opbouw loopt volgens plan: geen training was te zwaar en je pijn in de ochtend is "
        "niet duidelijk toegenomen.",
        en="Your build-up is on track: no session was too heavy and your pain in the morning has "
        "not clearly increased.",
    ),
    "too_few": Text(
        nl="Je hebt geen training gemeld die te zwaar was, maar er zijn te weinig pijnscores van "
        "de ochtend om deze week met de vorige te vergelijken. Vul ze liefst elke dag in.",
        en="You reported no session that was too heavy, but there are too few morning scores to "
        "compare this week with the last. Fill them in every day if you can.",
    ),
    "expected_flare": Text(
        nl="Je hebt wat meer pijn, en dat hoort bij de eerste weken van de opbouw. Herhaal de stap "
        "waarmee je nu bezig bent en maak het nog niet zwaarder.",
        en="You have somewhat more pain, and that belongs to the first weeks of the build-up. "
        "Repeat the step you are on and do not make it heavier yet.",
    ),
    "step_back": Text(
        nl="De training was deze week iets te zwaar. Ga een stap terug in je opbouw en bouw pas "
        "weer op als dat goed gaat.",
        en="Your training was a little too heavy this week. Go back one step in your build-up "
        "and build up again only when that goes well.",
    ),
}


def _bad_sessions(told: Told) -> Text | None:
    days = told.days_of("bad_sessions")
    if days is None:
        return None
    on = listed_days(days)
    if on is None:
        return Text(nl="Dagen met te veel belasting: 0.", en="Days with too much load: 0.")
    return say(
        "Dagen met te veel belasting: {count} ({days}).",
        "Days with too much load: {count} ({days}).",
        count=len(days),
        days=on,
    )


def _weeks(told: Told) -> Text | None:
    if "this_week" not in told.evidence and "last_week" not in told.evidence:
        return None
    this, last = told.figure("this_week"), told.figure("last_week")
    few = Text(nl="te weinig scores", en="too few scores")
    means = say(
        "Gemiddelde ochtendscore van deze zeven dagen: {this}; van de zeven ervoor: {last}",
        "Mean morning score of these seven days: {this}; of the seven before: {last}",
        this=few if this is None else this,
        last=few if last is None else last,
    )
    if this is None or last is None:
        return say("{means}.", "{means}.", means=means)
    limit = told.figure("week_rise_points")
    rise = beside(this - last, [] if limit is None else [limit])
    return say(
        "{means}; verschil {rise} punt.",
        "{means}; difference {rise} points.",
        means=means,
        rise=rise,
    )


def _rise_needed(told: Told, rule: FlareRule | None) -> Text | None:
    points = told.figure("week_rise_points")
    if points is None:
        return None
    needed = say(
        "Een toename telt vanaf {points} punt",
        "A rise counts from {points} points on",
        points=written(points),
    )
    if rule is None:
        return say("{needed}.", "{needed}.", needed=needed)
    return say(
        "{needed}, met minstens {mornings} ochtenden per week.",
        "{needed}, with at least {mornings} mornings in each week.",
        needed=needed,
        mornings=rule.mornings_needed,
    )


def _expected(told: Told, rule: FlareRule | None) -> Text | None:
    is_expected = told.evidence.get("is_expected")
    if is_expected is True and rule is not None and rule.expected_days:
        return say(
            "Valt in de eerste {days} van de opbouw, waarin meer pijn te verwachten is.",
            "Falls in the first {days} of the build-up, when more pain is expected.",
            days=days_long(rule.expected_days),
        )
    if is_expected is False:
        return Text(
            nl="Valt niet in een periode waarin meer pijn te verwachten is.",
            en="Does not fall in a time when more pain is expected.",
        )
    return None
