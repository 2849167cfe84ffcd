"""The API under thousands of generated requests: no mistake of our own, no broken promise.

``FUZZ`` in the environment says how many requests each role sends to each operation by chance,
beside the edges of the description, which one of them tries; without it all of this is short.
"""

from __future__ import annotations

import os
import sys

import pytest
import time_machine

from plans.catalogue.reading import Catalogue
from tests.fuzz.callers import ANONYMOUS, Caller, callers
from tests.fuzz.clinic import NOW, open_clinic
from tests.fuzz.running import Tally, fuzz, one_connection, operations

_EACH = int(os.environ.get("FUZZ", "0"))
_CHANCE = int(os.environ.get("FUZZ_CHANCE", "5"))
_ONLY = os.environ.get("FUZZ_ONLY", "")


def test_every_answer_is_one_that_the_description_promises(
    catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally()
    with time_machine.travel(NOW, tick=False), one_connection():
        _fuzz_all(callers(open_clinic()), tally)
    with capsys.disabled():
        sys.stdout.write(f"\n{tally.cases} requests: {dict(sorted(tally.statuses.items()))}\n")
    assert not [status for status in tally.statuses if status >= 500]
    assert not tally.wrong, tally.told()
    _somebody_got_in(tally)


def _somebody_got_in(tally: Tally) -> None:
    """Requests that are all turned away at the door would try nothing of what is behind it."""
    visitor = tally.by_caller.pop(ANONYMOUS)
    assert visitor[200] + visitor[201] <= visitor.total() / 10
    for name, statuses in tally.by_caller.items():
        # Some requests are drawn without the header on purpose.
        assert statuses[401] <= statuses.total() / 10, (name, statuses)
        assert statuses[200] + statuses[201] >= statuses.total() / 20, (name, statuses)


def _fuzz_all(people: list[Caller], tally: Tally) -> None:

    for number, operation in enumerate(operations()):
        if _ONLY not in operation.label:
            continue
        # In the short form everybody still gets a turn.
        turn = people if _EACH else [people[number % len(people)]]
        for caller in turn:
            fuzz(
                operation,
                caller,
                tally,
                most=_EACH or 2,
                with_edges=bool(_EACH) and caller is people[number % len(people)],
                chance=_CHANCE + number,
            )
