"""Everything that is kept about one patient, table by table."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils.module_loading import import_string

from plans.domain.own_data import Fate, OwnTable
from plans.models import Patient

_OF_PLAN = ("plan__injury__patient",)
_OF_INJURY = ("injury__patient",)

TABLES: tuple[OwnTable, ...] = (
    OwnTable(
        model="plans.IdempotentAnswer",
        of_account=("user",),
        secret=("fingerprint", "key", "sealed_body"),
        is_shown=False,
    ),
    OwnTable(model="plans.Task", of_patient=_OF_PLAN),
    OwnTable(model="plans.AskedQuestion", of_patient=_OF_PLAN),
    OwnTable(model="plans.Referral", of_patient=_OF_INJURY),
    OwnTable(model="plans.Verdict", of_patient=_OF_PLAN),
    OwnTable(model="plans.PainReport", of_patient=_OF_INJURY),
    OwnTable(model="plans.ExerciseReport", of_patient=_OF_INJURY),
    OwnTable(model="plans.ActivityReport", of_patient=_OF_INJURY),
    OwnTable(model="plans.AnswerReport", of_patient=_OF_INJURY),
    OwnTable(model="plans.SignReport", of_patient=_OF_INJURY),
    OwnTable(model="plans.Pause", of_patient=_OF_PLAN),
    OwnTable(model="plans.Prescription", of_patient=_OF_PLAN),
    OwnTable(model="plans.PlanPhase", of_patient=_OF_PLAN),
    OwnTable(model="plans.Event", of_patient=("patient",)),
    OwnTable(model="plans.Plan", of_patient=_OF_INJURY),
    OwnTable(model="plans.Injury", of_patient=("patient",)),
    OwnTable(model="plans.CareRelation", of_patient=("patient",)),
    OwnTable(model="plans.Invitation", of_account=("user",), secret=("digest",)),
    # Kept: that the record was destroyed, by whom, and who had looked at it.
    OwnTable(model="plans.RightsRequest", of_patient=("patient",), fate=Fate.EMPTIED),
    OwnTable(model="plans.Destruction", of_patient=("patient",), fate=Fate.KEPT),
    OwnTable(
        model="plans.AccessEntry",
        of_patient=("subjects__patient",),
        of_account=("user",),
        fate=Fate.KEPT,
        # The network address is that of the colleague who looked.
        secret=("previous", "digest", "network_address"),
    ),
    OwnTable(model="plans.AccessSubject", of_patient=("patient",), fate=Fate.KEPT, is_shown=False),
    OwnTable(model="plans.Patient", of_patient=("pk",), fate=Fate.EMPTIED),
    OwnTable(
        model="plans.User",
        of_account=("pk",),
        fate=Fate.EMPTIED,
        secret=("password",),
    ),
)
"""What the clinic's work keeps, in the order in which it is destroyed."""


@cache
def own_tables() -> tuple[OwnTable, ...]:
    """Return every table with something about a person, in the order in which it is destroyed."""
    return tuple(_all(settings.OWN_DATA))


def model_of(table: OwnTable) -> type[Model]:
    """Return the model that ``table`` names."""
    return apps.get_model(table.model)


def rows_of(table: OwnTable, patient: Patient) -> QuerySet[Any]:
    """Return the rows of ``table`` that are about ``patient``."""
    rows = model_of(table)._base_manager
    about = Q(pk__in=())
    for path in table.of_patient:
        about |= Q(**{path: patient.pk})
    for path in table.of_account:
        about |= Q(**{path: patient.user_id})
    if table.named_by is not None:
        naming = apps.get_model(table.named_by.model)._base_manager
        keys = naming.filter(**{table.named_by.account: patient.user_id})
        about |= Q(pk__in=keys.values(table.named_by.column))
    found = rows.filter(about)
    # A line about two patients is reached twice.
    return found.distinct() if any("subjects" in path for path in table.of_patient) else found


def _all(names: tuple[str, ...]) -> Iterator[OwnTable]:
    for name in names:
        yield from import_string(name)
