"""How the telling goes: what could not be told, what nobody answered, and how the channels are."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from notifications.admin.pages import ClinicPages
from notifications.admin.words import channel_in_words, whom_in_words
from notifications.domain.kind import To, Via
from notifications.models import ChannelState, Message, StuckEvent, Watch
from plans.selectors.words import EVENTS, URGENCIES, Words


@admin.register(Watch)
class WatchAdmin(ClinicPages):
    """Referrals that nobody answered yet, the next step first."""

    whose = "referral__injury__patient_id"
    list_display = ("patient", "how_soon", "began_at", "told", "step", "next_at")
    list_display_links = ("patient",)
    clinic_path = "referral__injury__patient__clinic_id"
    reads_along = ("referral__injury__patient__user",)
    search_fields = ("referral__injury__patient__user__name",)
    search_help_text = _("name of the patient")
    ordering: ClassVar[Any] = ("next_at", "pk")
    fields = ("patient", "how_soon", "began_at", "told", "step", "next_at")
    readonly_fields = ("patient", "how_soon", "told")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave out what was answered, and read along who was told."""
        told = Message.objects.filter(channel=Via.EMAIL).exclude(to=To.PATIENT)
        told = told.select_related("recipient").order_by("due_at", "pk")
        rows = super().get_queryset(request).filter(next_at__isnull=False)
        return rows.prefetch_related(Prefetch("referral__messages", told))

    @admin.display(description=_("patient"), ordering="referral__injury__patient__user__name")
    def patient(self, watch: Watch) -> str:
        """Return whose referral it is."""
        return str(watch.referral.injury.patient)

    @admin.display(description=_("how soon"))
    def how_soon(self, watch: Watch) -> Words:
        """Return how soon somebody has to look."""
        return URGENCIES.get(watch.referral.urgency, watch.referral.urgency)

    @admin.display(description=_("told so far"))
    def told(self, watch: Watch) -> str:
        """Return who was told and did not answer; the clinic's own address has no name."""
        rows = watch.referral.messages.all()
        return ", ".join(dict.fromkeys(whom_in_words(row) for row in rows))


@admin.register(StuckEvent)
class StuckEventAdmin(ClinicPages):
    """What happened and could not be told yet; it is tried again and never given up."""

    whose = "event__patient_id"
    list_display = ("what", "patient", "happened_at", "tries", "error", "next_try_at")
    list_display_links = ("what",)
    clinic_path = "event__clinic_id"
    reads_along = ("event__patient__user",)
    search_fields = ("event__patient__user__name", "error")
    search_help_text = _("name of the patient, or error")
    ordering = ("next_try_at", "pk")
    fields = ("what", "patient", "happened_at", "tries", "error", "next_try_at")
    readonly_fields = ("what", "patient", "happened_at")

    @admin.display(description=_("what happened"))
    def what(self, row: StuckEvent) -> Words:
        """Return what is to be told."""
        return EVENTS.get(row.event.kind, row.event.kind)

    @admin.display(description=_("patient"))
    def patient(self, row: StuckEvent) -> str | None:
        """Return about whom it is."""
        return str(row.event.patient) if row.event.patient else None

    @admin.display(description=_("at"), ordering="event__at")
    def happened_at(self, row: StuckEvent) -> Any:
        """Return when it happened."""
        return row.event.at


@admin.register(ChannelState)
class ChannelAdmin(ClinicPages):
    """The channels, which all clinics share: whether they answer, and how much may go out."""

    is_about_nobody = True
    list_display = ("name", "closed_until", "strikes", "allowance", "counted_at")
    clinic_path = ""
    ordering = ("channel",)
    fields = ("name", "closed_until", "strikes", "allowance", "counted_at")
    readonly_fields = ("name",)

    @admin.display(description=_("channel"), ordering="channel")
    def name(self, row: ChannelState) -> str:
        """Return which channel it is."""
        return channel_in_words(row)
