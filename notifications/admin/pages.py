"""What all pages about messages share: who may look, whose clinic it is, what stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from notifications.domain.person import Person
from plans.domain.refusal import Refusal
from plans.selectors.words import language

Row = TypeVar("Row", bound=Model)

if TYPE_CHECKING:
    # Django's own classes know their model only for the type checker.
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
    ModelForm = forms.ModelForm[Any]
else:
    ModelAdmin = admin.ModelAdmin
    TabularInline = admin.TabularInline
    ModelForm = forms.ModelForm


def viewer_of(request: HttpRequest) -> Person:
    """Return who looks; only signed-in people get this far."""
    user = request.user
    if isinstance(user, AnonymousUser):
        raise TypeError("the admin is not for visitors")
    return user


def is_staff(request: HttpRequest) -> bool:
    """Say whether who looks runs the clinic, or the platform."""
    user = request.user
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or (user.role == "staff" and user.clinic_id is not None)


def is_administrator(request: HttpRequest) -> bool:
    """Say whether who looks runs the platform."""
    return is_staff(request) and request.user.is_superuser


def own_clinic(request: HttpRequest) -> int | None:
    """Return the clinic of who looks; ``None`` for the platform's administrator."""
    user = request.user
    if not user.is_authenticated or user.is_superuser:
        return None
    return user.clinic_id


def of_own_clinic(rows: QuerySet[Row], request: HttpRequest, path: str) -> QuerySet[Row]:
    """Narrow ``rows`` to the clinic of who looks; the platform's administrator sees all."""
    if not is_staff(request):
        return rows.none()
    return rows if is_administrator(request) else rows.filter(**{path: own_clinic(request)})


class ReadOnly:
    """Staff look; nobody adds to, changes or deletes what the program wrote down."""

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
        """Nobody deletes, unless a page says otherwise."""
        return False


class ClinicPages(ReadOnly, ModelAdmin):
    """The pages of one noun. What belongs to another clinic does not exist here.

    ``clinic_path`` leads to the clinic; empty for what belongs to none.
    """

    list_per_page = 50
    show_full_result_count = False
    clinic_path: ClassVar[str] = "clinic_id"
    reads_along: ClassVar[tuple[str, ...]] = ()

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Staff see these pages on the first page."""
        return is_staff(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Show what is of the own clinic."""
        rows: QuerySet[Any] = super().get_queryset(request)
        if self.reads_along:
            rows = rows.select_related(*self.reads_along)
        return of_own_clinic(rows, request, self.clinic_path) if self.clinic_path else rows

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Let nobody search, by a typed address, through what the page does not filter by."""
        names = [name for name in (*self.list_filter, self.date_hierarchy) if name]
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
            sentence = refusal.message.in_language(language())
            self.message_user(request, sentence, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the people of the own clinic only, and the program itself to nobody."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is None or field.queryset is None or db_field.name != "user":
            return field
        people = field.queryset.exclude(role="system").exclude(clinic=None).order_by("name")
        field.queryset = of_own_clinic(people, request, "clinic_id")
        field.widget.can_add_related = field.widget.can_change_related = False
        field.widget.can_delete_related = field.widget.can_view_related = False
        return field


class SettingForm(ModelForm):
    """A form for what one clinic sets; staff do not choose the clinic, it is their own."""

    clinic_of_who_fills_in: ClassVar[int | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and self.clinic_of_who_fills_in is not None:
            self.instance.clinic_id = self.clinic_of_who_fills_in

    def _get_validation_exclusions(self) -> set[str]:
        # That the clinic has one already is found out here, though the form does not ask for it.
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded if "clinic" in self.errors else excluded - {"clinic"}


class SettingPages(ClinicPages):
    """What staff set for their own clinic, and the administrator for any."""

    list_filter: ClassVar[Any] = ()
    reads_along = ("clinic",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff may add."""
        return is_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff may change."""
        return is_staff(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff may take back what they set."""
        return is_staff(request)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask the administrator for which clinic it is."""
        own = tuple(self.fields or ())
        return ("clinic", *own) if is_administrator(request) else own

    def get_list_display(self, request: HttpRequest) -> Any:
        """Name the clinic to who sees more than one."""
        own = tuple(self.list_display)
        return (*own, "clinic") if is_administrator(request) else own

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep whose setting it is."""
        return () if obj is None else ("clinic",)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Tell the form whose clinic it is filled in for."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.clinic_of_who_fills_in = own_clinic(request)
        if "clinic" in form.base_fields:
            choice = form.base_fields["clinic"].widget
            choice.can_add_related = choice.can_change_related = False
            choice.can_delete_related = choice.can_view_related = False
        return form
