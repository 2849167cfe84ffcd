"""What all pages about messages share: who may look, whose clinic it is, what stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from plans.admin.pages import (
    NamedPages,
    RightsByRole,
    is_administrator,
    is_at_the_desk,
    is_platform,
    viewer_of,
)

__all__ = [
    "ClinicPages",
    "ModelForm",
    "ReadOnly",
    "SettingForm",
    "SettingPages",
    "TabularInline",
    "is_administrator",
    "is_at_the_desk",
    "is_platform",
    "of_own_clinic",
    "own_clinic",
    "viewer_of",
]

ReadOnly = RightsByRole
Row = TypeVar("Row", bound=Model)

if TYPE_CHECKING:
    # Django's own classes know their model only for the type checker.
    TabularInline = admin.TabularInline[Any, Any]
    ModelForm = forms.ModelForm[Any]
else:
    TabularInline = admin.TabularInline
    ModelForm = forms.ModelForm


def own_clinic(request: HttpRequest) -> int | None:
    """Return the clinic of who looks; ``None`` for the platform's administrator."""
    user = request.user
    if not user.is_authenticated or user.is_superuser:
        return None
    return user.clinic_id


def of_own_clinic(rows: QuerySet[Row], request: HttpRequest, path: str) -> QuerySet[Row]:
    """Narrow ``rows`` to the clinic of who looks; the platform's administrator sees all."""
    if not is_at_the_desk(request):
        return rows.none()
    return rows if is_platform(request) else rows.filter(**{path: own_clinic(request)})


class ClinicPages(NamedPages):
    """The pages of one noun. What belongs to another clinic does not exist here.

    ``clinic_path`` leads to the clinic; empty for what belongs to none.
    """

    clinic_path: ClassVar[str] = "clinic_id"
    reads_along: ClassVar[tuple[str, ...]] = ()

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

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the people of the own clinic only, and the program itself to nobody."""
        if db_field.name == "user":
            # The number of a row is nobody's business.
            kwargs["to_field_name"] = "public_id"
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

    seen_at_the_desk = True
    is_about_nobody = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators may add."""
        return is_administrator(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators may change."""
        return is_administrator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators may take back what they set."""
        return is_administrator(request)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask the administrator for which clinic it is."""
        own = tuple(self.fields or ())
        return ("clinic", *own) if is_platform(request) else own

    def get_list_display(self, request: HttpRequest) -> Any:
        """Name the clinic to who sees more than one."""
        own = tuple(self.list_display)
        return (*own, "clinic") if is_platform(request) else own

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
