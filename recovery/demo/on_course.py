"""Made-up patients for whom nobody has to do anything now."""

from __future__ import annotations

from datetime import timedelta

from plans.domain.change import ChangeDose, PausePlan
from plans.domain.dosage import Frequency
from recovery.demo.courses import JOOST, MARIEKE, Course, Story, Switch, Turn, opens

ON_COURSE: tuple[Story, ...] = (
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
                turns=(opens(7, "build_up", "Wandelen gaat weer zonder pijn."),),
                answers=((10, "walking", "normal"), (7, "normal_load", "possible")),
                activities=((5, "walk", 30, 1), (3, "walk", 30, 0)),
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
                    opens(7, "mobility", "De eerste dagen rust zijn voorbij."),
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
                    opens(6, "build_up", "Het bewegen gaat weer soepel."),
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
                turns=(opens(8, "build_up", "Traplopen doet geen pijn meer."),),
                answers=((9, "walking", "normal"),),
            ),
            Course(
                protocol="calf-strain",
                side="left",
                injured_days_ago=5,
                pain=(5, 4, 4, 3, 2),
                skips=8,
                turns=(opens(4, "build_up", "Gewoon lopen lukt weer."),),
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
                turns=(opens(3, "build_up", "De pees verdraagt meer: het opbouwen begint."),),
                referral_seen_days_ago=26,
                switch=Switch(
                    days_ago=24,
                    protocol="achilles-treatment",
                    outcome="Onderzocht; verder onder behandeling.",
                ),
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
                turns=(opens(10, "build_up", "De pees mag weer belast worden."),),
                answers=((11, "gait", "normal"), (11, "walking", "normal")),
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
                    opens(27, "build_up", "Gewoon lopen lukt weer."),
                    opens(21, "return_to_sport", "De kuit is weer even lang als de andere."),
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
