"""The history: what happened, when and by whom. To look at, for ever as it was."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from plans.admin.filters import WhatFilter
from plans.admin.pages import ClinicPages
from plans.models import Event, User
from plans.selectors.scope import visible_events
from plans.selectors.words import EVENTS, Words


@admin.register(Event)
class EventAdmin(ClinicPages):
    """Every change in the clinic left one of these."""

    list_display = ("at", "what", "by", "about", "details")
    list_filter = (WhatFilter, "at")
    filters_of_administrator = ("clinic",)
    search_fields = ("patient__user__name", "by__name")
    search_help_text = _("name of the patient, or of who did it")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    fields = ("at", "what", "by", "about", "details")

    def visible(self, viewer: User) -> QuerySet[Event]:
        """Return the history of the own clinic."""
        return visible_events(viewer).select_related("by", "patient__user")

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> Any:
        """Show what is worked out beside what is stored."""
        return ("what", "about", "details")

    @admin.display(description=_("what happened"), ordering="kind")
    def what(self, event: Event) -> Words:
        """Return what happened, in words."""
        return EVENTS.get(event.kind, event.kind)

    @admin.display(description=_("patient"), ordering="patient__user__name")
    def about(self, event: Event) -> str | None:
        """Return whose record it is in."""
        return event.patient.user.name if event.patient else None

    @admin.display(description=_("details"))
    def details(self, event: Event) -> str:
        """Return the dates, names and numbers that were kept with it."""
        return json.dumps(event.facts, ensure_ascii=False)
