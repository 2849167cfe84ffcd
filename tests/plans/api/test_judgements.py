"""Verdicts, questions, adherence and referrals through the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from plans.api.judgements import show_figure
from plans.models import AskedQuestion, Referral, Verdict
from tests.plans.api.conftest import NOW, TODAY, Scene, SignIn, refer


def test_a_verdict_shows_its_numbers_rounded_and_exact(scene: Scene, own: APIClient) -> None:
    _verdict(scene)

    verdict = own.get(f"{scene.plan_address}verdicts/").json()["results"][0]

    assert (verdict["rule"], verdict["verdict"]) == ("R-ACH-1", "no_change")
    assert verdict["baseline"] == {"shown": 4.3, "exact": "17/4"}
    assert verdict["percent"] is None
    assert verdict["evidence"]["scores"] == {"2026-03-01": 4}


@pytest.mark.parametrize(
    ("exact", "shown"),
    [("17/4", 4.3), ("4", 4.0), ("1/3", 0.3), ("-1/4", -0.3), ("5/100", 0.1), ("149/100", 1.5)],
)
def test_figures_are_rounded_half_up(exact: str, shown: float) -> None:
    assert show_figure(exact) == {"shown": shown, "exact": exact}


def test_open_questions_are_shown_with_their_answers(scene: Scene, own: APIClient) -> None:
    AskedQuestion.objects.create(
        plan=scene.plan,
        rule="R-ACH-1",
        window_first=TODAY,
        question="less_pain_than_at_start",
        asked_at=NOW,
        asked_on=TODAY,
    )

    asked = own.get(f"{scene.plan_address}questions/").json()["questions"]

    assert [question["name"] for question in asked] == ["less_pain_than_at_start"]
    assert {"yes", "no"} <= {option["value"] for option in asked[0]["options"]}


def test_adherence_counts_what_was_due_up_to_today(scene: Scene, own: APIClient) -> None:
    share = own.get(f"{scene.plan_address}adherence/").json()

    assert share["due"] > 0
    assert (share["done"], share["percent"], share["band"]) == (0, 0, "low")


def test_referrals_come_by_urgency_and_then_by_age(scene: Scene, clinician: APIClient) -> None:
    made = [
        refer(scene.plan, urgency=urgency, raised_at=NOW - timedelta(days=age), occasion=f"x{age}")
        for urgency, age in (("may", 9), ("immediate", 1), ("important", 2), ("contact", 3))
    ]

    listed = clinician.get("/api/referrals/?status=open").json()["results"]

    assert [row["urgency"] for row in listed] == [
        "immediate",
        "important",
        "contact",
        "contact",
        "may",
    ]
    assert listed[2]["id"] == str(made[3].public_id)
    assert listed[0]["reason"]


def test_a_referral_is_seen_and_then_closed(scene: Scene, clinician: APIClient) -> None:
    address = f"/api/referrals/{scene.referral.public_id}/"

    seen = clinician.post(f"{address}acknowledge/")
    again = clinician.post(f"{address}acknowledge/")
    closed = clinician.post(f"{address}resolve/", {"outcome": "afspraak gemaakt"}, format="json")
    twice = clinician.post(f"{address}resolve/", {"outcome": "nog eens"}, format="json")

    assert seen.json()["acknowledged_by"] == scene.physiotherapist.name
    assert seen.json() == again.json()
    assert (closed.json()["status"], closed.json()["outcome"]) == ("resolved", "afspraak gemaakt")
    assert twice.status_code == 409


@pytest.mark.parametrize("outcome", ["", "  ", 5, None, "x" * 201])
def test_a_referral_is_closed_with_words(
    scene: Scene, clinician: APIClient, outcome: object
) -> None:
    answer = clinician.post(
        f"/api/referrals/{scene.referral.public_id}/resolve/", {"outcome": outcome}, format="json"
    )

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["place"] == "outcome"
    assert Referral.objects.get(pk=scene.referral.pk).status == "open"


def test_the_desk_sees_that_somebody_is_called_but_not_the_scores(
    scene: Scene, sign_in: SignIn, clinician: APIClient
) -> None:
    referral = refer(scene.plan, verdict=_verdict(scene), occasion="2026-03-01")
    address = f"/api/referrals/{referral.public_id}/"

    desk = sign_in(scene.staff).get(address).json()
    treating = clinician.get(address).json()

    assert desk["evidence"] is None
    assert treating["evidence"]["scores"] == {"2026-03-01": 4}


def test_the_list_of_referrals_costs_the_same_for_one_and_for_three(
    scene: Scene, clinician: APIClient, django_assert_num_queries: Callable[..., Any]
) -> None:
    clinician.get("/api/referrals/")
    with django_assert_num_queries(REFERRAL_LIST_QUERIES):
        assert len(clinician.get("/api/referrals/").json()["results"]) == 1
    refer(scene.plan, occasion="a")
    refer(scene.plan, occasion="b")
    with django_assert_num_queries(REFERRAL_LIST_QUERIES):
        assert len(clinician.get("/api/referrals/").json()["results"]) == 3


REFERRAL_LIST_QUERIES = 4
"""Session, user, count, referrals."""


def _verdict(scene: Scene) -> Verdict:
    return Verdict.objects.create(
        plan=scene.plan,
        protocol_version=scene.plan.protocol_version,
        rule="R-ACH-1",
        window_first=date(2026, 3, 1),
        window_last=TODAY,
        verdict="no_change",
        evidence={
            "baseline": "17/4",
            "end": "4",
            "delta": "1/4",
            "percent": None,
            "scores": {"2026-03-01": 4},
        },
        given_at=NOW,
    )
