"""The ledger of messages for clinic staff: what went out to whom, what did not, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from notifications.models import Delivery, Message, Preference

Row = TypeVar("Row", bound=Model)

if TYPE_CHECKING:
    # Django's own classes know their model only for the type checker.
    MessagePages = admin.ModelAdmin[Message]
    PreferencePages = admin.ModelAdmin[Preference]
    DeliveryLines = admin.TabularInline[Delivery, Message]
else:
    MessagePages = PreferencePages = admin.ModelAdmin
    DeliveryLines = admin.TabularInline


def _is_staff(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or user.role == "staff"


def _of_own_clinic(rows: QuerySet[Row], request: HttpRequest, path: str) -> QuerySet[Row]:
    """Narrow ``rows`` to the clinic of who looks; the platform's administrator sees all."""
    user = request.user
    if not user.is_authenticated:
        return rows.none()
    if user.is_superuser:
        return rows
    return rows.filter(**{path: user.clinic_id}) if user.clinic_id else rows.none()


class ReadOnly:
    """Nobody adds to, changes or deletes what the program wrote down."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff may look."""
        return _is_staff(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes."""
        return False


class DeliveryInline(ReadOnly, DeliveryLines):
    """The attempts to send a message."""

    model = Delivery
    fields = ("attempt", "started_at", "ended_at", "outcome", "error")
    readonly_fields = fields
    ordering = ("attempt",)
    extra = 0
    can_delete = False


@admin.register(Message)
class MessageAdmin(ReadOnly, MessagePages):
    """Search by name, address or key; filter by what it was and what became of it."""

    list_display = ("due_at", "kind", "recipient", "to", "state", "reason", "settled_at")
    list_display_links = ("due_at",)
    list_filter = ("kind", "state", "reason", "channel", "due_at")
    list_select_related = ("recipient",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("recipient__name", "recipient__email", "dedupe_key")
    search_help_text = _("name or e-mail address of the recipient, or key")
    date_hierarchy = "due_at"
    ordering = ("-due_at", "-pk")
    inlines = (DeliveryInline,)
    fields = (
        ("kind", "channel"),
        ("recipient", "to"),
        "patient",
        ("due_at", "expires_at"),
        ("state", "reason"),
        ("attempt", "last_error"),
        ("created_at", "settled_at"),
        "lease_until",
        "facts",
        "dedupe_key",
        "message_id",
    )

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Staff see the ledger on the first page."""
        return _is_staff(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """Show the messages to people of the own clinic."""
        rows = super().get_queryset(request).select_related("recipient", "patient__user")
        return _of_own_clinic(rows, request, "recipient__clinic_id")


@admin.register(Preference)
class PreferenceAdmin(PreferencePages):
    """Quiet hours and reminders of one person, changed at that person's request."""

    list_display = ("user", "quiet_from", "quiet_until", "exercise_reminders", "log_reminders")
    list_filter = ("exercise_reminders", "log_reminders")
    list_select_related = ("user",)
    list_per_page = 50
    search_fields = ("user__name", "user__email")
    ordering = ("user__name",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Staff see the preferences on the first page."""
        return _is_staff(request)

    def has_view_permission(self, request: HttpRequest, obj: Preference | None = None) -> bool:
        """Staff may look."""
        return _is_staff(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Staff may note the wishes of somebody who has the defaults."""
        return _is_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: Preference | None = None) -> bool:
        """Staff may change them."""
        return _is_staff(request)

    def has_delete_permission(self, request: HttpRequest, obj: Preference | None = None) -> bool:
        """Nobody deletes: the defaults are one change away."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Preference]:
        """Show the people of the own clinic."""
        rows = super().get_queryset(request).select_related("user")
        return _of_own_clinic(rows, request, "user__clinic_id")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Preference | None = None
    ) -> tuple[str, ...]:
        """Keep whose wishes they are once they are noted."""
        return () if obj is None else ("user",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the people of the own clinic only."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and field.queryset is not None and db_field.name == "user":
            people = field.queryset.exclude(role="system").order_by("name")
            field.queryset = _of_own_clinic(people, request, "clinic_id")
        return field
