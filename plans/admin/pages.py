"""What all pages of the admin share: rights by role, the own clinic only, nothing is deleted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.utils import display_for_value
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language

from plans.domain.refusal import Refusal
from plans.models import Role, User

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    # Django's own classes know their model only for the type checker.
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
else:
    ModelAdmin = admin.ModelAdmin
    TabularInline = admin.TabularInline


def viewer_of(request: HttpRequest) -> User:
    """Return who looks; only signed-in people get this far."""
    user = request.user
    if isinstance(user, AnonymousUser):
        raise TypeError("the admin is not for visitors")
    return user


def is_staff(request: HttpRequest) -> bool:
    """Say whether who looks runs the clinic, or the platform."""
    user = request.user
    if isinstance(user, AnonymousUser) or not user.is_active:
        return False
    return user.is_superuser or (user.role == Role.STAFF and user.clinic_id is not None)


def is_administrator(request: HttpRequest) -> bool:
    """Say whether who looks runs the platform."""
    return is_staff(request) and viewer_of(request).is_superuser


def words(refusal: Refusal) -> str:
    """Say a refusal in the language of who looks."""
    return refusal.message.in_language(get_language() or "nl")


def shown(label: str | _StrPromise, field: str) -> Callable[[Any], Any]:
    """Make a column or line that shows ``field`` under a name in the words of the clinic."""

    @admin.display(description=label, ordering=field)
    def show(row: Any) -> Any:
        return display_for_value(getattr(row, field), "–")

    return show


class _RightsByRole:
    """Rights follow from the role; the default is to look only."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff may look."""
        return is_staff(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds, unless a page says otherwise."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes, unless a page says otherwise."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes anything, ever."""
        return False


class ClinicPages(_RightsByRole, ModelAdmin):
    """The pages of one noun. What belongs to another clinic does not exist here."""

    list_per_page = 50
    show_full_result_count = False
    # Filters by these are offered to the platform's administrator only.
    filters_of_administrator: tuple[str, ...] = ()

    def visible(self, viewer: User) -> QuerySet[Any]:
        """Return what ``viewer`` may see."""
        raise NotImplementedError

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Staff see these pages on the first page."""
        return is_staff(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Show what who looks may see."""
        rows = self.visible(viewer_of(request))
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Offer the filter by clinic to who can see more than one."""
        own = list(super().get_list_filter(request))
        return [*own, *self.filters_of_administrator] if is_administrator(request) else own

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Let nobody search, by a typed address, through what the page does not filter by."""
        names = _filter_names(self.get_list_filter(request), self.date_hierarchy)
        return any(lookup == name or lookup.startswith(f"{name}__") for name in names)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Say a refusal in a sentence; nothing was changed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            self.message_user(request, words(refusal), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())


class Lines(_RightsByRole, TabularInline):
    """Rows of a noun on the page of another, to look at."""

    extra = 0
    can_delete = False
    show_change_link = False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Show every column as words."""
        return self.fields or ()


def _filter_names(filters: Collection[Any], date_hierarchy: str | None) -> Iterator[str]:
    if date_hierarchy:
        yield date_hierarchy
    for item in filters:
        name = item[0] if isinstance(item, (tuple, list)) else item
        # A filter of our own knows by itself which values it takes.
        yield name if isinstance(name, str) else name.parameter_name
