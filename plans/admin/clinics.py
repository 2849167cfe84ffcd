"""Clinics: how each one is reached, as patients read it in their mails."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from plans.admin.pages import ClinicPages, is_platform
from plans.models import Clinic, User


@admin.register(Clinic)
class ClinicAdmin(ClinicPages):
    """Staff see their own clinic; the platform's administrator adds and changes clinics."""

    list_display = ("name", "email", "phone", "gp_phone", "emergency_phone", "timezone")
    search_fields = ("name", "email")
    ordering = ("name",)
    fields = ("name", "email", "phone", "gp_phone", "emergency_phone", "timezone")

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
