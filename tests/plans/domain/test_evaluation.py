"""All rules of one plan together, and what must hold whatever is reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from plans.catalogue.reading import Catalogue
from plans.domain.checkpoint import Checkpoint, look_back_days
from plans.domain.evaluation import (
    Findings,
    checkpoint_after,
    evaluate,
    judge_red_flags,
    next_judgement_on,
)
from plans.domain.judgement import Judgement
from plans.domain.log import AnswerReport, SignReport
from plans.domain.plan import DatedPlan, Pause, lay_out, prescribe, prescribe_follow_up
from plans.domain.protocol import Protocol, answers_of, questions_of
from plans.domain.record import AskedQuestion, Record
from plans.domain.rescheduling import open_next
from plans.domain.rule import ReportRule, SignsRule
from plans.domain.rules.case import Case
from tests.plans.domain.cases import (
    answer,
    exercise,
    find,
    judge,
    look,
    pain,
    record,
    run,
    told,
    walk,
)
from tests.plans.domain.days import START, day, row
from tests.plans.domain.documents import (
    SOURCE,
    about,
    at_most,
    make_plan,
    make_protocol,
    phase,
    question,
    range_of,
    rule,
    trend,
    words,
)

_STORIES = settings(max_examples=30, phases=[Phase.explicit, Phase.generate])
"""A story follows from a number, so a smaller number is not a simpler story: nothing to shrink."""

DAYS = 60
"""How many days the random stories of these tests go on."""

EVERY_RULE = make_protocol(
    phases=[
        phase(
            "relative_rest",
            range_of("P1W", "P2W"),
            gate={
                "opened_by": "patient",
                "source": SOURCE,
                "criteria": [
                    {"kind": "pain_free_walk", "name": "walk", "text": words(), "source": SOURCE}
                ],
            },
        ),
        phase(
            "build_up",
            at_most("P4W"),
            ceiling={"pain": 5, "source": SOURCE},
            gate={
                "opened_by": "patient",
                "source": SOURCE,
                "criteria": [
                    {
                        "kind": "pain",
                        "name": "calm",
                        "series": "morning",
                        "at_most": 2,
                        "days": 4,
                        "text": words(),
                        "source": SOURCE,
                    },
                    {
                        "kind": "ladder",
                        "name": "runs",
                        "step": "run",
                        "text": words(),
                        "source": SOURCE,
                    },
                ],
            },
        ),
        phase("return_to_sport", about("P3W")),
    ],
    rules=[
        trend("R-ACH-1", 14),
        trend(
            "R-PFP-1",
            7,
            fires_on=["worse"],
            only_if={"question": "training_changed", "answer": "no"},
        ),
        trend("R-ANK-3", 5, anchor="injury", or_if={"question": "walking", "answer": "impossible"}),
        rule("milestone", "R-HAM-2", window_days=14, anchor="injury", question="sport_build_up"),
        rule("tear_check", "R-HAM-1", window_days=2),
        rule("resuming", "R-ACH-2"),
        rule("signs", "R-CALF-3", to="gp", urgency="immediate", signs=["warm", "red"], at_least=2),
        rule("report", "R-ANK-1", to="emergency", question="unsure", answers=["yes"]),
        rule("tally", "R-LBP-3", question="bed_rest", more_than_days=2),
        rule("not_reached", "R-ITB-2", criterion="walk", within_days=21),
        rule("flare", "R-ALL-3", expected_days=10),
        rule("prognosis", "R-ALL-1"),
    ],
    questions=[
        question("less_pain_than_at_start"),
        question("more_pain_than_before_resuming"),
        question("still_painful"),
        question("more_signs"),
        question("training_changed"),
        question("walking", "normal", "painful", "impossible"),
        question("sport_build_up"),
        question("sport_resumed"),
        question("aids", "none", "some"),
        question("gait", "normal", "abnormal"),
        question("unsure"),
        question("bed_rest"),
    ],
    signs=[{"name": name, "text": words()} for name in ("warm", "red")],
    ladder=[{"step": step, "text": words(), "source": SOURCE} for step in ("walk", "jog", "run")],
    prognosis={"text": words(), "duration": range_of("P3W", "P5W"), "source": SOURCE},
    follow_up={"text": words(), "duration": about("P3W"), "source": SOURCE},
)


# --- Random stories ------------------------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class Story:
    """A patient's plan as it ends up, and all that is reported from the injury on."""

    protocol: Protocol
    plan: DatedPlan
    record: Record
    number: int = 0

    def __repr__(self) -> str:
        """Name it; written out in full it fills pages, and every failure would take minutes."""
        return f"<story {self.number} of {self.protocol.slug}>"

    def case(self, on: int, **fields: Any) -> Case:
        """Look at it on day ``on``."""
        known: dict[str, Any] = {
            "plan": self.plan,
            "protocol": self.protocol,
            "record": self.record,
            "on": day(on),
        }
        return Case(**known | fields)


def _story(protocols: Shelf, at: int, number: int, days: int) -> Story:
    """Some weeks of scores, walks, runs, answers and signs under a plan that may be paused.

    Drawing each of hundreds of reports would take minutes, so they all follow from one number.
    """
    chance, protocol = Random(number), protocols[at]
    starts = chance.choice([0, 0, 3, 12])
    plan = _plan(protocol, starts)
    if chance.random() < 0.6:
        plan = _opened(chance, plan, starts)
    if chance.random() < 0.4:
        begins = chance.randint(starts, DAYS)
        plan = replace(plan, pauses=(Pause(day(begins), day(begins + chance.randint(1, 20))),))
    return Story(protocol, plan, _reports(chance, protocol, days), number)


def _plan(protocol: Protocol, starts: int) -> DatedPlan:
    return DatedPlan(
        starts_on=day(starts),
        phases=lay_out(protocol.phases, day(starts)),
        prescriptions=prescribe(protocol.phases),
    )


def _opened(chance: Random, plan: DatedPlan, starts: int) -> DatedPlan:
    on = starts
    for following in plan.phases[1 : 1 + chance.randint(1, len(plan.phases) - 1)]:
        on += chance.randint(0, 20)
        plan = open_next(plan, following.kind, on=day(on))
    return plan


def _some(chance: Random, days: int, *, most: float = 1.0) -> list[int]:
    """Choose on which days something is reported: on none, on a few, or on nearly all of them."""
    share = chance.choice([0.0, 0.1, 0.3, 0.6, 0.95, 1.0]) * most
    return [number for number in range(days) if chance.random() < share]


def _course(chance: Random, days: int) -> list[int]:
    """Let pain go up and down from some level: slowly, wildly or not at all."""
    level, slope, noise = chance.randint(0, 8), chance.uniform(-0.3, 0.2), chance.choice([0, 1, 4])
    return [
        min(10, max(0, round(level + slope * number + chance.uniform(-noise, noise))))
        for number in range(days)
    ]


def _hurt(chance: Random) -> int | None:
    return chance.choice([None, 0, 0, 0, 1, 3, 5, 8])


def _reports(chance: Random, protocol: Protocol, days: int) -> Record:
    """Everything that patients can report."""
    scores, woken = _course(chance, days), _course(chance, days)
    asked = {item.question for known in protocol.rules for item in answers_of(known)}
    asked |= {name for known in protocol.rules for name in questions_of(known)}
    asked |= {"sport_resumed", "aids"}
    answers = [
        AnswerReport(item.name, chance.choice(item.options).value, day(number))
        for item in protocol.questions
        if item.name in asked
        for number in _some(chance, days, most=0.5)
        for _ in range(chance.choice([1, 1, 1, 2]))
    ]
    names = [sign.name for sign in protocol.signs]
    signs = [
        SignReport(day(number), frozenset(chance.sample(names, min(len(names), chance.choice(
            [0, 0, 1, 1, 2, 3])))))
        for number in _some(chance, days, most=0.3)
    ]  # fmt: skip
    return Record(
        injured_on=START,
        pain=pain(
            {day(number): scores[number] for number in _some(chance, days)},
            {day(number): woken[number] for number in _some(chance, days)},
        ),
        exercises=[exercise(number, _hurt(chance)) for number in _some(chance, days, most=0.5)],
        activities=[
            *(walk(number, _hurt(chance), minutes=chance.choice([20, 30, 45]))
              for number in _some(chance, days)),
            *(run(number, _hurt(chance)) for number in _some(chance, days, most=0.5)),
        ],
        answers=answers,
        signs=signs if names else [],
    )  # fmt: skip


class Shelf(list[Protocol]):
    """Protocols without a long name: a failure names the one that it is about."""

    def __repr__(self) -> str:
        """Say how many there are."""
        return f"<{len(self)} protocols>"


@pytest.fixture(scope="session")
def protocols(catalogue_files: Catalogue) -> Shelf:
    """One protocol with every kind of rule, and all those of the catalogue."""
    return Shelf([EVERY_RULE, *catalogue_files.protocols.values()])


def _draw_story(data: st.DataObject, protocols: Shelf) -> Story:
    # A strategy that holds a whole protocol takes long to describe, so the story comes by number.
    return data.draw(
        st.builds(
            _story,
            st.just(protocols),
            st.integers(0, len(protocols) - 1),
            st.integers(0, 1_000_000),
            st.integers(0, DAYS),
        )
    )


_KINDS = ("pain", "exercises", "activities", "answers", "signs")


def _until(known: Record, on: date, *, since: date = date.min) -> Record:
    """Keep what was reported for the days from ``since`` up to and including ``on``."""
    kept: dict[str, Any] = {
        kind: [report for report in getattr(known, kind) if since <= report.for_on <= on]
        for kind in _KINDS
    }
    return replace(known, **kept)


def _asked(findings: Findings, on: date, known: Record) -> Record:
    """Put the questions of the judgements, each once, as the services do."""
    asked = {(item.rule, item.kind, item.window_first, item.question) for item in known.asked}
    added = [
        AskedQuestion(item.rule.id, item.rule.kind, item.first, name, on)
        for item in findings.judgements
        for name in item.asks
        if (item.rule.id, item.rule.kind, item.first, name) not in asked
    ]
    return replace(known, asked=[*known.asked, *added])


Key = tuple[str, str, date]


def _key(item: Judgement) -> Key:
    return item.rule.id, item.rule.kind, item.first


def _kept(judgements: Iterable[Judgement]) -> dict[Key, tuple[str, bool, str, tuple[str, ...]]]:
    """What stays of judgements: per rule and window the verdict, and whether somebody is called."""
    return {_key(item): (item.outcome, item.fires, item.basis, item.asks) for item in judgements}


# --- What must always hold -----------------------------------------------------------------------


@_STORIES
@given(data=st.data())
def test_judging_twice_is_judging_once(data: st.DataObject, protocols: Shelf) -> None:
    story = _draw_story(data, protocols)
    on = data.draw(st.integers(0, DAYS + 40))

    assert evaluate(story.case(on)) == evaluate(story.case(on))


@_STORIES
@given(data=st.data())
def test_the_order_in_which_days_arrive_does_not_matter(
    data: st.DataObject, protocols: Shelf
) -> None:
    """Of one day's answers the last counts, so reports of one day keep their order."""
    story = _draw_story(data, protocols)
    chance = Random(data.draw(st.integers(0, 1_000_000)))
    shuffled: dict[str, Any] = {}
    for kind in _KINDS:
        by_day = defaultdict(list)
        for report in getattr(story.record, kind):
            by_day[report.for_on].append(report)
        days = sorted(by_day)
        chance.shuffle(days)
        shuffled[kind] = [report for at in days for report in by_day[at]]
    other = replace(story, record=replace(story.record, **shuffled))

    assert _kept(evaluate(other.case(DAYS)).judgements) == _kept(
        evaluate(story.case(DAYS)).judgements
    )
    assert evaluate(other.case(DAYS)) == evaluate(story.case(DAYS))


@_STORIES
@given(data=st.data(), days=st.integers(-3000, 3000))
def test_other_dates_give_the_same_answer_on_other_dates(data: st.DataObject, days: int) -> None:
    """Months are not all alike, so these durations are in weeks."""
    story = _draw_story(data, Shelf([EVERY_RULE]))
    _assert_shifted(story, days)


@_STORIES
@given(data=st.data(), eras=st.sampled_from([-2, -1, 1, 2]))
def test_the_same_dates_of_another_age_give_the_same_answer(
    data: st.DataObject, eras: int, protocols: Shelf
) -> None:
    """The calendar repeats itself every four hundred years, months and leap years and all."""
    _assert_shifted(_draw_story(data, protocols), eras * 146_097)


def _assert_shifted(story: Story, days: int) -> None:
    by = timedelta(days=days)
    there = Story(story.protocol, _shifted_plan(story.plan, by), _shifted_record(story.record, by))

    here, moved = evaluate(story.case(DAYS)), evaluate(there.case(DAYS + days))

    assert [(*_key(item)[:2], item.first + by, item.last + by, item.outcome, item.fires, item.asks)
            for item in here.judgements] == [
        (*_key(item)[:2], item.first, item.last, item.outcome, item.fires, item.asks)
        for item in moved.judgements
    ]  # fmt: skip
    assert (here.gate and here.gate.outcome) == (moved.gate and moved.gate.outcome)
    assert (here.silent_since and here.silent_since + by) == moved.silent_since


def _shifted_plan(plan: DatedPlan, by: timedelta) -> DatedPlan:
    phases = tuple(
        replace(
            item,
            starts_on=item.starts_on + by,
            earliest_end_on=item.earliest_end_on + by,
            ends_on=item.ends_on + by,
            latest_end_on=item.latest_end_on + by,
        )
        for item in plan.phases
    )
    pauses = tuple(Pause(item.from_on + by, item.until_on + by) for item in plan.pauses)
    return replace(plan, starts_on=plan.starts_on + by, phases=phases, pauses=pauses)


def _shifted_record(known: Record, by: timedelta) -> Record:
    moved: dict[str, Any] = {
        kind: [replace(report, for_on=report.for_on + by) for report in getattr(known, kind)]
        for kind in _KINDS
    }
    return replace(known, injured_on=known.injured_on + by, **moved)


@_STORIES
@given(data=st.data(), late=st.integers(0, 40))
def test_judging_late_is_judging_in_time(data: st.DataObject, late: int, protocols: Shelf) -> None:
    """Day by day with what was known then, or once at the end: the same is found of each window."""
    story = _draw_story(data, protocols)
    known = story.record
    in_time: dict[Key, Any] = {}
    for number in range(DAYS + 1):
        seen = replace(_until(known, day(number)), asked=known.asked)
        findings = evaluate(story.case(number, record=seen))
        known = _asked(findings, day(number), known)
        in_time |= _kept(findings.judgements)

    at_once = evaluate(story.case(DAYS, record=known))
    assert _kept(at_once.judgements) == in_time

    much_later = _kept(evaluate(story.case(DAYS + late, record=known)).judgements)
    decided = {key: told for key, told in in_time.items() if _is_settled(key, told)}
    assert {key: much_later[key] for key in decided} == decided


def _is_settled(key: Key, found: tuple[str, bool, str, tuple[str, ...]]) -> bool:
    """Days of load and runs of which the next morning may still come are not settled yet."""
    _, kind, first = key
    return not found[3] and kind not in ("flare", "resuming") and first < day(DAYS - 3)


@_STORIES
@given(data=st.data())
def test_leaving_out_what_was_settled_before_changes_nothing(
    data: st.DataObject, protocols: Shelf
) -> None:
    """With a checkpoint and the reports it still needs, or with all reports: the same is found.

    Some scores arrive up to three days late.
    """
    story = _draw_story(data, protocols)
    chance = Random(data.draw(st.integers(0, 1_000_000)))
    lates = [chance.choice([0, 0, 1, 3]) for _ in range(DAYS)]
    rests = [chance.choice([1, 1, 2, 5, 9]) for _ in range(12)]
    look_back = timedelta(days=look_back_days(story.protocol))
    checkpoint: Checkpoint | None = None
    known, number = story.record, max(0, (story.plan.starts_on - START).days)
    found: dict[Key, Any] = {}
    for rest in [1, *rests, 1, 1, 1]:
        seen = replace(_arrived(known, number, lates), asked=known.asked)
        whole = evaluate(story.case(number, record=seen))
        since = date.min if checkpoint is None else checkpoint.since - look_back
        recent = replace(_until(seen, day(number), since=since), answers=seen.answers)
        case = story.case(number, record=recent, checkpoint=checkpoint)
        findings = evaluate(case)

        assert _rest(findings) == _rest(whole)
        found |= _kept(findings.judgements)
        expected = _kept(whole.judgements)
        assert {key: found.get(key) for key in expected} == expected
        known = _asked(findings, day(number), known)
        checkpoint = checkpoint_after(case, findings)
        number += rest


def _rest(findings: Findings) -> Any:
    gate = findings.gate and (findings.gate.outcome, findings.gate.missing)
    return gate, findings.standing, findings.silent_since


def _arrived(known: Record, number: int, lates: list[int]) -> Record:
    """Keep what has been reported by day ``number``; scores come so many days late."""
    seen = _until(known, day(number))
    arrived = [
        report
        for report in seen.pain
        if (report.for_on - START).days + lates[(report.for_on - START).days] <= number
    ]
    return replace(seen, pain=arrived)


@_STORIES
@given(data=st.data())
def test_between_two_days_of_judgement_nothing_changes(
    data: st.DataObject, protocols: Shelf
) -> None:
    """So a plan may sleep until its next day. Of days of load only the changes matter."""
    story = _draw_story(data, protocols)
    begins = max(0, (story.plan.starts_on - START).days)
    on = begins + data.draw(st.integers(0, DAYS))
    known = replace(_until(story.record, day(on)), asked=())
    findings = evaluate(story.case(on, record=known))
    known = _asked(findings, day(on), known)
    findings = evaluate(story.case(on, record=known))
    following = next_judgement_on(story.case(on, record=known), findings)
    asleep = 60 if following is None else (following - day(on)).days - 1

    for number in range(on + 1, on + 1 + min(asleep, 60)):
        later = evaluate(story.case(number, record=known))
        assert _said(later) == _said(findings), f"changed on day {number}, asleep since {on}"


def _said(findings: Findings) -> Any:
    """All that somebody would be told of: of a row of days each change, of the rest everything."""
    judgements = [item for item in findings.judgements if not item.is_daily]
    changes, last = [], None
    for item in findings.judgements:
        if item.is_daily and item.outcome != (last or "on_track"):
            changes.append((item.rule.id, item.last, item.outcome, item.fires))
        if item.is_daily:
            last = item.outcome
    sessions = [(item.day, item.exercise, item.outcome) for item in findings.sessions]
    return _kept(judgements), changes, sessions, _rest(findings)


@_STORIES
@given(data=st.data())
def test_danger_is_seen_whatever_else_there_is(data: st.DataObject, protocols: Shelf) -> None:
    """Paused, ended or under way, with scores or without: a red flag calls somebody."""
    story = _draw_story(data, protocols)
    flags = [item for item in story.protocol.rules if item.is_red_flag]
    if not flags:
        return
    flag = data.draw(st.sampled_from(flags))
    begins = (story.plan.starts_on - START).days
    on = data.draw(st.integers(begins, DAYS + 20))
    known = story.record
    if isinstance(flag, SignsRule):
        report = SignReport(day(on), frozenset(flag.signs[: flag.at_least]))
        known = replace(known, signs=[*known.signs, report])
    elif isinstance(flag, ReportRule):
        known = replace(
            known, answers=[*known.answers, AnswerReport(flag.question, flag.answers[0], day(on))]
        )
    plan = story.plan
    if data.draw(st.booleans()):
        plan = replace(plan, ended_on=day(data.draw(st.integers(begins, on))))
    if data.draw(st.booleans()):
        plan = replace(plan, pauses=(Pause(day(on - 2), day(on + 9)),))

    case = replace(story, plan=plan, record=known).case(on)
    for found in (evaluate(case).judgements, tuple(judge_red_flags(case))):
        called = {(item.rule.id, item.rule.kind) for item in found if item.fires
                  and item.last == day(on)}  # fmt: skip
        assert (flag.id, flag.kind) in called


@_STORIES
@given(data=st.data())
def test_more_pain_at_the_end_or_less_at_the_beginning_takes_no_referral_back(
    data: st.DataObject, protocols: Shelf
) -> None:
    """For the scores of rest; a plan in its first phase is judged by the day."""
    story = _draw_story(data, protocols)
    plan = _plan(story.protocol, 0)
    known = replace(story.record, exercises=(), activities=())
    story = replace(story, plan=plan, record=known)
    fired = [
        item
        for item in evaluate(story.case(DAYS)).judgements
        if item.rule.kind == "trend" and item.fires and item.outcome != "insufficient_data"
    ]
    if not fired:
        return
    chosen = data.draw(st.sampled_from(fired))
    length = (chosen.last - chosen.first).days + 1
    block = min(4, max(2, length // 3))
    at_end = data.draw(st.booleans())
    scores = dict(known.day_scores)
    within = [
        at
        for at in scores
        if (
            chosen.last - timedelta(days=block) < at <= chosen.last
            if at_end
            else chosen.first <= at < chosen.first + timedelta(days=block)
        )
    ]
    at = data.draw(st.sampled_from(within))
    scores[at] = data.draw(st.integers(scores[at], 10) if at_end else st.integers(0, scores[at]))

    changed = replace(story, record=replace(known, pain=pain(scores)))
    again = {_key(item): item for item in evaluate(changed.case(DAYS)).judgements}
    earlier = [
        item for item in again.values()
        if item.rule == chosen.rule and item.first < chosen.first and item.is_final
    ]  # fmt: skip
    assert earlier or again[_key(chosen)].fires


# --- A plan that is over, and one that is kept up ------------------------------------------------


def test_of_a_plan_that_has_ended_only_danger_is_seen() -> None:
    known = record("5 " * 20, answers=[answer("unsure", "yes", 9), answer("bed_rest", "yes", 9)])
    plan = make_plan(EVERY_RULE, ended_on=day(8))

    findings = find(EVERY_RULE, known, 30, plan)

    assert told(list(findings.judgements)) == [("emergency", True)]
    assert (findings.gate, findings.standing, findings.silent_since) == (None, None, None)
    assert findings.sessions == ()
    assert next_judgement_on(look(EVERY_RULE, known, 30, plan), findings) is None


def _follow_up() -> DatedPlan:
    assert EVERY_RULE.follow_up is not None
    kept_up = make_protocol(phases=[phase("relative_rest", about("P3W")),
                                    phase("return_to_sport", about("P3W"))])  # fmt: skip
    first = lay_out(kept_up.phases[:1], START)[0]
    return DatedPlan(
        starts_on=START,
        phases=(replace(first, kind="follow_up"),),
        prescriptions=prescribe_follow_up(EVERY_RULE.follow_up),
    )


@pytest.mark.parametrize(("on", "is_over"), [(20, False), (21, True)])
def test_a_follow_up_lasts_as_long_as_it_was_meant_to(on: int, is_over: bool) -> None:
    findings = find(EVERY_RULE, record("5 " * 20), on, _follow_up())

    assert findings.is_over is is_over
    assert (findings.judgements, findings.gate, findings.silent_since) == ((), None, None)


def test_danger_is_seen_during_a_follow_up() -> None:
    known = record(answers=[answer("unsure", "yes", 9)], activities=[run(9, 9)])

    assert told(judge(EVERY_RULE, known, 9, _follow_up())) == [("emergency", True)]


def test_the_end_of_a_follow_up_is_a_day_of_judgement() -> None:
    case = look(EVERY_RULE, record(), 4, _follow_up())

    assert next_judgement_on(case, evaluate(case)) == day(21)


def test_rules_are_judged_one_by_one_and_all_of_them() -> None:
    """Everything at once, and each verdict beside the others."""
    known = record(
        row("6 6 6 6 5 5 5 5 5 5 5 5 5 6"),
        answers=[answer("unsure", "yes", 3), answer("gait", "abnormal", 2)],
    )

    found = {item.rule.id for item in judge(EVERY_RULE, known, 14) if item.fires}
    assert {"R-ANK-1", "R-HAM-1", "R-HAM-2"} <= found
