"""Tasks: what a physiotherapist has to do about a plan, and what came of it. To look at."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from plans.admin.filters import OfPlan, StandsFilter, TaskFilter
from plans.admin.pages import ClinicPages, shown
from plans.models import Task, User
from plans.selectors.scope import visible_tasks
from plans.selectors.words import TASKS, Words

_CLOSED_BY = shown(_("closed by"), "closed_by")
_RAISED_AT = shown(_("since"), "raised_at")


@admin.register(Task)
class TaskAdmin(ClinicPages):
    """What is still to be done comes first, the oldest on top; physiotherapists close tasks."""

    list_display = ("patient", "what", _RAISED_AT, "closed_at", _CLOSED_BY)
    list_display_links = ("patient",)
    list_filter = (StandsFilter, TaskFilter, OfPlan)
    filters_of_administrator = ("plan__injury__patient__clinic",)
    search_fields = ("plan__injury__patient__user__name",)
    search_help_text = _("name of the patient")
    date_hierarchy = "raised_at"
    ordering = (F("closed_at").desc(nulls_first=True), "raised_at", "pk")
    fields: ClassVar[Any] = ("patient", "what", _RAISED_AT, ("closed_at", _CLOSED_BY))

    def visible(self, viewer: User) -> QuerySet[Task]:
        """Return what there is to do about the plans of the own clinic's patients."""
        return visible_tasks(viewer).select_related("plan__injury__patient__user", "closed_by")

    def get_readonly_fields(self, request: HttpRequest, obj: Task | None = None) -> Any:
        """Show what is worked out beside what is stored."""
        return ("patient", "what", _RAISED_AT, _CLOSED_BY)

    @admin.display(description=_("patient"), ordering="plan__injury__patient__user__name")
    def patient(self, task: Task) -> str:
        """Return about whose plan it is."""
        return task.plan.injury.patient.user.name

    @admin.display(description=_("task"), ordering="kind")
    def what(self, task: Task) -> Words:
        """Return why somebody has to look."""
        return TASKS.get(task.kind, task.kind)
