"""People: who works at the clinic and who is treated there, with their accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from plans.admin.filters import RoleFilter
from plans.admin.pages import ClinicPages, is_administrator, is_staff, shown, viewer_of
from plans.models import Clinic, Role, User
from plans.selectors.scope import visible_people
from plans.services.people import add_person
from plans.services.staffing import change_person

if TYPE_CHECKING:
    # Django's own classes know their model only for the type checker.
    PersonForm = forms.ModelForm[User]
else:
    PersonForm = forms.ModelForm

# A patient's account comes with a patient's record, so it is made on the pages of patients.
_WORKING_ROLES = (Role.PHYSIOTHERAPIST, Role.STAFF)
_CLINIC = shown(_("clinic"), "clinic")


class FirstPassword(forms.CharField):
    """A password for the first time that somebody signs in; it may be left out."""

    def __init__(self) -> None:
        super().__init__(
            label=capfirst(_("first password")),
            required=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            help_text=_("Without a password this person cannot sign in yet."),
        )

    def clean(self, value: Any) -> str | None:
        """Refuse a password that is easy to guess."""
        password = super().clean(value) or None
        if password is not None:
            validate_password(password)
        return password


class NewColleague(PersonForm):
    """Somebody who starts to work at the clinic."""

    role = forms.ChoiceField(
        label=capfirst(_("role")), choices=[(role.value, role.label) for role in _WORKING_ROLES]
    )
    password = FirstPassword()

    class Meta:
        model = User
        fields = ("name", "email", "role", "language", "clinic")


@admin.register(User)
class PersonAdmin(ClinicPages):
    """Names and addresses can change, a role cannot; nobody hands out rights here."""

    list_display = ("name", "email", "role", "language", "is_active", "last_login")
    list_filter = (RoleFilter, "is_active", "language")
    filters_of_administrator = ("clinic",)
    list_select_related = ("clinic",)
    search_fields = ("name", "email")
    search_help_text = _("name or e-mail address")
    ordering = ("name", "pk")

    def visible(self, viewer: User) -> QuerySet[User]:
        """Return the people of the own clinic."""
        return visible_people(viewer)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff take colleagues on."""
        return is_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Staff change everybody but the platform's administrators."""
        if obj is not None and obj.is_superuser:
            return is_administrator(request)
        return is_staff(request)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Ask for a role and a password once, at the beginning."""
        if obj is not None:
            return ("name", "email", "language", "is_active", "role", _CLINIC, "last_login")
        own = ("name", "email", "role", "language", "password")
        return (*own, "clinic") if is_administrator(request) else own

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Keep role and clinic as they were."""
        return () if obj is None else ("role", _CLINIC, "last_login")

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Take another form for somebody new."""
        if not change:
            kwargs["form"] = NewColleague
        form = super().get_form(request, obj, change, **kwargs)
        if "clinic" in form.base_fields:
            form.base_fields["clinic"].required = True
            form.base_fields["clinic"].label = capfirst(_("clinic"))
        return form

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Hand what was filled in to the service that says no where it must."""
        given, by, now = form.cleaned_data, viewer_of(request), timezone.now()
        if change:
            known = visible_people(by).get(pk=obj.pk)
            asked = {field: given[field] for field in ("name", "email", "language", "is_active")}
            change_person(user=known, by=by, now=now, **asked)
            return
        added = add_person(
            # Staff belong to a clinic; who belongs to none had to choose one.
            clinic=cast("Clinic", given.get("clinic") or by.clinic),
            email=given["email"],
            name=given["name"],
            role=Role(given["role"]),
            language=given["language"],
            password=given["password"],
            by=by,
            now=now,
        )
        # The page goes on with the row that was made.
        obj.__dict__.update(added.__dict__)
