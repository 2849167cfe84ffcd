"""What all pages of the admin share: rights by role, the own clinic only, nothing is deleted.

Rows have names outside that do not count: an address of the admin holds a ``public_id``, never the
number of a row. Every look leaves its line in the access log.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.utils import display_for_value
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plans.domain.refusal import Refusal
from plans.domain.sight import AccessKind, sight_of
from plans.models import AT_THE_DESK, Role, User
from plans.selectors.people import patients_among
from plans.selectors.scope import find, is_of_a_patient, patient_of

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


def is_at_the_desk(request: HttpRequest) -> bool:
    """Say whether who looks works in the admin: front desk, administrator or platform."""
    return is_platform(request) or _has_role(request, AT_THE_DESK)


def is_administrator(request: HttpRequest) -> bool:
    """Say whether who looks arranges the clinic, or runs the platform."""
    return is_platform(request) or _has_role(request, (Role.ADMINISTRATOR,))


def is_platform(request: HttpRequest) -> bool:
    """Say whether who looks runs the platform."""
    user = request.user
    return not isinstance(user, AnonymousUser) and user.is_active and user.is_superuser


def _has_role(request: HttpRequest, roles: Collection[str]) -> bool:
    user = request.user
    if isinstance(user, AnonymousUser) or not user.is_active:
        return False
    return user.role in roles and user.clinic_id is not None


def words(refusal: Refusal) -> str:
    """Say a refusal in the language of who looks."""
    return refusal.message.in_language(get_language() or "nl")


def shown(label: str | _StrPromise, field: str) -> Callable[[Any], Any]:
    """Make a column or line that shows ``field`` under a name in the words of the clinic."""

    @admin.display(description=label, ordering=field)
    def show(row: Any) -> Any:
        return display_for_value(getattr(row, field), "–")

    return show


class RightsByRole:
    """Rights follow from the role; the default is that an administrator may look."""

    seen_at_the_desk = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators may look; the front desk at what is for its work."""
        return is_at_the_desk(request) if self.seen_at_the_desk else is_administrator(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds, unless a page says otherwise."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes, unless a page says otherwise."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes anything, unless a page says otherwise."""
        return False


class NamedList(ChangeList):
    """A list whose rows link by their name outside, and that is written down when it is seen."""

    model_admin: NamedPages

    def url_for_result(self, result: Any) -> str:
        """Return the address of the page of one row."""
        named_by = name_of(self.model_admin)
        if not named_by:
            return str(super().url_for_result(result))
        opts = self.model._meta
        name = _follow(result, named_by)
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[name])

    def get_results(self, request: HttpRequest) -> None:
        """Read one page of rows, and note whose they are."""
        super().get_results(request)
        patients = patients_in(self.model, self.result_list, self.model_admin.whose)
        if patients is not None:
            searched = bool(self.query or self.get_filters_params())
            kind = str(self.model._meta.model_name)
            sight_of(request).listed(kind, patients, searched=searched)


class NamedPages(RightsByRole, ModelAdmin):
    """Pages with addresses that do not count, and that leave a line for every look."""

    list_per_page = 50
    show_full_result_count = False
    # What is about nobody may be addressed by the number of its row.
    is_about_nobody = False
    # By what a row is addressed, and how it leads to its patient, where the row does not say so.
    named_by = ""
    whose = ""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who may look sees these pages on the first page."""
        return self.has_view_permission(request)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """List rows by their name outside."""
        return NamedList

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        """What has no name outside has no page of its own."""
        if not name_of(self) and not self.is_about_nobody:
            return None
        return super().get_list_display_links(request, list_display)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Find a row by its name outside; what is another clinic's is not there."""
        if not name_of(self):
            known = self.is_about_nobody
            return super().get_object(request, object_id, from_field) if known else None
        try:
            public_id = UUID(object_id.replace("_2D", "-"))
        except ValueError:
            return None
        rows, sight = self.get_queryset(request), sight_of(request)
        if is_of_a_patient(self.model):
            return find(rows, public_id, sight)
        row = rows.filter(**{name_of(self): public_id}).first()
        kind = str(self.model._meta.model_name)
        if row is None:
            sight.refused(kind, public_id, None)
            return None
        sight.did(AccessKind.VIEW, kind, public_id)
        for patient in patients_in(self.model, [row], self.whose) or ():
            sight.saw(kind, public_id, patient)
        return row

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        # Django's own answer repeats the name that was asked for.
        raise Http404

    def history_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """The history is a page of its own, with who did what; Django's own is not kept."""
        raise Http404

    def log_addition(self, *args: Any) -> Any:
        """Services keep the history."""

    def log_change(self, *args: Any) -> Any:
        """Services keep the history."""

    def log_deletions(self, *args: Any) -> Any:
        """Services keep the history."""

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Go back to the list."""
        return self._back_to_the_list(request)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Go back to the list."""
        return self._back_to_the_list(request)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Say a refusal in a sentence; nothing was changed."""
        # One way to save: the others lead to addresses with the number of the row.
        extra = {"show_save_and_continue": False, "show_save_and_add_another": False}
        try:
            return super().changeform_view(
                request, object_id, form_url, extra | (extra_context or {})
            )
        except Refusal as refusal:
            self.message_user(request, words(refusal), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """Note that something was changed, and of what kind."""
        kind = str(self.model._meta.model_name)
        if patients_in(self.model, [], self.whose) is None:
            sight_of(request).did(AccessKind.SETTINGS_CHANGED, kind)
        elif not change:
            sight_of(request).did(AccessKind.ADD, kind)
        return super().save_form(request, form, change)

    def _back_to_the_list(self, request: HttpRequest) -> HttpResponse:
        self.message_user(request, _("Saved."), messages.SUCCESS)
        opts = self.model._meta
        return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))


class ClinicPages(NamedPages):
    """The pages of one noun. What belongs to another clinic does not exist here."""

    # Filters by these are offered to the platform's administrator only.
    filters_of_administrator: tuple[str, ...] = ()

    def visible(self, viewer: User) -> QuerySet[Any]:
        """Return what ``viewer`` may see."""
        raise NotImplementedError

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Show what who looks may see."""
        rows = self.visible(viewer_of(request))
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Offer the filter by clinic to who can see more than one."""
        own = list(super().get_list_filter(request))
        return [*own, *self.filters_of_administrator] if is_platform(request) else own

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Let nobody search, by a typed address, through what the page does not filter by."""
        names = _filter_names(self.get_list_filter(request), self.date_hierarchy)
        return any(lookup == name or lookup.startswith(f"{name}__") for name in names)


class Lines(RightsByRole, TabularInline):
    """Rows of a noun on the page of another, to look at."""

    extra = 0
    can_delete = False
    show_change_link = False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Show every column as words."""
        return self.fields or ()


def patients_in(model: type[Model], rows: Iterable[Any], whose: str = "") -> set[int] | None:
    """Return whose records these rows are in; ``None`` where rows of that kind are nobody's."""
    if model is User:
        return patients_among(row.pk for row in rows)
    if not whose and hasattr(model, "user_id"):
        return patients_among(row.user_id for row in rows)
    if not whose and hasattr(model, "patient_id"):
        whose = "patient_id"
    if whose:
        return {patient for row in rows if (patient := _follow(row, whose)) is not None}
    return {patient_of(row) for row in rows if row.pk} if is_of_a_patient(model) else None


def name_of(pages: NamedPages) -> str:
    """Return by which column rows are addressed; nothing where they have no name outside."""
    has_name = any(field.name == "public_id" for field in pages.model._meta.fields)
    return pages.named_by or ("public_id" if has_name else "")


def _follow(row: Any, path: str) -> Any:
    for step in path.split("__"):
        row = getattr(row, step)
    return row


def _filter_names(filters: Collection[Any], date_hierarchy: str | None) -> Iterator[str]:
    if date_hierarchy:
        yield date_hierarchy
    for item in filters:
        name = item[0] if isinstance(item, (tuple, list)) else item
        # A filter of our own knows by itself which values it takes.
        yield name if isinstance(name, str) else name.parameter_name
