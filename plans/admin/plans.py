"""Plans: which protocol a patient follows, in which phase, with which exercises. To look at."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT, KeyTextTransform, KeyTransform
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from plans.admin.filters import OfInjury
from plans.admin.pages import ClinicPages, Lines, shown
from plans.admin.words import PHASE_STATUSES
from plans.domain.dose_words import dose_in_words, frequency_in_words
from plans.models import (
    ExerciseVersion,
    Pause,
    Plan,
    PlanPhase,
    Prescription,
    User,
    VersionState,
)
from plans.selectors.plan_values import DOSE, FREQUENCY
from plans.selectors.scope import visible_plans
from plans.selectors.words import PHASES, Words, language

_NAMES = KeyTransform("names", "protocol_version__document")
_VERSION = shown(_("protocol version"), "protocol_version")
_ASSIGNED_BY = shown(_("assigned by"), "assigned_by")
_LONGER = shown(_("days longer"), "extended_days")
_OPENED_AT = shown(_("opened at"), "opened_at")
_ADDED_AT = shown(_("added at"), "added_at")
_RESUMED_AT = shown(_("resumed at"), "resumed_at")


class PhaseLines(Lines):
    """The phases of a plan with their days."""

    model = PlanPhase
    fields: ClassVar[Any] = ("phase", "stands", "starts_on", "ends_on", _LONGER, _OPENED_AT)
    ordering = ("position",)

    @admin.display(description=_("phase"))
    def phase(self, row: PlanPhase) -> Words:
        """Return what the phase is called."""
        return PHASES.get(row.kind, row.kind)

    @admin.display(description=_("status"))
    def stands(self, row: PlanPhase) -> Words:
        """Return where the phase stands."""
        return PHASE_STATUSES.get(row.status, row.status)


class PrescriptionLines(Lines):
    """The exercises of a plan with their dosage."""

    model = Prescription
    fields: ClassVar[Any] = ("during", "called", "how_much", "from_on", "until_on")
    ordering = ("pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Prescription]:
        """Read the names of the exercises along."""
        newest = ExerciseVersion.objects.filter(
            slug=OuterRef("exercise"), state=VersionState.PUBLISHED
        ).order_by("-number")
        rows: QuerySet[Prescription] = super().get_queryset(request)
        return rows.annotate(
            name_nl=Subquery(newest.values(name=KT("document__name__nl"))[:1]),
            name_en=Subquery(newest.values(name=KT("document__name__en"))[:1]),
        )

    @admin.display(description=_("exercise"))
    def called(self, row: Any) -> str:
        """Return what the exercise is called; a retired one has only its name in the catalogue."""
        return (row.name_en if language() == "en" else row.name_nl) or str(row.exercise)

    @admin.display(description=_("phase"))
    def during(self, row: Prescription) -> Words:
        """Return in which phase the exercise is done."""
        return PHASES.get(row.phase, row.phase)

    @admin.display(description=_("dose"))
    def how_much(self, row: Prescription) -> str:
        """Return how much and how often, in words."""
        dose = DOSE.validate_json(json.dumps(row.dose))
        frequency = FREQUENCY.validate_json(json.dumps(row.frequency))
        return f"{dose_in_words(dose, language())}; {frequency_in_words(frequency, language())}"


class PauseLines(Lines):
    """The days on which nothing is asked."""

    model = Pause
    fields: ClassVar[Any] = ("from_on", "until_on", _ADDED_AT, _RESUMED_AT)
    ordering = ("from_on",)


@admin.register(Plan)
class PlanAdmin(ClinicPages):
    """Physiotherapists change plans on their own pages; here they are only looked up."""

    list_display = ("patient", "protocol", "starts_on", "status", "phase", "outcome")
    list_display_links = ("patient",)
    list_filter = (
        "status",
        "outcome",
        OfInjury,
        ("protocol_version__slug", admin.AllValuesFieldListFilter),
    )
    filters_of_administrator = ("injury__patient__clinic",)
    search_fields = (
        "injury__patient__user__name",
        "protocol_version__slug",
        "protocol_version__document__names__nl",
        "protocol_version__document__names__en",
    )
    search_help_text = _("name of the patient, or protocol")
    date_hierarchy = "starts_on"
    ordering = ("-starts_on", "-pk")
    inlines = (PhaseLines, PrescriptionLines, PauseLines)
    fields: ClassVar[Any] = (
        "patient",
        ("protocol", _VERSION),
        ("status", "outcome"),
        ("starts_on", "ended_on"),
        ("assigned_at", _ASSIGNED_BY),
        "version",
    )

    def visible(self, viewer: User) -> QuerySet[Plan]:
        """Return the plans of the own clinic's patients."""
        rows = visible_plans(viewer).select_related(
            "injury__patient__user", "protocol_version", "assigned_by"
        )
        # The content of a protocol is long, and is read once for all plans.
        return (
            rows.defer("protocol_version__document")
            .annotate(
                name_nl=KeyTextTransform("nl", _NAMES), name_en=KeyTextTransform("en", _NAMES)
            )
            .prefetch_related("phases")
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Plan | None = None) -> Any:
        """Show what is worked out beside what is stored."""
        return ("patient", "protocol", _VERSION, _ASSIGNED_BY)

    @admin.display(description=_("patient"), ordering="injury__patient__user__name")
    def patient(self, plan: Plan) -> str:
        """Return whose plan it is."""
        return plan.injury.patient.user.name

    @admin.display(description=_("protocol"), ordering="protocol_version__slug")
    def protocol(self, plan: Any) -> str:
        """Return what the injury is called."""
        return str(plan.name_en if language() == "en" else plan.name_nl)

    @admin.display(description=_("phase"))
    def phase(self, plan: Plan) -> Words | None:
        """Return the phase that is open."""
        kind = next((row.kind for row in plan.phases.all() if row.status == "open"), None)
        return PHASES.get(kind, kind) if kind else None
