"""Sends generated requests to every operation of the API, and checks each answer."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import schemathesis
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.generation.hypothesis.builder import (
    HypothesisTestConfig,
    HypothesisTestMode,
    create_test,
)

from plans.api.edits import etag
from plans.models import Plan
from tests.fuzz.callers import Caller

# A day in 1970 or an exercise that does not exist fits the description and is refused all the same.
_RIGHT_BUT_REFUSED = ["2xx", "400", "401", "403", "404", "406", "409", "412", "422", "428"]
_REFUSED = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428"]


@dataclass
class Tally:
    """What came of it: how many requests, with which answers, and what was wrong with them."""

    statuses: Counter[int] = field(default_factory=Counter)
    by_caller: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    wrong: dict[str, str] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)

    @property
    def cases(self) -> int:
        """How many requests were sent."""
        return sum(self.statuses.values())

    def told(self) -> str:
        """Tell each thing that was wrong once, with how often."""
        return "\n\n".join(
            f"{name} ({self.times[name]} times)\n  {story}" for name, story in self.wrong.items()
        )


def operations() -> list[Any]:
    """Read the description of the API from the program itself."""
    description = schemathesis.openapi.from_wsgi("/api/schema/", WSGIHandler(), config=_config())
    found = list(description.get_all_operations())
    wrong = [operation for operation in found if not isinstance(operation, Ok)]
    assert not wrong, wrong
    return [operation.ok() for operation in found if isinstance(operation, Ok)]


@contextmanager
def one_connection() -> Iterator[None]:
    """Keep the test's connection open: a real server would close it after each request."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def fuzz(
    operation: Any, caller: Caller, tally: Tally, *, most: int, with_edges: bool, chance: int
) -> None:
    """Send ``most`` requests drawn by chance, and with ``with_edges`` each edge of the description.

    Each one finds the clinic as it was: what it changed is undone.
    """
    draw = random.Random(chance)

    def one(case: Any) -> None:
        _name_what_exists(case, caller, draw)
        _send(case, caller, tally)

    phases = [Phase.explicit, Phase.generate]
    modes = [HypothesisTestMode.FUZZING]
    if with_edges:
        modes.append(HypothesisTestMode.COVERAGE)
    create_test(
        operation=operation,
        test_func=one,
        config=HypothesisTestConfig(
            project=operation.schema.config,
            modes=modes,
            seed=chance,
            # What follows counts, not the profile of the other tests.
            explicit_setting_names={"max_examples", "derandomize", "phases"},
            settings=settings(
                max_examples=most,
                phases=phases,
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        ),
    )()


def _send(case: Any, caller: Caller, tally: Tally) -> None:
    headers = dict(caller.headers)
    # How often anybody may ask is tested elsewhere.
    caches["in_memory"].clear()
    caches["default"].clear()
    with transaction.atomic():
        answer = case.call(headers=headers)
        try:
            case.validate_response(answer, headers=headers, transport_kwargs={"headers": headers})
        except FailureGroup as group:
            for failure in group.exceptions:
                name = f"{case.operation.label} as {caller.name}: {failure.title}"
                tally.times[name] += 1
                tally.wrong.setdefault(name, _story(case, answer, failure))
        finally:
            transaction.set_rollback(True)
    tally.statuses[answer.status_code] += 1
    tally.by_caller[caller.name][answer.status_code] += 1


def _story(case: Any, answer: Any, failure: Any) -> str:
    body = answer.content[:600].decode(errors="replace")
    sent = f"{case.method} {case.formatted_path} {case.query} {case.headers} {str(case.body)[:400]}"
    return f"{failure.message[:600]}\n  sent {sent}\n  got {answer.status_code} {body}"


def _name_what_exists(case: Any, caller: Caller, draw: random.Random) -> None:
    """Three times in four an address names something that this caller can see."""
    named = (case.path_parameters or {}).get("public_id")
    known = caller.known.get(case.path.split("/")[2], ()) if case.path.count("/") > 2 else ()
    if known and _is_key(named) and draw.random() < 0.75:
        case.path_parameters["public_id"] = draw.choice(known)
        _name_the_edit(case, draw)


def _name_the_edit(case: Any, draw: random.Random) -> None:
    """Three times in four a change of a plan names the edit of now, and is looked at further."""
    if "If-Match" not in (case.headers or {}) or draw.random() >= 0.75:
        return
    plan = Plan.objects.filter(public_id=case.path_parameters["public_id"]).first()
    if plan is not None:
        case.headers["If-Match"] = etag(plan.version)


def _is_key(named: object) -> bool:
    try:
        return bool(UUID(str(named)))
    except ValueError:
        return False


def _config() -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "checks": {
                "positive_data_acceptance": {"expected-statuses": _RIGHT_BUT_REFUSED},
                "negative_data_rejection": {"expected-statuses": _REFUSED},
                "missing_required_header": {"expected-statuses": _REFUSED},
            }
        }
    )
