"""What was reported about one injury, as it is listed."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from plans.models import Injury
from plans.models.report import Report

Row = TypeVar("Row", bound=Report)


def reports_of(
    model: type[Row],
    injury: Injury,
    *,
    from_on: date | None = None,
    until_on: date | None = None,
    include_corrected: bool = False,
) -> QuerySet[Row]:
    """Return reports about the days of a half-open span, the latest day first.

    Each says in ``corrected`` whether a later report took its place; those are left out unless
    ``include_corrected``.
    """
    rows: QuerySet[Row] = (
        model._default_manager.filter(injury=injury)
        .select_related("by")
        .annotate(
            corrected=ExpressionWrapper(Q(corrected_by__isnull=False), output_field=BooleanField())
        )
        .order_by("-for_on", "-recorded_at", "-pk")
    )
    if from_on is not None:
        rows = rows.filter(for_on__gte=from_on)
    if until_on is not None:
        rows = rows.filter(for_on__lt=until_on)
    return rows if include_corrected else rows.filter(corrected_by__isnull=True)
