"""Patients: where they live by the clock, when they are reminded, and who treats them."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from plans.admin.filters import OfPatient
from plans.admin.pages import ClinicPages, is_at_the_desk, viewer_of, words
from plans.domain.refusal import Refusal
from plans.models import Patient, Role, User
from plans.models.patient import default_log_at, default_moments
from plans.selectors.scope import visible_patients, visible_people
from plans.services.inviting import invite
from plans.services.people import add_patient, add_person, change_patient, check_moments
from plans.services.staffing import assign_physiotherapist

if TYPE_CHECKING:
    # Django's own classes know their model only for the type checker.
    RecordForm = forms.ModelForm[Patient]
else:
    RecordForm = forms.ModelForm

ZONES = [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name]


class MomentsField(forms.CharField):
    """Wall-clock moments in one line, such as ``07:30, 20:00``."""

    def prepare_value(self, value: Any) -> Any:
        """Show the stored moments in one line."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """Read the moments; refuses what is no time of day, none at all and too many."""
        try:
            moments = [time.fromisoformat(part.strip()) for part in super().clean(value).split(",")]
        except ValueError:
            raise forms.ValidationError(
                _("Write times of day with commas between them, such as 07:30, 20:00.")
            ) from None
        try:
            return check_moments(moments)
        except Refusal as refusal:
            raise forms.ValidationError(words(refusal)) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what was shown with what came back."""
        return bool(self.prepare_value(initial) != data)


class PatientRecord(RecordForm):
    """The moments of a patient's day."""

    timezone = forms.ChoiceField(
        label=capfirst(_("time zone")), choices=ZONES, initial="Europe/Amsterdam"
    )
    moments = MomentsField(
        label=capfirst(_("exercise moments")),
        initial=default_moments,
        help_text=_("Times of day where the patient lives, such as 07:30, 20:00."),
    )
    log_at = forms.TimeField(
        label=capfirst(_("moment of the pain score")),
        initial=default_log_at,
        # Not Django's own: that compares the patient's clock with the server's.
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    class Meta:
        model = Patient
        fields = ("physiotherapist",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["physiotherapist"] = self.instance.physiotherapist


class NewPatient(PatientRecord):
    """Somebody who comes to the clinic: an account and a record at once."""

    name = forms.CharField(label=capfirst(_("name")), max_length=120)
    email = forms.EmailField(label=capfirst(_("e-mail address")))
    language = forms.ChoiceField(
        label=capfirst(_("language")), choices=[("nl", "Nederlands"), ("en", "English")]
    )


@admin.register(Patient)
class PatientAdmin(ClinicPages):
    """No complaints and no scores here: those belong to the patient and the physiotherapist."""

    seen_at_the_desk = True

    list_display = ("name", "email", "physiotherapist", "timezone", "day", "log_at")
    list_filter = (OfPatient, "timezone")
    filters_of_administrator = ("clinic",)
    list_select_related = ("user", "physiotherapist")
    search_fields = ("user__name", "user__email")
    search_help_text = _("name or e-mail address")
    date_hierarchy = "added_at"
    ordering = ("user__name", "pk")

    def visible(self, viewer: User) -> QuerySet[Patient]:
        """Return the patients of the own clinic."""
        return visible_patients(viewer)

    @admin.display(description=_("name"), ordering="user__name")
    def name(self, patient: Patient) -> str:
        """Return what the patient is called."""
        return patient.user.name

    @admin.display(description=_("e-mail address"), ordering="user__email")
    def email(self, patient: Patient) -> str:
        """Return where the patient is reached."""
        return patient.user.email

    @admin.display(description=_("exercise moments"))
    def day(self, patient: Patient) -> str:
        """Return the exercise moments in one line."""
        return ", ".join(patient.moments)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff of a clinic take patients on there."""
        return is_at_the_desk(request) and viewer_of(request).clinic_id is not None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff change what a patient asks them to."""
        return is_at_the_desk(request)

    def get_fields(self, request: HttpRequest, obj: Patient | None = None) -> Any:
        """Ask for the account at the beginning; later it stands on the page of people."""
        own = ("physiotherapist", "timezone", "moments", "log_at")
        if obj is None:
            return ("name", "email", "language", *own)
        return ("user", *own, "added_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Patient | None = None) -> Any:
        """Keep whose record it is."""
        return () if obj is None else ("user", "added_at")

    def get_form(
        self, request: HttpRequest, obj: Patient | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Take another form for somebody new."""
        kwargs["form"] = PatientRecord if change else NewPatient
        form = super().get_form(request, obj, change, **kwargs)
        choice = form.base_fields["physiotherapist"].widget
        choice.can_add_related = choice.can_change_related = choice.can_view_related = False
        return form

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the physiotherapists of the own clinic only."""
        if db_field.name == "physiotherapist":
            people = visible_people(viewer_of(request)).filter(
                role=Role.PHYSIOTHERAPIST, is_active=True
            )
            kwargs["queryset"] = people.order_by("name")
            # The number of a row is nobody's business.
            kwargs["to_field_name"] = "public_id"
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Patient, form: Any, change: bool) -> None:
        """Hand what was filled in to the services that say no where they must."""
        given, by, now = form.cleaned_data, viewer_of(request), timezone.now()
        day = {
            "timezone": given["timezone"],
            "moments": [time.fromisoformat(moment) for moment in given["moments"]],
            "log_at": given["log_at"],
        }
        treated_by = given["physiotherapist"]
        if change:
            known = visible_patients(by).get(pk=obj.pk)
            change_patient(patient=known, by=by, now=now, **day)
            assign_physiotherapist(patient=known, physiotherapist=treated_by, by=by, now=now)
            return
        clinic = by.clinic
        if clinic is None:
            raise TypeError("whoever takes patients on belongs to a clinic")
        account = {field: given[field] for field in ("name", "email", "language")}
        user = add_person(clinic=clinic, role=Role.PATIENT, by=by, now=now, **account)
        added = add_patient(user=user, physiotherapist=treated_by, by=by, now=now, **day)
        invite(user=user, by=by, now=now)
        # The page goes on with the row that was made.
        obj.__dict__.update(added.__dict__)
