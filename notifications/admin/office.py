"""When the clinic works, and how long an unanswered alert waits before it goes further."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications.admin.pages import SettingForm, SettingPages, own_clinic
from notifications.domain.office import is_known_country
from notifications.models import ClosedDay, EscalationSchedule, OfficeHours


class OfficeHoursForm(SettingForm):
    """The days of the week as boxes to tick."""

    weekdays = forms.TypedMultipleChoiceField(
        label=capfirst(_("working days")),
        coerce=int,
        choices=[(number + 1, capfirst(name)) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = OfficeHours
        fields = ("clinic", "weekdays", "country", "digest_at")
        widgets: ClassVar[Any] = {
            "digest_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        }
        help_texts: ClassVar[Any] = {
            "country": _("Two letters, such as NL or BE; empty when no public holiday is free."),
            "digest_at": _("By the clinic's own clock, on working days."),
        }

    def clean_country(self) -> str:
        """Refuse a country whose public holidays nobody knows."""
        country = str(self.cleaned_data["country"]).upper()
        if country and not is_known_country(country):
            raise forms.ValidationError(
                _("The public holidays of this country are not known. Use two letters, such as NL.")
            )
        return country


@admin.register(OfficeHours)
class OfficeHoursAdmin(SettingPages):
    """A clinic without a page here works from Monday to Friday and not on Dutch holidays."""

    form = OfficeHoursForm
    list_display = ("week", "country", "digest_at")
    list_display_links = ("week",)
    ordering = ("clinic__name", "pk")
    fields: ClassVar[Any] = ("weekdays", "country", "digest_at")

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the one page that a clinic has, once there is one."""
        clinic_id = own_clinic(request)
        if clinic_id is not None:
            own = OfficeHours.objects.filter(clinic_id=clinic_id).first()
            if own is not None:
                return redirect("admin:notifications_officehours_change", own.pk)
        return super().add_view(request, *args, **kwargs)

    @admin.display(description=_("working days"))
    def week(self, row: OfficeHours) -> str:
        """Return the names of the days."""
        names = (str(WEEKDAYS[day - 1]) for day in sorted(row.weekdays) if 1 <= day <= 7)
        return ", ".join(names) or gettext("none")


@admin.register(ClosedDay)
class ClosedDayAdmin(SettingPages):
    """Days besides weekends and public holidays."""

    form = SettingForm
    list_display = ("closed_on", "name")
    list_display_links = ("closed_on",)
    date_hierarchy = "closed_on"
    ordering = ("-closed_on", "pk")
    fields: ClassVar[Any] = ("closed_on", "name")


class EscalationForm(SettingForm):
    """The steps of an alert that nobody answers; each comes after the one before."""

    class Meta:
        model = EscalationSchedule
        fields = (
            "clinic",
            "urgency",
            "repeat_after",
            "colleague_after",
            "clinic_after",
            "then_every",
        )
        help_texts: ClassVar[Any] = {
            "repeat_after": _("Counted from the alert itself; 60 is an hour, 1440 a day."),
            "colleague_after": _("Counted from the alert itself, not before it is told again."),
            "clinic_after": _("Counted from the alert itself, not before a colleague is told."),
            "then_every": _("At least 5: from then on everybody is told, until somebody answers."),
        }

    def clean(self) -> dict[str, Any]:
        """Say which step comes too early."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for field, sentence, least in (
            ("repeat_after", _("At least one minute."), 1),
            (
                "colleague_after",
                _("A colleague is not told before the same person is told again."),
                given.get("repeat_after"),
            ),
            (
                "clinic_after",
                _("The clinic's address is not told before a colleague is."),
                given.get("colleague_after"),
            ),
            ("then_every", _("Leave at least five minutes in between."), 5),
        ):
            minutes = given.get(field)
            if minutes is not None and least is not None and minutes < least:
                self.add_error(field, sentence)
        return given


@admin.register(EscalationSchedule)
class EscalationAdmin(SettingPages):
    """One schedule for each urgency; without one the program's own figures hold."""

    form = EscalationForm
    list_display = (
        "urgency",
        "repeat_after",
        "colleague_after",
        "clinic_after",
        "then_every",
    )
    ordering = ("clinic__name", "pk")
    fields: ClassVar[Any] = (
        "urgency",
        "repeat_after",
        "colleague_after",
        "clinic_after",
        "then_every",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep for which urgency it is."""
        own = super().get_readonly_fields(request, obj)
        return own if obj is None else (*own, "urgency")
