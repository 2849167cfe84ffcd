"""The replay: other rules over all that was reported, shown and not stored."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from plans.domain.change import OpenPhase
from plans.domain.days import midnight
from plans.models import AskedQuestion, Clinic, Patient, Plan, ProtocolVersion, Referral, User
from plans.selectors.catalogue import protocol_of, published_protocol
from plans.services.changing import change_plan
from plans.services.ending import end_plan
from plans.services.judging import judge_due_plans
from plans.services.referrals import acknowledge_referral, resolve_referral
from plans.services.reporting import record_activity, record_answer, record_pain, record_signs
from plans.services.starting import switch_plan
from tests.factories.people import make_patient
from tests.factories.plans import start_demo_plan
from tests.plans.services.diary import evening_of, keep_diary, morning_of, night_before

FIRST = date(2026, 3, 1)
BAD = "5 5 5 5 5 5 5 5 5 5 4 4 5 4"
SLIGHT = "6 6 6 6 6 6 5 5 5 5 5 5 5 5"
GOOD = "6 6 6 6 5 5 5 4 4 4 3 3 3 3"
STRICTER = {"rules": {"R-ACH-1": {"fires_on": ["no_change", "worse", "slight_improvement"]}}}


def _command(*arguments: str) -> tuple[int, str, str]:
    """Run the command: its exit status, its output and its complaint."""
    out, err = StringIO(), StringIO()
    try:
        call_command("replay", *arguments, stdout=out, stderr=err, no_color=True)
    except SystemExit as stopped:
        return int(stopped.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def _replay(*arguments: str, **overrides: Any) -> dict[str, Any]:
    """Run the command and read its document."""
    changed = ("--overrides", json.dumps(overrides)) if overrides else ()
    status, said, complaint = _command("--json", *arguments, *changed)
    assert (status, complaint) == (0, "")
    document: dict[str, Any] = json.loads(said)
    return document


def _mistake(*arguments: str) -> str:
    """Run the command, which must refuse with one line, and return that."""
    status, said, complaint = _command(*arguments)
    assert (status, said) == (2, "")
    (line,) = complaint.splitlines()
    return line


def _tally(document: dict[str, Any], rule: str) -> tuple[int, int, int, int]:
    (found,) = (item for item in document["rules"] if item["rule"] == rule)
    return found["verdicts"], found["changed"], found["added"], found["not_raised"]


def _plan_with(patient: Patient, scores: str, protocol: str = "achilles-self-care") -> Plan:
    """Follow a plan for a fortnight, judged the night after."""
    plan = start_demo_plan(patient, protocol)
    keep_diary(plan, scores)
    night_before(plan, FIRST + timedelta(days=14))
    return plan


# --- What differs --------------------------------------------------------------------------------


def test_by_the_same_rules_nothing_differs(patient: Patient) -> None:
    _plan_with(patient, BAD)

    document = _replay()

    assert (document["plans"], document["left_out"], document["differences"]) == (1, 0, [])
    assert _tally(document, "R-ACH-1") == (1, 0, 0, 0)


def test_a_stricter_threshold_calls_somebody_more(clinic: Clinic) -> None:
    slight = _plan_with(make_patient(clinic), SLIGHT)
    _plan_with(make_patient(clinic), GOOD)

    document = _replay(**STRICTER)

    assert _tally(document, "R-ACH-1") == (2, 0, 1, 0)
    assert document["differences"] == [
        {
            "plan": str(slight.public_id),
            "protocol": "achilles-self-care v1",
            "rule": "R-ACH-1",
            "kind": "trend",
            "window": ["2026-03-01", "2026-03-14"],
            "stored_window": ["2026-03-01", "2026-03-14"],
            "verdict": {"stored": "slight_improvement", "replayed": "slight_improvement"},
            "referral": {"stored": False, "replayed": True},
        }
    ]


def test_a_milder_threshold_calls_nobody_any_more(patient: Patient) -> None:
    _plan_with(patient, BAD)

    document = _replay(rules={"R-ACH-1": {"thresholds": {"least_points": 0.5}}})

    assert _tally(document, "R-ACH-1") == (1, 1, 0, 1)
    (found,) = document["differences"]
    assert found["verdict"] == {"stored": "no_change", "replayed": "slight_improvement"}
    assert found["referral"] == {"stored": True, "replayed": False}


def test_a_shorter_window_is_a_difference_also_when_the_verdict_is_the_same(
    patient: Patient,
) -> None:
    _plan_with(patient, BAD)

    (found,) = _replay(rules={"R-ACH-1": {"window_days": 7}})["differences"]

    assert found["verdict"] == {"stored": "no_change", "replayed": "no_change"}
    assert found["stored_window"] == ["2026-03-01", "2026-03-14"]
    assert found["window"] == ["2026-03-01", "2026-03-07"]


def test_a_version_that_is_a_draft_can_be_tried(patient: Patient) -> None:
    plan = _plan_with(patient, SLIGHT)
    _add_version(plan, lambda document: document["rules"][0].update(STRICTER["rules"]["R-ACH-1"]))

    document = _replay("--protocol", "achilles-self-care", "--version", "2")

    assert document["rules"][0]["rule"] == "R-ACH-1"
    assert _tally(document, "R-ACH-1") == (1, 0, 1, 0)


def test_a_version_without_a_phase_of_the_plan_leaves_the_plan_out(patient: Patient) -> None:
    plan = _plan_with(patient, BAD)
    _add_version(plan, lambda document: document["phases"].pop(1))

    status, said, _ = _command("--protocol", "achilles-self-care", "--version", "2")

    assert status == 0
    assert said.splitlines()[0] == "Replayed 0 plans; 1 left out."
    assert said.splitlines()[-1].endswith("left out: the version to try has no phase build_up")


def test_settings_reach_the_protocols_that_have_them(clinic: Clinic) -> None:
    _plan_with(make_patient(clinic), SLIGHT)
    _plan_with(make_patient(clinic), SLIGHT, "shin-self-care")

    document = _replay(**STRICTER)

    assert document["plans"] == 1
    assert {item["protocol"] for item in document["differences"]} == {"achilles-self-care v1"}


def test_one_protocol_can_be_looked_at(clinic: Clinic) -> None:
    _plan_with(make_patient(clinic), BAD)
    _plan_with(make_patient(clinic), BAD, "shin-self-care")

    assert _replay()["plans"] == 2
    assert _replay("--protocol", "shin-self-care")["plans"] == 1


def test_days_after_until_are_not_judged(patient: Patient) -> None:
    _plan_with(patient, BAD)

    assert _replay("--until", "2026-03-14")["rules"] == []
    assert _tally(_replay("--until", "2026-03-15"), "R-ACH-1") == (1, 0, 0, 0)


def test_a_window_that_waits_for_the_worker_is_no_difference(patient: Patient) -> None:
    plan = start_demo_plan(patient)
    judge_due_plans(now=morning_of(FIRST))
    keep_diary(plan, BAD)

    document = _replay()

    assert (document["plans"], document["rules"], document["differences"]) == (1, [], [])


def test_a_follow_up_plan_is_left_alone(patient: Patient) -> None:
    Plan.objects.filter(pk=start_demo_plan(patient).pk).update(is_follow_up=True)

    assert _replay()["plans"] == 0


def test_the_table_comes_before_the_differences(clinic: Clinic) -> None:
    plan = _plan_with(make_patient(clinic), SLIGHT)

    status, said, complaint = _command("--overrides", json.dumps(STRICTER))

    assert (status, complaint) == (0, "")
    found = "R-ACH-1 trend  2026-03-01 to 2026-03-14"
    referred = "slight_improvement -> slight_improvement, referral no -> yes"
    assert said.splitlines() == [
        "Replayed 1 plans; 0 left out.",
        "rule     kind   verdicts  changed  referrals added  not raised",
        "R-ACH-1  trend         1        0                1           0",
        "all                    1        0                1           0",
        f"{plan.public_id}  achilles-self-care v1  {found}  {referred}",
    ]


def _add_version(plan: Plan, change: Any) -> None:
    """Add a second version of the plan's protocol, as a draft."""
    base = plan.protocol_version
    document = json.loads(json.dumps(base.document))
    change(document)
    ProtocolVersion.objects.create(
        slug=base.slug,
        number=2,
        document=document,
        checksum="-",
        changes="For a test.",
        state="draft",
        loaded_at=base.loaded_at,
    )


# --- Mistakes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--protocol", "elbow"], "--protocol: 'elbow' is not a protocol of the catalogue"),
        (["--version", "2"], "--version: name the protocol as well, with --protocol"),
        (["--version", "two"], "--version: 'two' is not a number such as 2"),
        (
            ["--protocol", "achilles-self-care", "--version", "9"],
            "--version: achilles-self-care has no version 9; it has 1",
        ),
        (["--until", "soon"], "--until: 'soon' is not a day such as 2026-03-31"),
        (["--until", "2999-01-01"], "--until: 2999-01-01 has not come yet"),
        (["--overrides", "{rules"], "--overrides: is not JSON: "),
        (["--overrides", "nowhere.json"], "--overrides nowhere.json: cannot be read: No such file"),
        (["--overrides", '{"colour": 1}'], "overrides.colour: unknown key; what can be changed: "),
        (["--overrides", '{"rules": []}'], "overrides.rules: names and their settings are"),
        (
            ["--overrides", '{"rules": {"R-ACH-9": {}}}'],
            "overrides.rules.R-ACH-9: no protocol that is followed has it",
        ),
        (
            ["--overrides", '{"rules": {"R-ACH-1": {"window_days": 0}}}'],
            "overrides.rules.R-ACH-1.window_days: ",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(
    patient: Patient, arguments: list[str], said: str
) -> None:
    start_demo_plan(patient)

    assert _mistake(*arguments).startswith(said)


def test_settings_can_stand_in_a_file(patient: Patient, tmp_path: Path) -> None:
    _plan_with(patient, SLIGHT)
    file = tmp_path / "stricter.json"

    file.write_text(json.dumps(STRICTER), encoding="utf-8")
    assert len(_replay("--overrides", str(file))["differences"]) == 1
    file.write_text("[1]", encoding="utf-8")
    assert _mistake("--overrides", str(file)).startswith("--overrides: is not a document such as")
    file.write_bytes(b"\xff")
    assert _mistake("--overrides", str(file)).endswith("is not UTF-8 text")


# --- Life ----------------------------------------------------------------------------------------


class _Story:
    """A patient whose days are drawn by lot, and a physiotherapist who now and then acts."""

    def __init__(self, patient: Patient, protocol: str, number: int) -> None:
        self.lot = random.Random(f"{protocol} {number}")
        self.patient, self.by = patient, patient.user
        self.plan = start_demo_plan(patient, protocol)
        self.injury = self.plan.injury

    def live(self, days: int) -> None:
        """Live through the days: judged at midnight, on what is reported, and after people act."""
        for number in range(days):
            today = FIRST + timedelta(days=number)
            judge_due_plans(now=midnight(today, self.patient.zone))
            for at in self._reports(today):
                judge_due_plans(now=at + timedelta(seconds=1))
            self._look_after(today)
        judge_due_plans(now=midnight(FIRST + timedelta(days=days), self.patient.zone))

    def _reports(self, today: date) -> Iterator[datetime]:
        at, lot = evening_of(today), self.lot
        said: dict[str, Any] = {"injury": self.injury, "by": self.by, "now": at}
        if lot.random() < 0.6:
            late = timedelta(days=min(lot.choice((0, 0, 0, 1, 2, 3)), (today - FIRST).days))
            record_pain(
                pain=lot.randint(1, 6), morning=lot.randint(1, 6), for_on=today - late, **said
            )
            yield at
        if lot.random() < 0.15:
            record_activity(kind="run", minutes=20, pain=lot.randint(0, 6), **said)
            yield at
        open_questions = AskedQuestion.objects.filter(plan=self.plan, closed_at__isnull=True)
        for asked in open_questions.order_by("pk"):
            if lot.random() < 0.4:
                record_answer(question=asked.question, answer=lot.choice(("yes", "no")), **said)
                yield at
        if protocol_of(self.plan.protocol_version_id).signs and lot.random() < 0.08:
            record_signs(signs=lot.sample(("warm", "red"), lot.randint(1, 2)), **said)
            yield at

    def _look_after(self, today: date) -> None:
        """Let the physiotherapist see what is open, close what is settled, open the next phase."""
        now, physio = morning_of(today) + timedelta(hours=12), self.patient.physiotherapist
        assert physio is not None
        for referral in Referral.objects.filter(injury=self.injury, status="open"):
            if self.lot.random() < 0.3:
                acknowledge_referral(referral=referral, by=physio, now=now)
        settled = now - timedelta(days=5)
        for referral in Referral.objects.filter(injury=self.injury, acknowledged_at__lt=settled):
            if referral.status == "acknowledged" and self.lot.random() < 0.3:
                resolve_referral(referral=referral, outcome="Looked at.", by=physio, now=now)
        if (today - FIRST).days == 21:
            change_plan(plan=self.plan, change=OpenPhase(phase="build_up"), by=physio, now=now)


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("protocol", ["achilles-self-care", "ankle-light", "calf-strain"])
def test_a_replay_gives_what_judging_in_time_has_stored(
    patient: Patient, protocol: str, number: int
) -> None:
    """Late reports, questions, referrals seen and closed, and an opened phase included."""
    _Story(patient, protocol, number).live(35)

    document = _replay()

    assert document["differences"] == []
    assert document["rules"]


def test_of_a_plan_that_was_switched_both_halves_stay_as_they_were(
    patient: Patient, physiotherapist: User
) -> None:
    """DEF-13: what was undecided closes with the switch, and is no verdict to compare."""
    story = _Story(patient, "achilles-self-care", 4)
    story.live(16)
    story.plan = switch_plan(
        plan=story.plan,
        version=published_protocol("achilles-treatment"),
        by=physiotherapist,
        now=datetime(2026, 3, 17, 10, tzinfo=UTC),
    )
    keep_diary(story.plan, BAD, first=date(2026, 3, 17))
    for number in range(15):
        night_before(story.plan, date(2026, 3, 18) + timedelta(days=number))

    document = _replay()

    assert (document["plans"], document["differences"]) == (2, [])


def test_a_plan_that_ended_stays_as_it_was(patient: Patient, physiotherapist: User) -> None:
    plan = _plan_with(patient, BAD)
    now = datetime(2026, 3, 20, 10, tzinfo=UTC)
    end_plan(plan=plan, outcome="stopped", by=physiotherapist, now=now, reason="Moved away.")

    document = _replay()

    assert document["differences"] == []
    assert _tally(document, "R-ACH-1") == (1, 0, 0, 0)


def test_a_late_report_after_the_referral_was_dealt_with_shows_as_not_raised(
    patient: Patient, physiotherapist: User
) -> None:
    """Judged in time nobody would have been called; what a person dealt with is kept all the same.

    The replay knows on every day what was reported for it, also what came in late.
    """
    plan = start_demo_plan(patient)
    keep_diary(plan, "6 6 6 6 5 5 5 5 5 5 6 6 - -")
    now = night_before(plan, date(2026, 3, 15)) + timedelta(hours=9)
    resolve_referral(referral=Referral.objects.get(), outcome="Seen.", by=physiotherapist, now=now)
    for day in (13, 14):
        record_pain(
            injury=plan.injury,
            pain=2,
            for_on=date(2026, 3, day),
            by=patient.user,
            now=now + timedelta(hours=1),
        )
    judge_due_plans(now=now + timedelta(hours=2))

    (found,) = _replay()["differences"]

    assert found["verdict"] == {"stored": "clear_improvement", "replayed": "clear_improvement"}
    assert found["referral"] == {"stored": True, "replayed": False}


# --- Nothing is stored ---------------------------------------------------------------------------


def _all_rows() -> dict[str, list[Any]]:
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models()
    }


def test_no_row_of_any_table_changes(patient: Patient) -> None:
    _Story(patient, "calf-strain", 1).live(20)
    before = _all_rows()

    _replay()
    _replay(rules={"R-ALL-1": {"urgency": "important"}})

    assert _all_rows() == before


def test_more_plans_take_no_more_queries(
    clinic: Clinic, django_assert_max_num_queries: Any
) -> None:
    for _ in range(4):
        _plan_with(make_patient(clinic), BAD)

    with django_assert_max_num_queries(12):
        assert _replay()["plans"] == 4
