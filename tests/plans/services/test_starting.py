"""A complaint is written down and a protocol is placed on the patient's calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from plans.domain.refusal import Refusal, RefusalKind
from plans.models import (
    Clinic,
    Event,
    Injury,
    PainReport,
    Patient,
    Plan,
    PlanPhase,
    Prescription,
    User,
    VersionState,
)
from plans.selectors.catalogue import protocol_of, published_protocol
from plans.services.ending import end_plan
from plans.services.starting import add_injury, preview_plan, start_plan, switch_plan
from tests.factories.people import make_patient, make_staff
from tests.factories.plans import make_injury, start_demo_plan
from tests.plans.services.diary import evening_of, report_pain

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
TODAY = date(2026, 3, 1)


def _start(
    injury: Injury, by: User, slug: str = "achilles-self-care", starts_on: date = TODAY
) -> Plan:
    version = published_protocol(slug)
    return start_plan(injury=injury, version=version, starts_on=starts_on, by=by, now=NOW)


def test_a_plan_has_the_phases_and_exercises_of_its_protocol(
    patient: Patient, physiotherapist: User
) -> None:
    plan = _start(make_injury(patient), physiotherapist)
    protocol = protocol_of(plan.protocol_version_id)

    phases = PlanPhase.objects.filter(plan=plan).order_by("position")
    assert list(phases.values_list("kind", "status", "starts_on")) == [
        ("relative_rest", "open", date(2026, 3, 1)),
        ("build_up", "planned", date(2026, 3, 15)),
        ("return_to_sport", "planned", date(2026, 5, 10)),
    ]
    assert Prescription.objects.filter(plan=plan).count() == sum(
        len(phase.exercises) for phase in protocol.phases
    )
    assert phases[0].opened_by == physiotherapist
    assert (plan.status, plan.version, plan.assigned_by) == ("active", 1, physiotherapist)


def test_starting_leaves_one_event_that_says_who_and_what(
    patient: Patient, physiotherapist: User
) -> None:
    plan = _start(make_injury(patient), physiotherapist)

    event = Event.objects.get(kind="plan_started")
    assert (event.by, event.plan, event.patient, event.clinic) == (
        physiotherapist,
        plan,
        patient,
        patient.clinic,
    )
    assert event.facts == {
        "plan": str(plan.public_id),
        "protocol": "achilles-self-care v1",
        "starts_on": "2026-03-01",
    }


def test_a_preview_is_what_a_start_gives_and_stores_nothing(
    patient: Patient, physiotherapist: User
) -> None:
    injury = make_injury(patient)
    rows = Event.objects.count()

    shown = preview_plan(
        version=published_protocol("achilles-self-care"),
        patient=patient,
        starts_on=TODAY,
        injured_on=injury.injured_on,
        today=TODAY,
    )

    assert (Event.objects.count(), Plan.objects.count()) == (rows, 0)
    plan = _start(injury, physiotherapist)
    dated = PlanPhase.objects.filter(plan=plan).order_by("position")
    assert [(phase.kind, phase.starts_on, phase.ends_on) for phase in shown.phases] == list(
        dated.values_list("kind", "starts_on", "ends_on")
    )


def test_a_second_plan_for_the_same_injury_is_refused(
    patient: Patient, physiotherapist: User
) -> None:
    injury = make_injury(patient)
    _start(injury, physiotherapist)

    with pytest.raises(Refusal, match="already under way") as refused:
        _start(injury, physiotherapist, "achilles-treatment")

    assert refused.value.kind is RefusalKind.CONFLICT
    assert Plan.objects.count() == 1


def test_a_patient_may_have_a_plan_for_each_injury(patient: Patient) -> None:
    start_demo_plan(patient)
    start_demo_plan(patient, "heel-self-care")

    assert Plan.objects.filter(injury__patient=patient).count() == 2


@pytest.mark.parametrize(
    ("slug", "starts_on", "answer"),
    [
        ("heel-self-care", TODAY, ("other_region", "protocol")),
        ("achilles-self-care", date(2026, 2, 27), ("start_before_injury", "starts_on")),
        ("achilles-self-care", date(2027, 3, 3), ("start_too_far_ahead", "starts_on")),
        ("nothing-at-all", TODAY, ("not_found", None)),
    ],
)
def test_a_start_that_makes_no_sense_is_refused(
    patient: Patient,
    physiotherapist: User,
    slug: str,
    starts_on: date,
    answer: tuple[str, str | None],
) -> None:
    injury = make_injury(patient, injured_on=date(2026, 2, 28))

    with pytest.raises(Refusal) as refused:
        _start(injury, physiotherapist, slug, starts_on)

    assert (refused.value.code, refused.value.place) == answer
    assert Plan.objects.count() == 0


def test_a_retired_protocol_starts_no_plan(patient: Patient, physiotherapist: User) -> None:
    version = published_protocol("achilles-self-care")
    type(version).objects.filter(pk=version.pk).update(state=VersionState.RETIRED, retired_at=NOW)
    version.refresh_from_db()

    with pytest.raises(Refusal, match="is not in use"):
        start_plan(
            injury=make_injury(patient),
            version=version,
            starts_on=TODAY,
            by=physiotherapist,
            now=NOW,
        )


def test_only_a_physiotherapist_starts_a_plan(patient: Patient, clinic: Clinic) -> None:
    injury = make_injury(patient)

    for person in (patient.user, make_staff(clinic), make_patient(clinic).user):
        with pytest.raises(Refusal) as refused:
            _start(injury, person)
        assert refused.value.kind is RefusalKind.FORBIDDEN


@pytest.mark.parametrize(
    ("injured_on", "code"),
    [
        (date(2026, 3, 2), "injury_in_future"),
        (date(2006, 1, 1), "injury_too_long_ago"),
    ],
)
def test_an_injury_lies_in_the_past_but_not_too_far(
    patient: Patient, physiotherapist: User, injured_on: date, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        add_injury(
            patient=patient, region="achilles", injured_on=injured_on, by=physiotherapist, now=NOW
        )

    assert (refused.value.code, refused.value.place) == (code, "injured_on")


def test_an_injury_of_today_where_the_patient_lives(
    patient: Patient, physiotherapist: User
) -> None:
    """Half past eleven in the evening UTC is tomorrow in Amsterdam."""
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)

    injury = add_injury(
        patient=patient,
        region="achilles",
        injured_on=date(2026, 3, 2),
        by=physiotherapist,
        now=late,
    )

    assert injury.injured_on == date(2026, 3, 2)


def test_an_unknown_side_is_refused(patient: Patient, physiotherapist: User) -> None:
    with pytest.raises(Refusal, match="side 'middle' does not exist"):
        add_injury(
            patient=patient,
            region="achilles",
            injured_on=TODAY,
            side="middle",
            by=physiotherapist,
            now=NOW,
        )


# --- Switching -----------------------------------------------------------------------------------


def _switch(plan: Plan, by: User, slug: str = "achilles-treatment") -> Plan:
    return switch_plan(
        plan=plan,
        version=published_protocol(slug),
        by=by,
        now=NOW + timedelta(days=9),
        reason="not less",
    )


def test_a_switch_ends_one_plan_and_starts_the_next(
    patient: Patient, physiotherapist: User
) -> None:
    plan = start_demo_plan(patient)
    report_pain(plan.injury, 5, TODAY, evening_of(TODAY))

    follower = _switch(plan, physiotherapist)

    plan.refresh_from_db()
    assert (plan.status, plan.outcome, plan.ended_on) == ("ended", "switched", date(2026, 3, 10))
    assert (follower.continues, follower.starts_on) == (plan, date(2026, 3, 10))
    assert follower.injury == plan.injury
    assert PainReport.objects.filter(injury=follower.injury).count() == 1
    event = Event.objects.get(kind="plan_switched")
    assert (event.reason, event.facts) == (
        "not less",
        {"from": "achilles-self-care", "to": "achilles-treatment"},
    )


@pytest.mark.parametrize(
    ("slug", "code"), [("achilles-self-care", "same_protocol"), ("heel-treatment", "other_region")]
)
def test_a_switch_that_is_refused_changes_nothing(
    patient: Patient, physiotherapist: User, slug: str, code: str
) -> None:
    plan = start_demo_plan(patient)
    events = Event.objects.count()

    with pytest.raises(Refusal) as refused:
        _switch(plan, physiotherapist, slug)

    assert refused.value.code == code
    assert Plan.objects.get().status == "active"
    assert Event.objects.count() == events


@pytest.mark.parametrize("follower_ends", [False, True])
def test_an_ended_plan_cannot_be_switched(
    patient: Patient, physiotherapist: User, follower_ends: bool
) -> None:
    plan = start_demo_plan(patient)
    follower = _switch(plan, physiotherapist)
    if follower_ends:
        end_plan(plan=follower, outcome="stopped", by=physiotherapist, now=NOW + timedelta(days=10))

    with pytest.raises(Refusal, match="has ended"):
        _switch(plan, physiotherapist, "achilles-treatment")
    assert Plan.objects.count() == 2
