"""Filters beside the lists: they offer the people of the own clinic only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from plans.admin.pages import viewer_of
from plans.models import Role
from plans.selectors.scope import visible_people


class PhysiotherapistFilter(admin.SimpleListFilter):
    """Rows whose patient is treated by one physiotherapist; ``path`` leads to that person."""

    title = _("physiotherapist")
    parameter_name = "physiotherapist"
    path: str

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, str]]:
        """Offer the physiotherapists that who looks may see."""
        people = visible_people(viewer_of(request)).filter(role=Role.PHYSIOTHERAPIST)
        return ((str(person.public_id), person.name) for person in people.order_by("name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the list; somebody who was not offered has no rows here."""
        chosen = self.value()
        if chosen is None:
            return queryset
        if chosen not in {str(choice) for choice, _name in self.lookup_choices}:
            return queryset.none()
        return queryset.filter(**{f"{self.path}__public_id": chosen})


class OfPatient(PhysiotherapistFilter):
    """For a list of patients."""

    path = "physiotherapist"


class OfInjury(PhysiotherapistFilter):
    """For a list of plans or referrals."""

    path = "injury__patient__physiotherapist"
