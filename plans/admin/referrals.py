"""Referrals: whose turn it is to look, how soon, and whether somebody has. To look at."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from plans.admin.filters import AddresseeFilter, OfInjury, UrgencyFilter
from plans.admin.pages import ClinicPages, shown
from plans.models import WAITING, Referral, User
from plans.selectors.referrals import by_priority
from plans.selectors.scope import visible_referrals
from plans.selectors.words import ADDRESSEES, URGENCIES, Words

_SEEN_BY = shown(_("seen by"), "acknowledged_by")
_CLOSED_BY = shown(_("closed by"), "closed_by")


# What still has to be handled, before what is closed.
_CLOSED = Case(
    When(status__in=WAITING, then=Value(0)), default=Value(1), output_field=IntegerField()
)


@admin.register(Referral)
class ReferralAdmin(ClinicPages):
    """What must be handled comes first, the most urgent and the oldest of it on top.

    Why a rule fired, with its scores, is between the patient and the physiotherapist.
    """

    list_display = ("patient", "rule", "how_soon", "whom", "status", "raised_at", "acknowledged_at")
    list_display_links = ("patient",)
    list_filter = ("status", UrgencyFilter, AddresseeFilter, OfInjury, "rule")
    filters_of_administrator = ("injury__patient__clinic",)
    list_select_related = ("injury__patient__user", "acknowledged_by", "closed_by")
    search_fields = ("injury__patient__user__name", "rule")
    search_help_text = _("name of the patient, or rule")
    date_hierarchy = "raised_at"
    ordering = (_CLOSED.asc(), *by_priority())
    fields: ClassVar[Any] = (
        "patient",
        "rule",
        ("how_soon", "whom"),
        "status",
        "raised_at",
        ("acknowledged_at", _SEEN_BY),
        ("closed_at", _CLOSED_BY),
    )

    def visible(self, viewer: User) -> QuerySet[Referral]:
        """Return the referrals of the own clinic's patients."""
        rows = visible_referrals(viewer)
        return rows.select_related("injury__patient__user", "acknowledged_by", "closed_by")

    def get_readonly_fields(self, request: HttpRequest, obj: Referral | None = None) -> Any:
        """Show what is worked out beside what is stored."""
        return ("patient", "how_soon", "whom", _SEEN_BY, _CLOSED_BY)

    @admin.display(description=_("patient"), ordering="injury__patient__user__name")
    def patient(self, referral: Referral) -> str:
        """Return whose referral it is."""
        return referral.injury.patient.user.name

    @admin.display(description=_("how soon"), ordering=by_priority()[0].expression)
    def how_soon(self, referral: Referral) -> Words:
        """Return how soon somebody has to look."""
        return URGENCIES.get(referral.urgency, referral.urgency)

    @admin.display(description=_("to"), ordering="to")
    def whom(self, referral: Referral) -> Words:
        """Return who has to look."""
        return ADDRESSEES.get(referral.to, referral.to)
