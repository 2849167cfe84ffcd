"""People: who works at the clinic and who is treated there, with their accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from plans.admin.filters import RoleFilter
from plans.admin.pages import (
    ClinicPages,
    is_administrator,
    is_at_the_desk,
    is_platform,
    shown,
    viewer_of,
    words,
)
from plans.domain.refusal import Refusal
from plans.models import WORKING_ROLES, Clinic, Role, User
from plans.selectors.scope import visible_people
from plans.services.inviting import invite
from plans.services.people import add_person
from plans.services.staffing import change_person

if TYPE_CHECKING:
    # Django's own classes know their model only for the type checker.
    PersonForm = forms.ModelForm[User]
else:
    PersonForm = forms.ModelForm

# A patient's account comes with a patient's record, so it is made on the pages of patients.
_WORKING_ROLES = WORKING_ROLES
_CLINIC = shown(_("clinic"), "clinic")


class NewColleague(PersonForm):
    """Somebody who starts to work at the clinic."""

    role = forms.ChoiceField(
        label=capfirst(_("role")), choices=[(role.value, role.label) for role in _WORKING_ROLES]
    )

    class Meta:
        model = User
        fields = ("name", "email", "role", "language", "clinic")


@admin.register(User)
class PersonAdmin(ClinicPages):
    """Names and addresses can change, a role cannot; nobody hands out rights here."""

    seen_at_the_desk = True

    list_display = ("name", "email", "role", "language", "is_active", "last_login")
    list_filter = (RoleFilter, "is_active", "language")
    filters_of_administrator = ("clinic",)
    list_select_related = ("clinic",)
    search_fields = ("name", "email")
    search_help_text = _("name or e-mail address")
    ordering = ("name", "pk")

    actions = ("invite_again",)

    @admin.action(description=_("Send a new invitation"), permissions=["change"])
    def invite_again(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Invite again those whose invitation got lost or is too old."""
        by, now = viewer_of(request), timezone.now()
        for user in queryset:
            try:
                invite(user=user, by=by, now=now)
            except Refusal as refusal:
                self.message_user(request, words(refusal), messages.ERROR)
            else:
                said = _("%(name)s gets an invitation by e-mail.") % {"name": user.name}
                self.message_user(request, said, messages.SUCCESS)

    def visible(self, viewer: User) -> QuerySet[User]:
        """Return the people of the own clinic."""
        return visible_people(viewer)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators take colleagues on."""
        return is_administrator(request)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """The front desk changes patients; administrators all but who runs the platform."""
        if obj is None:
            return is_at_the_desk(request)
        if obj.is_superuser:
            return is_platform(request)
        return is_administrator(request) or (obj.role == Role.PATIENT and is_at_the_desk(request))

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Ask for a role once, at the beginning."""
        if obj is not None:
            return ("name", "email", "language", "is_active", "role", _CLINIC, "last_login")
        own = ("name", "email", "role", "language")
        return (*own, "clinic") if is_platform(request) else own

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
            by=by,
            now=now,
        )
        invite(user=added, by=by, now=now)
        # The page goes on with the row that was made.
        obj.__dict__.update(added.__dict__)
