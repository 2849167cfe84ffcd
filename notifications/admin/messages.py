"""The ledger of messages for clinic staff: what went out to whom, what did not, and why."""

from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.admin.pages import ClinicPages, ReadOnly, TabularInline, is_platform
from notifications.admin.why import why_page
from notifications.admin.words import fate_in_words, whom_in_words
from notifications.domain.kind import Via
from notifications.models import Delivery, Message
from notifications.selectors.why import closed_channels


class DeliveryLines(ReadOnly, TabularInline):
    """The attempts to send a message."""

    seen_at_the_desk = True
    model = Delivery
    fields: ClassVar[Any] = ("attempt", "started_at", "ended_at", "outcome", "error")
    readonly_fields = fields
    ordering = ("attempt",)
    extra = 0
    can_delete = False


@admin.register(Message)
class MessageAdmin(ClinicPages):
    """Search by name, address or key; filter by what it was and what became of it."""

    seen_at_the_desk = True
    list_display = ("due_at", "kind", "about", "whom", "channel", "state", "reason")
    list_display_links = ("due_at",)
    list_filter: ClassVar[Any] = ("channel", "kind", "state", "reason", "to", "due_at")
    reads_along = ("recipient", "patient__user", "clinic")
    search_fields = (
        "recipient__name",
        "recipient__email",
        "patient__user__name",
        "patient__user__email",
        "dedupe_key",
    )
    search_help_text = _("name or e-mail address of the patient or the recipient, or key")
    date_hierarchy = "due_at"
    ordering = ("-due_at", "-pk")
    inlines = (DeliveryLines,)
    fields: ClassVar[Any] = (
        "fate",
        ("kind", "channel"),
        ("whom", "to"),
        "about",
        ("due_at", "expires_at"),
        ("state", "reason"),
        ("attempt", "last_error"),
        ("created_at", "settled_at", "read_at"),
        "lease_until",
        "facts",
        "dedupe_key",
        "message_id",
    )
    readonly_fields = ("fate", "whom", "about")

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Offer the filter by clinic to who can see more than one."""
        own = (*self.list_filter, "clinic") if is_platform(request) else self.list_filter
        return list(own)

    def get_urls(self) -> list[URLPattern]:
        """Add the page that tells of one day of one patient why there was a message or none."""
        page = path("why/", self.admin_site.admin_view(self.why), name="notifications_message_why")
        return [page, *super().get_urls()]

    def why(self, request: HttpRequest) -> HttpResponse:
        """Show that page."""
        return why_page(request, self.admin_site)

    @admin.display(description=_("recipient"), ordering="recipient__name")
    def whom(self, message: Message) -> str:
        """Return who is told; without a name it is the clinic itself."""
        return whom_in_words(message)

    @admin.display(description=_("patient"), ordering="patient__user__name")
    def about(self, message: Message) -> str | None:
        """Return about whom it is; a daily overview is about nobody alone."""
        return str(message.patient) if message.patient else None

    @admin.display(description=_("what became of it"))
    def fate(self, message: Message) -> str:
        """Return what became of it and why, in one sentence."""
        place = message.patient or message.clinic
        now = timezone.now()
        return fate_in_words(
            message,
            now=now,
            zone=ZoneInfo(place.timezone if place else settings.TIME_ZONE),
            closed_until=closed_channels(now).get(Via(message.channel)),
        )
