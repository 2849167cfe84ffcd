"""Verdicts, questions and adherence through the API."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from plans.api.judgements import show_figure
from plans.models import AskedQuestion
from tests.plans.api.conftest import NOW, TODAY, Scene, give_verdict, refer


def test_a_verdict_shows_its_numbers_rounded_and_exact(scene: Scene, own: APIClient) -> None:
    give_verdict(scene.plan)

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


def test_a_verdict_is_told_to_the_patient_and_in_full_to_who_treats(
    scene: Scene, own: APIClient, clinician: APIClient
) -> None:
    refer(scene.plan, verdict=give_verdict(scene.plan))
    address = f"{scene.plan_address}verdicts/"

    told = own.get(address).json()["results"][0]
    in_full = clinician.get(address).json()["results"][0]
    english = own.get(address, headers={"Accept-Language": "en"}).json()["results"][0]

    assert (told["kind"], told["clinician_text"]) == ("trend", None)
    assert "R-ACH-1" not in told["patient_text"]
    assert told["title"] == in_full["title"] != english["title"]
    assert told["patient_text"] == in_full["patient_text"] != english["patient_text"]
    assert "R-ACH-1" in in_full["clinician_text"]
    assert "4,3" in in_full["clinician_text"]


def test_sessions_do_not_drown_the_rules_unless_they_are_asked_for(
    scene: Scene, own: APIClient
) -> None:
    address = f"{scene.plan_address}verdicts/"
    give_verdict(scene.plan)
    give_verdict(
        scene.plan, kind="gate", rule="relative_rest", verdict="not_met", evidence={"missing": []}
    )
    give_verdict(
        scene.plan,
        kind="session",
        rule="run",
        verdict="reduce_load",
        evidence={"ceiling": 5, "during": 6, "before": 1, "after": None},
    )

    def kinds(query: str) -> set[str]:
        rows = own.get(f"{address}{query}").json()["results"]
        assert all(row["title"] and row["patient_text"] for row in rows)
        return {row["kind"] for row in rows}

    assert kinds("") == {"trend", "gate"}
    assert kinds("?kind=session") == {"session"}
    assert kinds("?kind=gate") == {"gate"}
    assert own.get(f"{address}?kind=horoscoop").status_code == 400


def test_a_verdict_that_waits_for_an_answer_says_so(scene: Scene, own: APIClient) -> None:
    verdict = give_verdict(scene.plan, verdict="insufficient_data", evidence={})
    address = f"{scene.plan_address}verdicts/"
    before = own.get(address).json()["results"][0]["patient_text"]
    AskedQuestion.objects.create(
        plan=scene.plan,
        rule=verdict.rule,
        kind=verdict.kind,
        window_first=verdict.window_first,
        question="less_pain_than_at_start",
        asked_at=NOW,
        asked_on=TODAY,
    )

    asked = own.get(address).json()["results"][0]["patient_text"]

    assert "Beantwoord de vraag" in asked
    assert "Beantwoord de vraag" not in before


@pytest.mark.parametrize("evidence", [{}, {"baseline": None}, {"scores": "kapot"}])
def test_a_verdict_of_an_older_release_is_told_as_far_as_it_goes(
    scene: Scene, clinician: APIClient, evidence: dict[str, object]
) -> None:
    give_verdict(scene.plan, evidence=evidence)
    give_verdict(scene.plan, rule="R-OUD-1", verdict="vroeger", evidence=evidence)

    rows = clinician.get(f"{scene.plan_address}verdicts/").json()["results"]

    assert len(rows) == 2
    assert all(row["title"] and row["patient_text"] and row["clinician_text"] for row in rows)


def test_open_questions_are_shown_with_their_answers(scene: Scene, own: APIClient) -> None:
    AskedQuestion.objects.create(
        plan=scene.plan,
        rule="R-ACH-1",
        kind="trend",
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
