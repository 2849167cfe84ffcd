"""The made-up patients of the demo clinic: their injury, their plan and what happened so far.

Days are counted back from today where the patient lives: 1 is yesterday. Nothing is told of today.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from plans.domain.change import Change, ChangeDose, OpenPhase, PausePlan
from plans.domain.dosage import Frequency
from plans.domain.protocol import PhaseKind

AMSTERDAM = "Europe/Amsterdam"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A change of the plan: how many days ago, what, and why; ``make`` is given that day."""

    days_ago: int
    make: Callable[[date], Change]
    reason: str
    by_patient: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """The day on which treatment took over: the referral was seen, and closed with a new plan."""

    days_ago: int
    protocol: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One injury from the first day of its plan up to and including yesterday.

    ``pain`` is one score (0-10) for each of those days, in order; ``None`` where nothing was
    reported. ``skips`` leaves out every so many turns of the exercises (0: none), and only the
    last ``ticked_days`` days were ticked off at all. All the others begin with days ago:
    ``answers`` go on with question and answer, ``signs`` with what was noticed, ``activities``
    with what was done, for how many minutes and with what pain.
    """

    protocol: str
    side: str
    injured_days_ago: int
    pain: tuple[int | None, ...]
    skips: int = 0
    ticked_days: int = 14
    turns: tuple[Turn, ...] = ()
    answers: tuple[tuple[int, str, str], ...] = ()
    signs: tuple[tuple[int, tuple[str, ...]], ...] = ()
    activities: tuple[tuple[int, str, int, int], ...] = ()
    referral_seen_days_ago: int | None = None
    switch: Switch | None = None

    @property
    def started_days_ago(self) -> int:
        """How many days ago the plan began."""
        return len(self.pain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One patient of the demo clinic. ``is_abroad`` puts them where it is daytime."""

    name: str
    email: str
    physiotherapist: str
    courses: tuple[Course, ...]
    language: str = "nl"
    is_abroad: bool = False


def _opens(days_ago: int, phase: PhaseKind, reason: str) -> Turn:
    return Turn(days_ago=days_ago, make=lambda _: OpenPhase(phase=phase), reason=reason)


MARIEKE, JOOST = "Marieke de Vries", "Joost van Dam"

STORIES: tuple[Story, ...] = (
    # Signs in; on course, with exercises for today.
    Story(
        name="Sanne Jansen",
        email="sanne@example.org",
        physiotherapist=MARIEKE,
        courses=(
            Course(
                protocol="heel-treatment",
                side="left",
                injured_days_ago=52,
                pain=(7, 6, 7, 6, 6, 6, 5, 5, 5, 5, 4, 4, 4, 3, 4, 3, 3, 3, 3, 2, 3, 2, 2, 2),
                skips=9,
                turns=(_opens(7, "build_up", "Wandelen gaat weer zonder pijn."),),
                answers=((10, "walking", "normal"), (7, "normal_load", "possible")),
                activities=((5, "walk", 30, 1), (3, "walk", 30, 0)),
            ),
        ),
    ),
    # Two weeks without improvement: the rule of the house calls a physiotherapist today.
    Story(
        name="Bram de Wit",
        email="bram@example.org",
        physiotherapist=MARIEKE,
        courses=(
            Course(
                protocol="achilles-self-care",
                side="right",
                injured_days_ago=26,
                pain=(5, 5, 6, 5, 5, 5, 6, 5, 5, 4, 5, 6, 5, 5),
                skips=5,
                answers=((12, "walking", "painful"), (6, "walking", "painful")),
            ),
        ),
    ),
    # Speaks English, lives by another clock, and is reminded soon after the demo is loaded.
    Story(
        name="Emma Clarke",
        email="emma@example.org",
        physiotherapist=JOOST,
        language="en",
        is_abroad=True,
        courses=(
            Course(
                protocol="itb-self-care",
                side="left",
                injured_days_ago=16,
                pain=(6, 6, 5, 5, 5, 4, 4, 4, 3),
                skips=4,
                answers=((6, "walking", "painful"), (3, "walking", "normal")),
            ),
        ),
    ),
    # A referral that was seen the same morning.
    Story(
        name="Ruben Smit",
        email="ruben@example.org",
        physiotherapist=JOOST,
        courses=(
            Course(
                protocol="ankle-light",
                side="right",
                injured_days_ago=9,
                pain=(5, 6, 5, 5, 5, 5, 4, 4, 3),
                skips=6,
                turns=(_opens(2, "build_up", "Enkel nagekeken: stevig genoeg om op te bouwen."),),
                answers=((8, "unsure_how_serious", "no"), (3, "gait", "normal")),
                referral_seen_days_ago=4,
            ),
        ),
    ),
    # Hardly reports anything, so the program has to ask.
    Story(
        name="Lotte Mulder",
        email="lotte@example.org",
        physiotherapist=MARIEKE,
        courses=(
            Course(
                protocol="heel-self-care",
                side="both",
                injured_days_ago=30,
                pain=(6, *(None,) * 4, 5, 5, *(None,) * 7),
                skips=2,
            ),
        ),
    ),
    # Tailored: fewer stretches a day.
    Story(
        name="Karim Bouzid",
        email="karim@example.org",
        physiotherapist=JOOST,
        courses=(
            Course(
                protocol="hamstring-tear",
                side="left",
                injured_days_ago=9,
                pain=(7, 6, 6, 5, 5, 4, 4, 3, 3),
                skips=7,
                turns=(
                    _opens(7, "mobility", "De eerste dagen rust zijn voorbij."),
                    Turn(
                        days_ago=3,
                        make=lambda day: ChangeDose(
                            prescription="mobility-1",
                            frequency=Frequency(times_a_day=2),
                            from_on=day,
                        ),
                        reason="Drie keer per dag rekken past niet bij de ploegendienst.",
                    ),
                ),
                answers=((9, "gait", "normal"), (5, "gait", "normal")),
            ),
        ),
    ),
    # Paused for a week.
    Story(
        name="Hanneke Postma",
        email="hanneke@example.org",
        physiotherapist=MARIEKE,
        courses=(
            Course(
                protocol="low-back-self-care",
                side="none",
                injured_days_ago=14,
                pain=(6, 6, 5, 5, 4, 4, 3, 3, 3, 2, None, None),
                skips=6,
                turns=(
                    _opens(6, "build_up", "Het bewegen gaat weer soepel."),
                    Turn(
                        days_ago=2,
                        make=lambda day: PausePlan(until_on=day + timedelta(days=7)),
                        reason="Een week op familiebezoek.",
                        by_patient=True,
                    ),
                ),
                answers=((10, "moving", "possible"), (6, "gait", "normal")),
            ),
        ),
    ),
    # Two injuries at the same time.
    Story(
        name="Thomas Hendriks",
        email="thomas@example.org",
        physiotherapist=JOOST,
        courses=(
            Course(
                protocol="pfp-treatment",
                side="right",
                injured_days_ago=45,
                pain=(6, 5, 5, 5, 5, 4, 4, 4, 4, 3, 3, 3, 3, 2, 3, 2, 2, 2, 2, 1),
                skips=5,
                turns=(_opens(8, "build_up", "Traplopen doet geen pijn meer."),),
                answers=((9, "walking", "normal"),),
            ),
            Course(
                protocol="calf-strain",
                side="left",
                injured_days_ago=5,
                pain=(5, 4, 4, 3, 2),
                skips=8,
                turns=(_opens(4, "build_up", "Gewoon lopen lukt weer."),),
                answers=((4, "gait", "normal"), (2, "walking", "normal")),
                signs=((3, ()),),
            ),
        ),
    ),
    # On one's own it did not help; with a physiotherapist it does.
    Story(
        name="Iris Kuipers",
        email="iris@example.org",
        physiotherapist=MARIEKE,
        courses=(
            Course(
                protocol="achilles-self-care",
                side="left",
                injured_days_ago=49,
                pain=(
                    *(5, 5, 6, 5, 5, 6, 5, 5, 5, 6, 5, 5, 6, 5, 5, 5),
                    *(5, 5, 4, 5, 4, 4, 4, 4, 4, 3, 4, 3, 3, 3, 3, 3, 3, 2, 3, 2, 2, 2, 2, 2),
                ),
                skips=8,
                turns=(_opens(3, "build_up", "De pees verdraagt meer: het opbouwen begint."),),
                referral_seen_days_ago=26,
                switch=Switch(
                    days_ago=24,
                    protocol="achilles-treatment",
                    outcome="Onderzocht; verder onder behandeling.",
                ),
            ),
        ),
    ),
    # Yesterday evening two signs of a blood clot: the general practitioner, at once.
    Story(
        name="Fatima El Amrani",
        email="fatima@example.org",
        physiotherapist=JOOST,
        courses=(
            Course(
                protocol="calf-strain",
                side="right",
                injured_days_ago=6,
                pain=(5, 4, 4, 3, 4),
                skips=6,
                turns=(_opens(4, "build_up", "Gewoon lopen lukt weer."),),
                answers=((5, "gait", "normal"), (2, "walking", "painful")),
                signs=((3, ()), (1, ("swelling_increasing", "warm"))),
            ),
        ),
    ),
    # No improvement either, but hardly anything was done: that stands beside the referral.
    Story(
        name="Peter van Leeuwen",
        email="peter@example.org",
        physiotherapist=MARIEKE,
        courses=(
            Course(
                protocol="heel-self-care",
                side="right",
                injured_days_ago=31,
                pain=(5, 5, 5, 6, 5, 5, 5, 5, 6, 5, 5, 5, 5, 5, 6, 5),
                skips=3,
                ticked_days=4,
                answers=((13, "normal_load", "possible"), (4, "normal_load", "possible")),
            ),
        ),
    ),
    # More pain in the first weeks of building up: expected, so nobody is called.
    Story(
        name="Nienke Visser",
        email="nienke@example.org",
        physiotherapist=JOOST,
        courses=(
            Course(
                protocol="achilles-treatment",
                side="right",
                injured_days_ago=60,
                pain=(
                    *(6, 6, 6, 5, 5, 5, 5, 4, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3),
                    *(3, 3, 3, 4, 4, 5, 4, 4, 5, 4),
                ),
                skips=7,
                turns=(_opens(10, "build_up", "De pees mag weer belast worden."),),
                answers=((11, "gait", "normal"), (11, "walking", "normal")),
            ),
        ),
    ),
    # Nothing was heard for more than a week.
    Story(
        name="Willem Brandsma",
        email="willem@example.org",
        physiotherapist=MARIEKE,
        courses=(
            Course(
                protocol="shin-treatment",
                side="left",
                injured_days_ago=34,
                pain=(5, 5, 4, 4, *(None,) * 9),
                skips=4,
                answers=((11, "walking", "painful"),),
            ),
        ),
    ),
    # Ready for the next phase, as far as can be reported: the physiotherapist examines.
    Story(
        name="Aisha Yilmaz",
        email="aisha@example.org",
        physiotherapist=MARIEKE,
        courses=(
            Course(
                protocol="ankle-moderate",
                side="left",
                injured_days_ago=10,
                pain=(6, 5, 5, 4, 4, 3, 3, 3, 2),
                skips=8,
                answers=(
                    (9, "unsure_how_serious", "no"),
                    (7, "gait", "abnormal"),
                    (3, "gait", "normal"),
                ),
            ),
        ),
    ),
    # The longest duration of the phase has passed, and walking still hurts.
    Story(
        name="Gerrit Vos",
        email="gerrit@example.org",
        physiotherapist=JOOST,
        courses=(
            Course(
                protocol="pfp-treatment",
                side="left",
                injured_days_ago=40,
                pain=(7, 7, 6, 6, 7, 6, 6, 5, 6, 5, 5, 5, 5, 4, 5, 4, 4, 4, 4, 4, 3, 4, 3),
                skips=4,
                answers=((14, "walking", "painful"), (14, "aids", "some"), (2, "aids", "none")),
            ),
        ),
    ),
    # Looks after the heel without help, and may open the next phase.
    Story(
        name="Lieke Dijkstra",
        email="lieke@example.org",
        physiotherapist=JOOST,
        courses=(
            Course(
                protocol="heel-self-care",
                side="left",
                injured_days_ago=24,
                pain=(5, 5, 4, 4, 4, 3, 3, 3, 2, 2, 2, 2),
                skips=9,
                answers=((10, "normal_load", "possible"), (1, "normal_load", "possible")),
            ),
        ),
    ),
    # Recovered; a few exercises keep the injury away.
    Story(
        name="Daan Peeters",
        email="daan@example.org",
        physiotherapist=MARIEKE,
        courses=(
            Course(
                protocol="calf-strain",
                side="left",
                injured_days_ago=29,
                pain=(5, 4, 3, 3, 2, 2, 1, 1, 1, *(0,) * 14, *(None,) * 5),
                skips=10,
                ticked_days=9,
                turns=(
                    _opens(27, "build_up", "Gewoon lopen lukt weer."),
                    _opens(21, "return_to_sport", "De kuit is weer even lang als de andere."),
                ),
                answers=(
                    (20, "sport_build_up", "yes"),
                    (8, "sport_resumed", "yes"),
                    (8, "aids", "none"),
                ),
            ),
        ),
    ),
)
