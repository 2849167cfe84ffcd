"""Every verdict in words, whatever was judged; one that nobody can explain says so calmly."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from plans.domain.explanation import answering, gating, loading, resuming, trend
from plans.domain.explanation.phrasing import as_it_is, say
from plans.domain.explanation.reasoning import in_full, window
from plans.domain.explanation.told import Explanation, Told
from plans.domain.explanation.trend_figures import TREND_TITLES
from plans.domain.text import Text

RESOLVED = "resolved_by_referral"
"""What closes the rules of a self-care plan when treatment takes over (DEF-13)."""

_EXPLAINERS: Mapping[str, tuple[Mapping[str, Text], Callable[[Told], Explanation]]] = {
    "trend": (TREND_TITLES, trend.explain_trend),
    "milestone": (answering.MILESTONE_TITLES, answering.explain_milestone),
    "tear_check": (answering.TEAR_TITLES, answering.explain_tear_check),
    "resuming": (resuming.RESUMING_TITLES, resuming.explain_resuming),
    "signs": (answering.SIGN_TITLES, answering.explain_signs),
    "report": (answering.CALL_TITLES, answering.explain_report),
    "tally": (answering.TALLY_TITLES, answering.explain_tally),
    "not_reached": (gating.NOT_REACHED_TITLES, gating.explain_not_reached),
    "flare": (loading.FLARE_TITLES, loading.explain_flare),
    "prognosis": (gating.PROGNOSIS_TITLES, gating.explain_prognosis),
    "session": (loading.SESSION_TITLES, loading.explain_session),
    "gate": (gating.GATE_TITLES, gating.explain_gate),
}


def explain(verdict: Told) -> Explanation:
    """Explain a stored verdict in both languages: a title, the patient's text, the clinician's.

    What the evidence does not hold is left out; a kind or an outcome that this release does not
    know gets a text that claims nothing.
    """
    if verdict.outcome == RESOLVED:
        return _resolved(verdict)
    titles, explainer = _EXPLAINERS.get(verdict.kind, ({}, _unknown))
    return explainer(verdict) if verdict.outcome in titles else _unknown(verdict)


def title_of(kind: str, outcome: str) -> Text:
    """Return in a few words what came of a judgement, without the figures it was made from."""
    if outcome == RESOLVED:
        return _TAKEN_OVER
    titles, _explainer = _EXPLAINERS.get(kind, ({}, _unknown))
    return titles.get(outcome, as_it_is(outcome.replace("_", " ") or "?"))


_TAKEN_OVER = Text(nl="Behandeling neemt het over", en="Treatment takes over")


def _resolved(told: Told) -> Explanation:
    return Explanation(
        title=_TAKEN_OVER,
        patient=Text(
            nl="Deze controle is niet meer nodig, omdat je nu samen met je fysiotherapeut "
            "verdergaat.",
            en="This check is no longer needed, because you now carry on together with your "
            "physiotherapist.",
        ),
        clinician=in_full(
            told,
            window(told),
            Text(
                nl="Niet meer beoordeeld: het zelfzorgplan is overgegaan in een behandelplan.",
                en="Not judged any more: the self-care plan was turned into a treatment plan.",
            ),
            definition="DEF-13",
        ),
    )


def _unknown(told: Told) -> Explanation:
    return Explanation(
        title=as_it_is(told.outcome.replace("_", " ") or "?"),
        patient=Text(
            nl="We hebben naar je herstel gekeken. Neem contact op met de praktijk als je wilt "
            "weten wat dit voor je betekent.",
            en="We have looked at your recovery. Contact the clinic if you would like to know "
            "what this means for you.",
        ),
        clinician=in_full(
            told,
            window(told),
            say("Uitkomst: {outcome}.", "Outcome: {outcome}.", outcome=told.outcome),
            definition="DEF-17",
        ),
    )
