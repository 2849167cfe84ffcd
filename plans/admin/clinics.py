"""Clinics: how each one is reached, as patients read it in their mails."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst

from plans.admin.pages import ClinicPages, is_platform, viewer_of
from plans.admin.patients import ZONES
from plans.models import Clinic, User
from plans.services.clinics import save_clinic


@admin.register(Clinic)
class ClinicAdmin(ClinicPages):
    """Staff see their own clinic; the platform's administrator adds and changes clinics."""

    list_display = ("name", "email", "phone", "gp_phone", "emergency_phone", "timezone")
    search_fields = ("name", "email")
    ordering = ("name",)
    fields = ("name", "email", "phone", "gp_phone", "emergency_phone", "timezone")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the time zones there are."""
        if db_field.name == "timezone":
            return forms.ChoiceField(
                label=capfirst(db_field.verbose_name), choices=ZONES, initial=db_field.default
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def visible(self, viewer: User) -> QuerySet[Clinic]:
        """Return the own clinic, or all of them."""
        clinics = Clinic.objects.all()
        return clinics if viewer.is_superuser else clinics.filter(users=viewer)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the platform's administrator takes clinics on."""
        return is_platform(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the platform's administrator changes them."""
        return is_platform(request)

    def save_model(self, request: HttpRequest, obj: Clinic, form: Any, change: bool) -> None:
        """Hand what was filled in to the service that keeps what it was before."""
        save_clinic(clinic=obj, by=viewer_of(request), now=timezone.now())
