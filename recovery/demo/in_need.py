"""Made-up patients who need somebody: a call, a question or a task."""

from __future__ import annotations

from recovery.demo.courses import JOOST, MARIEKE, Course, Story, opens

IN_NEED: tuple[Story, ...] = (
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
                turns=(opens(2, "build_up", "Enkel nagekeken: stevig genoeg om op te bouwen."),),
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
                turns=(opens(4, "build_up", "Gewoon lopen lukt weer."),),
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
)
