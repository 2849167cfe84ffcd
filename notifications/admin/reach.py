"""How people are reached: addresses that do not work, and screens that show messages."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from notifications.admin.pages import ClinicPages, is_at_the_desk
from notifications.models import PushSubscription, RefusedAddress


@admin.register(RefusedAddress)
class RefusedAddressAdmin(ClinicPages):
    """Ask these people for the right address; once it is filled in, they are gone from here."""

    seen_at_the_desk = True
    list_display = ("user", "address", "error", "refused_at")
    list_filter: ClassVar[Any] = ("refused_at",)
    clinic_path = "user__clinic_id"
    reads_along = ("user",)
    search_fields = ("user__name", "address")
    search_help_text = _("name or e-mail address")
    ordering = ("-refused_at", "pk")
    fields = ("user", "address", "error", "refused_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Show the addresses that are still in use."""
        return super().get_queryset(request).filter(address=F("user__email"))


@admin.register(PushSubscription)
class ScreenAdmin(ClinicPages):
    """Which browsers show messages to whom; the keys and the address stay out of sight."""

    seen_at_the_desk = True
    list_display = ("user", "host", "added_at", "wait_until")
    list_filter: ClassVar[Any] = ("added_at",)
    clinic_path = "user__clinic_id"
    reads_along = ("user",)
    search_fields = ("user__name", "user__email")
    search_help_text = _("name or e-mail address")
    ordering = ("user__name", "-added_at", "pk")
    fields = ("user", "host", "added_at", "wait_until")
    readonly_fields = ("host",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff may end the messages on a screen that was lost or sold."""
        return is_at_the_desk(request)

    @admin.display(description=_("service"))
    def host(self, screen: PushSubscription) -> str:
        """Return whose service brings the messages to this screen."""
        return urlsplit(screen.endpoint).hostname or "–"
