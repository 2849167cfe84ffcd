"""Every referral rule of the catalogue, told as a story on both sides of its threshold."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from plans.selectors.catalogue import protocol_of, published_protocol
from tests.recovery.simulation.scenes import (
    Entry,
    answer,
    at,
    day,
    fields_of,
    in_order,
    jog,
    log,
    logs,
    midnight,
    moment,
    mornings,
    of_type,
    only,
    open_phase,
    pause,
    run,
    signs,
    walk,
)
from tests.recovery.simulation.test_run import PROTOCOLS

PHYSIO = ("physiotherapist", "contact")
SOON = ("physiotherapist", "important")
MAY = ("physiotherapist", "may")
AT_ONCE = ("physiotherapist", "immediate")
GP = ("gp", "immediate")
EMERGENCY = ("emergency", "immediate")

Call = tuple[str, str, str]
"""When somebody is called, who that is, and how soon."""


@dataclass(frozen=True)
class Story:
    """What happens in a plan, and what one rule is to say of it: verdicts and calls."""

    name: str
    protocol: str
    rule: str
    events: list[Entry]
    until: int
    verdicts: list[tuple[str, str]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def tell(self) -> None:
        """Run the story and compare what the rule says with what it should say."""
        # A score comes first: answers that come first would belong to the intake.
        events = in_order(log(0, 0, "00:30"), self.events)
        result = run(protocol=self.protocol, until=day(self.until), events=events)

        given = of_type(result, "verdict", rule=self.rule)
        assert fields_of(given, "at", "verdict") == self.verdicts
        called = of_type(result, "referral", rule=self.rule)
        assert fields_of(called, "at", "to", "urgency") == self.calls


def parametrize(stories: list[Story]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "story",
        stories,
        ids=[f"{item.rule} {item.protocol}: {item.name}" for item in stories],
    )


# --- Has the pain become less? (DEF-4) -----------------------------------------------------------

TRENDS = [
    ("R-ACH-1", "achilles-self-care", 14, PHYSIO),
    ("R-HEEL-3", "heel-self-care", 14, PHYSIO),
    ("R-HEEL-3", "heel-treatment", 14, PHYSIO),
    ("R-ANK-3", "ankle-light", 5, PHYSIO),
    ("R-ITB-2", "itb-self-care", 14, PHYSIO),
    ("R-ITB-2", "itb-treatment", 14, PHYSIO),
    ("R-PFP-2", "pfp-self-care", 14, PHYSIO),
    ("R-SHIN-1", "shin-self-care", 21, MAY),
    ("R-SHIN-1", "shin-treatment", 21, MAY),
    ("R-GRO-1", "groin-light", 14, PHYSIO),
    ("R-GRO-1", "groin-severe", 14, PHYSIO),
    ("R-ALL-2", "achilles-treatment", 14, PHYSIO),
    ("R-ALL-2", "ankle-moderate", 14, PHYSIO),
    ("R-ALL-2", "ankle-severe", 14, PHYSIO),
    ("R-ALL-2", "ankle-eversion", 14, PHYSIO),
    ("R-ALL-2", "pfp-treatment", 14, PHYSIO),
    ("R-ALL-2", "low-back-self-care", 14, PHYSIO),
    ("R-ALL-2", "low-back-blockage", 14, PHYSIO),
    ("R-ALL-2", "low-back-instability", 14, PHYSIO),
]
ROWS = {
    # The scores of a window, and what they come to: just not enough, and just enough.
    5: [("6 5 4 5 5", "no_change"), ("6 4 4 4 4", "slight_improvement")],
    14: [
        ("5 5 5 5 5 5 5 5 5 5 4 4 5 4", "no_change"),
        ("6 6 6 6 6 6 6 6 6 6 5 5 5 5", "slight_improvement"),
        ("3 3 3 3 3 3 3 3 3 3 4 4 4 4", "worse"),
        ("6 6 6 6 6 6 6 6 6 6 1 1 1 1", "settled"),
    ],
    21: [
        ("5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 4 4 5 4", "no_change"),
        ("6 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6 5 5 5 5", "slight_improvement"),
    ],
}
TREND_STORIES = [
    Story(
        name=verdict,
        protocol=protocol,
        rule=rule,
        events=logs(row),
        until=days,
        verdicts=[(midnight(days), verdict)],
        calls=[(midnight(days), *who)] if verdict in ("no_change", "worse") else [],
    )
    for rule, protocol, days, who in TRENDS
    for row, verdict in ROWS[days][: 4 if rule == "R-ACH-1" else 2]
]


@parametrize(TREND_STORIES)
def test_a_window_is_judged_at_the_midnight_after_it(story: Story) -> None:
    story.tell()


@pytest.mark.parametrize(
    ("rule", "protocol", "days"), {rule: (rule, *rest) for rule, *rest, _ in TRENDS}.values()
)
def test_before_that_midnight_there_is_no_verdict(rule: str, protocol: str, days: int) -> None:
    result = run(protocol=protocol, until=day(days - 1), events=logs("5 " * days))

    assert of_type(result, "verdict", rule=rule) == []
    assert of_type(result, "referral", rule=rule) == []


WORSE = "3 3 3 3 3 4 4"
CANNOT_WALK = answer(4, "walking", "impossible", "20:00")


@parametrize(
    [
        Story(
            "worse and nothing changed in training",
            "pfp-self-care",
            "R-PFP-1",
            in_order(answer(2, "training_changed", "no"), logs(WORSE)),
            7,
            [(midnight(7), "worse")],
            [(midnight(7), *PHYSIO)],
        ),
        Story(
            "worse after a change in training",
            "pfp-self-care",
            "R-PFP-1",
            in_order(answer(2, "training_changed", "yes"), logs(WORSE)),
            7,
            [(midnight(7), "worse")],
        ),
        Story(
            "not worse by a whole point",
            "pfp-self-care",
            "R-PFP-1",
            in_order(answer(2, "training_changed", "no"), logs("5 5 3 3 3 5 5")),
            7,
            [(midnight(7), "no_change")],
        ),
        Story(
            "the answer comes later",
            "pfp-self-care",
            "R-PFP-1",
            [*logs(WORSE), answer(8, "training_changed", "no")],
            9,
            [(midnight(7), "worse")],
            [(moment(8, "12:00"), *PHYSIO)],
        ),
        Story(
            "no answer comes",
            "pfp-self-care",
            "R-PFP-1",
            logs(WORSE),
            11,
            [(midnight(7), "worse")],
            [(midnight(10), *PHYSIO)],
        ),
        Story(
            "better, but walking is impossible",
            "ankle-light",
            "R-ANK-3",
            in_order(logs("6 5 4 3 3"), CANNOT_WALK),
            6,
            [(midnight(5), "clear_improvement")],
            [(midnight(5), *PHYSIO)],
        ),
        Story(
            "better, and walking is only painful",
            "ankle-light",
            "R-ANK-3",
            in_order(logs("6 5 4 3 3"), CANNOT_WALK | {"value": "painful"}),
            6,
            [(midnight(5), "clear_improvement")],
        ),
    ]
)
def test_an_answer_may_weigh_with_the_scores(story: Story) -> None:
    story.tell()


def test_a_plateau_after_a_good_fortnight_is_seen() -> None:
    """DEF-2b: windows follow each other without a gap until the rule has fired."""
    rows = "6 6 6 6 5 5 5 4 4 4 3 3 3 3 " + "3 " * 28

    result = run(until=day(42), events=logs(rows))

    given = of_type(result, "verdict", rule="R-ACH-1")
    assert fields_of(given, "at", "verdict") == [
        (midnight(14), "clear_improvement"),
        (f"{day(28)}T00:00:00+01:00", "no_change"),
    ]
    assert given[1]["window"] == [day(14), day(27)]
    assert fields_of(of_type(result, "referral", rule="R-ACH-1"), "at") == [(given[1]["at"],)]


# --- Was it reached in time? ---------------------------------------------------------------------


@parametrize(
    [
        Story(
            name,
            protocol,
            rule,
            events,
            15,
            [(midnight(14), verdict)],
            [(midnight(14), *PHYSIO)] if verdict == "contact_physio" else [],
        )
        for protocol, rule in (("hamstring-strain", "R-HAM-2"), ("calf-strain", "R-CALF-2"))
        for name, events, verdict in (
            (
                "under way on the last day",
                [answer(13, "sport_build_up", "yes", "23:00")],
                "on_track",
            ),
            ("under way a day too late", [answer(14, "sport_build_up", "yes")], "contact_physio"),
            ("said not to be", [answer(13, "sport_build_up", "no")], "contact_physio"),
            ("nothing said", [], "contact_physio"),
        )
    ]
)
def test_the_way_back_to_sport_is_under_way_within_a_fortnight(story: Story) -> None:
    story.tell()


def _walks(*days: int, minutes: int = 30) -> list[Entry]:
    return [walk(number, minutes=minutes) for number in days]


@pytest.mark.parametrize("protocol", ["itb-self-care", "itb-treatment"])
@pytest.mark.parametrize(
    ("walks", "verdict"),
    [
        pytest.param(_walks(16, 18, 20), "on_track", id="reached on the last day"),
        pytest.param(_walks(2, 3, 4), "on_track", id="reached early"),
        pytest.param(_walks(16, 18, 21), "contact_physio", id="a day too late"),
        pytest.param(_walks(16, 18, 20, minutes=29), "contact_physio", id="too short"),
        pytest.param(_walks(13, 17, 20), "contact_physio", id="too far apart"),
        pytest.param(
            [*_walks(16, 18), walk(19, 1), walk(20)], "contact_physio", id="one that hurt"
        ),
        pytest.param([], "contact_physio", id="no walks"),
    ],
)
def test_walking_without_pain_is_reached_within_three_weeks(
    protocol: str, walks: list[Entry], verdict: str
) -> None:
    better = logs("6 6 6 6 6 6 6 6 6 6 4 4 4 4")

    result = run(protocol=protocol, until=day(21), events=in_order(better, walks))

    given = of_type(result, "verdict", rule="R-ITB-2")
    assert fields_of(given, "at", "verdict", "window") == [
        (midnight(14), "clear_improvement", [day(0), day(13)]),
        (midnight(21), verdict, [day(0), day(20)]),
    ]
    called = of_type(result, "referral", rule="R-ITB-2")
    expected = [(midnight(21), *PHYSIO)] if verdict == "contact_physio" else []
    assert fields_of(called, "at", "to", "urgency") == expected


BACK_IN_SPORT = [answer(1, "sport_resumed", "yes"), answer(1, "aids", "none", "12:01")]
IN_PAIN = "3 " * 16


@parametrize(
    [
        Story(
            "still in pain",
            "hamstring-strain",
            "R-ALL-1",
            logs(IN_PAIN),
            15,
            [(midnight(14), "contact_physio")],
            [(midnight(14), *PHYSIO)],
        ),
        Story(
            "free of pain, and on the way to the days it takes",
            "hamstring-strain",
            "R-ALL-1",
            in_order(BACK_IN_SPORT, logs("5 3 2 1 1 1 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0")),
            21,
            [(midnight(21), "ok")],
        ),
        Story(
            "free of pain for a while, and then not",
            "hamstring-strain",
            "R-ALL-1",
            in_order(BACK_IN_SPORT, logs("5 3 2 1 1 1 1 0 0 0 0 0 0 0 0 0 3 0 0")),
            20,
            [(midnight(17), "contact_physio")],
            [(midnight(17), *PHYSIO)],
        ),
        Story(
            "free of pain, but not back in sport",
            "hamstring-strain",
            "R-ALL-1",
            logs("5 3 2 1 1 1 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0"),
            29,
            [(f"{day(28)}T00:00:00+01:00", "contact_physio")],
            [(f"{day(28)}T00:00:00+01:00", *PHYSIO)],
        ),
    ]
)
def test_when_the_prognosis_has_passed_somebody_looks_unless_recovery_shows(story: Story) -> None:
    story.tell()


# --- Two days after a tear (DEF-14) --------------------------------------------------------------

TEARS = (("hamstring-tear", "R-HAM-1"), ("calf-tear", "R-CALF-1"))
ASKED = (midnight(2), "check_needed")


@parametrize(
    [
        Story(name, protocol, rule, events, until, [ASKED, *verdicts], calls)
        for protocol, rule in TEARS
        for name, events, until, verdicts, calls in (
            (
                "EX-55a: it hurts and one limps",
                [log(2, 3, "09:00"), answer(2, "gait", "abnormal", "09:05")],
                6,
                [(moment(2, "09:05"), "contact_physio")],
                [(moment(2, "09:05"), *SOON)],
            ),
            (
                "the least pain is pain",
                [log(2, 1, "09:00"), answer(2, "gait", "abnormal", "09:05")],
                6,
                [(moment(2, "09:05"), "contact_physio")],
                [(moment(2, "09:05"), *SOON)],
            ),
            (
                "EX-55b: it hurts, one walks normally",
                [log(2, 3, "09:00"), answer(2, "gait", "normal", "09:05")],
                6,
                [(moment(2, "09:05"), "ok")],
                [],
            ),
            (
                "EX-55c: no pain, one limps",
                [log(2, 0, "09:00"), answer(2, "gait", "abnormal", "09:05")],
                6,
                [(moment(2, "09:00"), "ok")],
                [],
            ),
            (
                "no score, but it is said to hurt",
                [answer(2, "gait", "abnormal", "09:00"), answer(3, "still_painful", "yes")],
                6,
                [(moment(3, "12:00"), "contact_physio")],
                [(moment(3, "12:00"), *SOON)],
            ),
            (
                "no score, and it is said not to hurt",
                [answer(2, "gait", "abnormal", "09:00"), answer(3, "still_painful", "no")],
                6,
                [(moment(3, "12:00"), "ok")],
                [],
            ),
            ("nobody answers", [], 6, [], [(midnight(5), *SOON)]),
            ("nobody has answered yet", [], 4, [], []),
        )
    ]
)
def test_a_tear_is_looked_at_after_two_days(story: Story) -> None:
    story.tell()


def test_what_is_unknown_of_a_tear_is_asked() -> None:
    result = run(protocol="hamstring-tear", until=day(2), events=[log(1, 5)])

    asked = of_type(result, "question", rule="R-HAM-1")
    assert {entry["at"] for entry in asked} == {midnight(2)}
    assert {entry["question"] for entry in asked} == {"gait", "still_painful"}
    assert of_type(result, "message", kind="question", to="patient")


def test_a_strain_that_proves_a_tear_is_counted_from_the_injury() -> None:
    """EX-31: switched on day 1, looked at on day 2 of the injury."""
    switch = {"at": at(1, "12:00"), "do": "switch", "protocol": "hamstring-tear"}

    result = run(protocol="hamstring-strain", until=day(6), events=[log(0, 5), switch])

    given = of_type(result, "verdict", rule="R-HAM-1")
    assert fields_of(given, "at", "verdict", "window") == [
        (midnight(2), "check_needed", [day(0), day(1)])
    ]
    resolved = of_type(result, "verdict", rule="R-HAM-2")
    assert fields_of(resolved, "at", "verdict") == [(moment(1, "12:00"), "resolved_by_referral")]
    called = of_type(result, "referral")
    assert fields_of(called, "rule", "at") == [("R-HAM-1", midnight(5))]


# --- Signs that cannot wait (DEF-15) -------------------------------------------------------------

ONE_IS_ENOUGH = [
    ("R-CALF-4", "calf-strain", "sudden_breathlessness", "emergency", "immediate"),
    ("R-CALF-4", "calf-tear", "chest_pain", "emergency", "immediate"),
    ("R-CALF-4", "calf-tear", "coughing_blood", "emergency", "immediate"),
    ("R-CALF-4", "calf-strain", "fainting", "emergency", "immediate"),
    ("R-SHIN-2", "shin-self-care", "pain_at_one_spot", "gp", "important"),
    ("R-SHIN-2", "shin-self-care", "pain_at_night", "gp", "important"),
    ("R-SHIN-2", "shin-treatment", "pain_at_rest", "gp", "important"),
    ("R-SHIN-3", "shin-self-care", "leg_tense_swollen", "emergency", "immediate"),
    ("R-SHIN-3", "shin-self-care", "severe_pain_rising", "emergency", "immediate"),
    ("R-SHIN-3", "shin-treatment", "leg_numbness", "emergency", "immediate"),
    ("R-SHIN-3", "shin-treatment", "leg_weakness", "emergency", "immediate"),
    ("R-LBP-4", "low-back-self-care", "saddle_numbness", "emergency", "immediate"),
    ("R-LBP-4", "low-back-blockage", "bladder_or_bowel_change", "emergency", "immediate"),
    ("R-LBP-4", "low-back-instability", "leg_weakness_increasing", "emergency", "immediate"),
]
CALLS = {"emergency": "emergency", "gp": "gp_now"}


@parametrize(
    [
        Story(
            sign,
            protocol,
            rule,
            [signs(3, sign)],
            3,
            [(moment(3, "12:00"), CALLS[to])],
            [(moment(3, "12:00"), to, urgency)],
        )
        for rule, protocol, sign, to, urgency in ONE_IS_ENOUGH
    ]
)
def test_one_such_sign_calls_at_the_moment_it_is_reported(story: Story) -> None:
    story.tell()


@pytest.mark.parametrize(
    ("protocol", "sign"), [("calf-strain", "pain_at_night"), ("low-back-self-care", "warm")]
)
def test_a_sign_that_no_rule_watches_calls_nobody(protocol: str, sign: str) -> None:
    result = run(protocol=protocol, until=day(3), events=[log(0, 5), signs(3, sign), signs(3)])

    assert of_type(result, "referral") == []


THROMBOSIS = (
    "pain_increasing",
    "swelling_increasing",
    "movement_restriction_increasing",
    "warm",
    "red",
)
ASKS_AGAIN = "ask_again_same_day"


@parametrize(
    [
        *(
            Story(
                f"{first} and {second}",
                protocol,
                "R-CALF-3",
                [signs(4, first, second)],
                4,
                [(moment(4, "12:00"), "gp_now")],
                [(moment(4, "12:00"), *GP)],
            )
            for protocol, first, second in (
                ("calf-strain", "pain_increasing", "swelling_increasing"),
                ("calf-tear", "swelling_increasing", "warm"),
                ("calf-tear", "movement_restriction_increasing", "red"),
            )
        ),
        *(
            Story(
                f"only {sign}",
                "calf-tear",
                "R-CALF-3",
                [signs(4, sign), answer(4, "more_signs", "no", "18:00")],
                8,
                [(moment(4, "12:00"), ASKS_AGAIN)],
            )
            for sign in THROMBOSIS
        ),
        Story(
            "one, and a little later there are more",
            "calf-strain",
            "R-CALF-3",
            [signs(4, "warm"), answer(4, "more_signs", "yes", "18:00")],
            8,
            [(moment(4, "12:00"), ASKS_AGAIN)],
            [(moment(4, "18:00"), *GP)],
        ),
        Story(
            "one, and then silence",
            "calf-strain",
            "R-CALF-3",
            [signs(4, "warm")],
            8,
            [(moment(4, "12:00"), ASKS_AGAIN)],
            [(midnight(7), *GP)],
        ),
        Story(
            "one today and another tomorrow",
            "calf-tear",
            "R-CALF-3",
            [signs(4, "warm"), signs(5, "red")],
            5,
            [(moment(4, "12:00"), ASKS_AGAIN), (moment(5, "12:00"), "gp_now")],
            [(moment(5, "12:00"), *GP)],
        ),
        Story(
            "one today and another later the same day",
            "calf-tear",
            "R-CALF-3",
            [signs(4, "warm"), signs(4, "red", wall="13:00")],
            4,
            [(moment(4, "12:00"), ASKS_AGAIN), (moment(4, "13:00"), "gp_now")],
            [(moment(4, "13:00"), *GP)],
        ),
        Story(
            "the same one twice is one",
            "calf-tear",
            "R-CALF-3",
            [
                signs(4, "warm"),
                signs(4, "warm", wall="13:00"),
                answer(4, "more_signs", "no", "14:00"),
            ],
            8,
            [(moment(4, "12:00"), ASKS_AGAIN)],
        ),
        Story(
            "EX-56a: while the plan is paused and nothing is logged",
            "calf-tear",
            "R-CALF-3",
            [pause(2, 9), signs(4, "pain_increasing", "swelling_increasing")],
            4,
            [(moment(4, "12:00"), "gp_now")],
            [(moment(4, "12:00"), *GP)],
        ),
    ]
)
def test_two_signs_of_thrombosis_call_the_gp_and_one_is_asked_about(story: Story) -> None:
    story.tell()


def test_one_sign_of_thrombosis_is_asked_about_the_same_day() -> None:
    result = run(protocol="calf-tear", until=day(4), events=[log(0, 5), signs(4, "warm")])

    asked = only(of_type(result, "question", rule="R-CALF-3"))
    assert (asked["at"], asked["question"]) == (moment(4, "12:00"), "more_signs")


def test_danger_is_told_at_once_also_at_night() -> None:
    events = [log(0, 5), signs(4, "chest_pain", wall="03:00")]

    result = run(protocol="calf-tear", until=day(4), events=events)

    told = [e for e in of_type(result, "message") if e["kind"] in ("referral", "alert")]
    assert {(e["at"], e["kind"], e["to"]) for e in told} == {
        (moment(4, "03:00"), "referral", "patient"),
        (moment(4, "03:00"), "alert", "physiotherapist"),
        # Nobody answered for ten minutes.
        (moment(4, "03:10"), "alert", "physiotherapist"),
    }


def test_danger_that_was_seen_calls_again_when_it_is_there_again() -> None:
    seen = {"at": at(4, "13:00"), "do": "acknowledge", "referral": "R-CALF-4"}
    events = [log(0, 5), signs(4, "chest_pain"), seen, signs(6, "chest_pain")]

    result = run(protocol="calf-tear", until=day(6), events=events)

    called = of_type(result, "referral", rule="R-CALF-4")
    assert [entry["at"] for entry in called] == [moment(4, "12:00"), moment(6, "12:00")]


@pytest.mark.parametrize("reason", ["recovered", "stopped"])
def test_danger_is_taken_seriously_after_the_plan_has_ended(reason: str) -> None:
    end = {"at": at(3, "12:00"), "do": "end", "reason": reason}

    result = run(
        protocol="calf-tear",
        until=day(6),
        events=[log(0, 5), end, signs(5, "warm", "red")],
    )

    called = only(of_type(result, "referral", rule="R-CALF-3"))
    assert (called["at"], called["to"]) == (moment(5, "12:00"), "gp")
    assert of_type(result, "message", kind="alert")


# --- An answer that calls somebody ---------------------------------------------------------------

ANSWERS = [
    ("R-ANK-1", "ankle-light", "unsure_how_serious", "yes", "no", EMERGENCY),
    ("R-ANK-1", "ankle-moderate", "unsure_how_serious", "yes", "no", EMERGENCY),
    ("R-ANK-1", "ankle-severe", "unsure_how_serious", "yes", "no", EMERGENCY),
    ("R-ANK-1", "ankle-eversion", "unsure_how_serious", "yes", "no", EMERGENCY),
    ("R-ANK-2", "ankle-light", "normal_load", "impossible", "possible", SOON),
    ("R-HEEL-1", "heel-self-care", "normal_load", "impossible", "possible", MAY),
    ("R-ITB-1", "itb-self-care", "running_alone_works", "no", "yes", MAY),
    ("R-PFP-2", "pfp-self-care", "complaints_returned", "yes", "no", PHYSIO),
    ("R-GRO-1", "groin-light", "normal_load", "impossible", "possible", PHYSIO),
    ("R-LBP-1", "low-back-self-care", "moving", "impossible", "possible", AT_ONCE),
    ("R-LBP-1", "low-back-blockage", "moving", "impossible", "possible", AT_ONCE),
    ("R-LBP-1", "low-back-instability", "moving", "impossible", "possible", AT_ONCE),
    ("R-LBP-2", "low-back-self-care", "joint_locked", "yes", "no", SOON),
]
NAMES = {"emergency": "emergency", "physiotherapist": "contact_physio"}


@parametrize(
    [
        Story(
            f"{question}={said}",
            protocol,
            rule,
            [answer(3, question, said)],
            3,
            [(moment(3, "12:00"), NAMES[who[0]])] if said == calling else [],
            [(moment(3, "12:00"), *who)] if said == calling else [],
        )
        for rule, protocol, question, calling, harmless, who in ANSWERS
        for said in (calling, harmless)
    ]
)
def test_such_an_answer_calls_at_the_moment_it_is_given(story: Story) -> None:
    story.tell()


def _daily(question: str, said: str) -> list[Entry]:
    return [
        answer(number, question, value) for number, value in enumerate(said.split()) if value != "-"
    ]


@parametrize(
    [
        Story(
            said,
            protocol,
            rule,
            _daily(question, said),
            7,
            [(moment(called_on, "12:00"), "contact_physio")] if called_on else [],
            [(moment(called_on, "12:00"), *PHYSIO)] if called_on else [],
        )
        for protocol in ("low-back-self-care", "low-back-blockage", "low-back-instability")
        for rule, question, said, called_on in (
            ("R-LBP-3", "bed_rest", "yes yes no", None),
            ("R-LBP-3", "bed_rest", "yes yes yes", 2),
            ("R-LBP-3", "bed_rest", "yes yes no yes yes", None),
            ("R-LBP-5", "painkillers", "yes yes yes no", None),
            ("R-LBP-5", "painkillers", "yes yes yes yes", 3),
        )
    ]
)
def test_days_in_bed_and_on_painkillers_are_counted(story: Story) -> None:
    story.tell()


def test_all_that_calls_is_named_and_nothing_hides_behind_something_graver() -> None:
    """EX-58: doubt about a fracture, and a form that needs a physiotherapist."""
    events = [
        log(0, 5),
        answer(1, "unsure_how_serious", "yes"),
        answer(1, "normal_load", "impossible"),
    ]

    result = run(protocol="ankle-light", until=day(1), events=events)

    called = of_type(result, "referral")
    assert fields_of(called, "rule", "to", "urgency") == [
        ("R-ANK-1", *EMERGENCY),
        ("R-ANK-2", *SOON),
    ]


def test_saying_it_again_while_somebody_is_called_calls_nobody_else() -> None:
    events = [log(0, 5), *(answer(number, "normal_load", "impossible") for number in range(1, 5))]

    result = run(protocol="heel-self-care", until=day(5), events=events)

    assert only(of_type(result, "referral", rule="R-HEEL-1"))["at"] == moment(1, "12:00")


# --- Worse when running again (DEF-6) ------------------------------------------------------------

RESUMING = [
    # name, scores up to the day before the run, runs, mornings, verdict, when
    ("EX-32", "0 0 0 0", [jog(4, 2)], [(5, 1)], "worse_on_resuming", moment(4, "18:00")),
    ("EX-33", "0 0 0 0", [jog(4, 1)], [(5, 1)], "ok", midnight(11)),
    ("EX-35", "0 1 0 1", [jog(4, 2)], [(5, 3)], "worse_on_resuming", moment(5, "08:00")),
    (
        "EX-70b",
        "0 0 0 0",
        [jog(4, 0), jog(10, 2)],
        [(5, 0), (11, 1)],
        "worse_on_resuming",
        moment(10, "18:00"),
    ),
    (
        "a run on the seventh day is outside",
        "0 0 0 0",
        [jog(4, 0), jog(11, 5)],
        [(5, 0), (12, 1)],
        "ok",
        midnight(11),
    ),
    ("EX-70c", "- - - 2", [jog(4, 3)], [(5, 3)], "ok", midnight(11)),
    (
        "the last score of a week before",
        "2 - - - - - -",
        [jog(7, 4)],
        [],
        "worse_on_resuming",
        moment(7, "18:00"),
    ),
]


@parametrize(
    [
        Story(
            name,
            "achilles-self-care",
            "R-ACH-2",
            in_order(
                logs(row),
                runs,
                [{"at": at(number, "08:00"), "do": "log", "morning": s} for number, s in after],
            ),
            12,
            [(when, verdict)],
            [(when, *PHYSIO)] if verdict != "ok" else [],
        )
        for name, row, runs, after, verdict, when in RESUMING
    ]
)
def test_the_first_week_of_running_is_compared_with_the_days_before(story: Story) -> None:
    result = run(until=day(story.until), events=story.events)

    assert fields_of(of_type(result, "verdict", rule=story.rule), "at", "verdict") == story.verdicts
    called = of_type(result, "referral", rule=story.rule)
    assert fields_of(called, "at", "to", "urgency") == story.calls


def test_the_verdict_on_running_again_has_its_numbers() -> None:
    result = run(until=day(5), events=[*logs("0 1 0 1"), jog(4, 2), *mornings("3", 5)])

    given = only(of_type(result, "verdict", rule="R-ACH-2"))
    assert (given["baseline"], given["end"], given["delta"]) == (0.5, 3.0, -2.5)
    assert given["percent"] == -500.0
    assert given["window"] == [day(4), day(10)]


@pytest.mark.parametrize(
    ("said", "referred_at"),
    [("yes", [moment(5, "12:00")]), ("no", []), (None, [midnight(7)])],
)
def test_without_scores_before_the_first_run_the_patient_is_asked(
    said: str | None, referred_at: list[str]
) -> None:
    replies = [answer(5, "more_pain_than_before_resuming", said)] if said else []

    result = run(until=day(9), events=[jog(4, 3), *replies])

    given = of_type(result, "verdict", rule="R-ACH-2")
    assert fields_of(given, "at", "verdict") == [(moment(4, "18:00"), "insufficient_data")]
    asked = only(of_type(result, "question", rule="R-ACH-2"))
    assert (asked["at"], asked["question"]) == (
        moment(4, "18:00"),
        "more_pain_than_before_resuming",
    )
    assert [entry["at"] for entry in of_type(result, "referral", rule="R-ACH-2")] == referred_at


def test_in_a_supervised_build_up_the_rule_is_off() -> None:
    """EX-37: bearable pain belongs to it; DEF-7 and DEF-8 judge."""
    events = [
        *logs("1"),
        *in_order(logs("- 1 1 1"), open_phase(1, "build_up")),
        jog(5, 4),
        *mornings("2", 6),
    ]

    result = run(protocol="achilles-treatment", until=day(13), events=events)

    assert fields_of(of_type(result, "verdict", rule="R-ACH-2"), "verdict") == [("rule_off",)]
    assert of_type(result, "referral", rule="R-ACH-2") == []


# --- Rules that nothing sets off -----------------------------------------------------------------


def test_advice_calls_nobody() -> None:
    for protocol, rule in (
        ("groin-light", "R-GRO-0"),
        ("heel-self-care", "R-HEEL-2"),
        ("ankle-moderate", "R-ANK-2"),
        ("ankle-eversion", "R-ANK-4"),
        ("low-back-blockage", "R-LBP-2"),
    ):
        result = run(protocol=protocol, until=day(15), events=logs("7 " * 15))

        assert of_type(result, "verdict", rule=rule) == []
        assert of_type(result, "referral", rule=rule) == []


def test_every_rule_of_the_catalogue_has_a_story() -> None:
    told = {
        "R-ALL-3",  # tests/recovery/simulation/test_load.py
        *(
            "R-GRO-0",
            "R-HEEL-2",
            "R-ANK-4",
            "R-ACH-2",
            "R-HAM-1",
            "R-CALF-1",
            "R-HAM-2",
            "R-CALF-2",
        ),
        *("R-PFP-1", "R-ALL-1", "R-CALF-3", "R-LBP-3", "R-LBP-5"),
        *(rule for rule, *_ in TRENDS),
        *(rule for rule, *_ in ONE_IS_ENOUGH),
        *(rule for rule, *_ in ANSWERS),
    }

    known = {
        rule.id
        for slugs in PROTOCOLS.values()
        for slug in slugs
        for rule in protocol_of(published_protocol(slug).pk).rules
    }

    assert known == told
