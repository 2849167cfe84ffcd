"""Which of several things that fired comes first."""

from __future__ import annotations

import pytest

from plans.domain.rule import Addressee, Urgency
from plans.domain.rules.priority import Priority, priority_of
from tests.plans.domain.cases import answer, judge, record
from tests.plans.domain.documents import make_protocol, question, rule


def test_the_order() -> None:
    """DEF-17."""
    assert [item.name for item in sorted(Priority)] == [
        "EMERGENCY",
        "GP_NOW",
        "PHYSIO_NOW",
        "PHYSIO",
        "WHEN_IT_SUITS",
        "STEP_BACK",
        "INFO",
    ]


@pytest.mark.parametrize(
    ("to", "urgency", "priority"),
    [
        ("emergency", "immediate", Priority.EMERGENCY),
        ("emergency", "may", Priority.EMERGENCY),
        ("gp", "immediate", Priority.GP_NOW),
        ("gp", "contact", Priority.GP_NOW),
        ("physiotherapist", "immediate", Priority.PHYSIO_NOW),
        ("physiotherapist", "important", Priority.PHYSIO_NOW),
        ("physiotherapist", "contact", Priority.PHYSIO),
        ("physiotherapist", "may", Priority.WHEN_IT_SUITS),
    ],
)
def test_whom_it_calls_weighs_more_than_how_soon(
    to: Addressee, urgency: Urgency, priority: Priority
) -> None:
    assert priority_of(to, urgency) is priority


def test_all_that_fired_is_there_and_the_emergency_leads() -> None:
    """EX-58: unsure about a fracture, and an ankle that bears no load."""
    protocol = make_protocol(
        rules=[
            rule("report", "R-ANK-2", urgency="important", question="load", answers=["no"]),
            rule(
                "report",
                "R-ANK-1",
                to="emergency",
                urgency="immediate",
                question="unsure",
                answers=["yes"],
            ),
        ],
        questions=[question("unsure"), question("load")],
    )
    known = record(answers=[answer("load", "no", 0), answer("unsure", "yes", 0)])

    found = judge(protocol, known, 0)

    assert {item.rule.id for item in found if item.fires} == {"R-ANK-1", "R-ANK-2"}
    first = min(found, key=lambda item: priority_of(item.rule.to, item.rule.urgency))
    assert (first.rule.id, first.outcome) == ("R-ANK-1", "emergency")
