"""Filters beside the lists: they offer the people of the own clinic only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from plans.admin.pages import viewer_of
from plans.models import Role
from plans.selectors.scope import visible_people
from plans.selectors.words import ADDRESSEES, EVENTS, TASKS, URGENCIES, Words


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


class CodeFilter(admin.SimpleListFilter):
    """Rows by a code that the record keeps in ``parameter_name``, offered in words."""

    names: Mapping[str, Words]

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, str]]:
        """Offer every code."""
        return ((str(code), str(name)) for code, name in self.names.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the list."""
        chosen = self.value()
        return queryset.filter(**{str(self.parameter_name): chosen}) if chosen else queryset


class UrgencyFilter(CodeFilter):
    """How soon somebody has to look."""

    title = _("how soon")
    parameter_name = "urgency"
    names = URGENCIES


class AddresseeFilter(CodeFilter):
    """Who has to look."""

    title = _("to")
    parameter_name = "to"
    names = ADDRESSEES


class RoleFilter(CodeFilter):
    """What somebody is to the clinic; the program itself is not in the list."""

    title = _("role")
    parameter_name = "role"
    names = {role.value: role.label for role in Role if role != Role.SYSTEM}


class WhatFilter(CodeFilter):
    """What happened."""

    title = _("what happened")
    parameter_name = "kind"
    names = EVENTS


class TaskFilter(CodeFilter):
    """Why a physiotherapist has to look at a plan."""

    title = _("task")
    parameter_name = "kind"
    names = TASKS


class StandsFilter(CodeFilter):
    """Whether something was done already."""

    title = _("status")
    parameter_name = "stands"
    names = {"open": _("to be done"), "closed": _("closed")}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the list; what was not offered has no rows."""
        chosen = self.value()
        if chosen is None:
            return queryset
        if chosen not in self.names:
            return queryset.none()
        return queryset.filter(closed_at__isnull=chosen == "open")


class OfPatient(PhysiotherapistFilter):
    """For a list of patients."""

    path = "physiotherapist"


class OfInjury(PhysiotherapistFilter):
    """For a list of plans or referrals."""

    path = "injury__patient__physiotherapist"


class OfPlan(PhysiotherapistFilter):
    """For a list of tasks."""

    path = "plan__injury__patient__physiotherapist"
