"""Two people at one plan: whoever looked at an older edit is told so before anything is written."""

from __future__ import annotations

from plans.domain.refusal import Refusal
from plans.models import Plan
from plans.services.refusals import conflict


def require_edit(*, plan: Plan, expected_version: int | None) -> None:
    """Lock ``plan`` in the caller's transaction, and refuse when it is no longer the edit seen.

    ``None`` is somebody who looked at nothing: the program itself.
    """
    if expected_version is None:
        return
    locked = Plan.objects.select_for_update().only("pk", "version").get(pk=plan.pk)
    if locked.version != expected_version:
        raise changed_meanwhile()


def changed_meanwhile() -> Refusal:
    """Return the refusal for who looked at an older edit."""
    return conflict(
        "plan_changed_meanwhile",
        nl="Iemand anders heeft dit plan net veranderd. Bekijk het opnieuw en probeer het nog "
        "eens.",
        en="Somebody else has just changed this plan. Look at it again and try once more.",
    )
