"""The access log of the clinic, and what stands out in a month of it. To look at, for ever."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from plans.admin.pages import ClinicPages, is_administrator, shown, viewer_of
from plans.domain.access_review import Remark, Sign
from plans.domain.sight import AccessKind, sight_of
from plans.models import AccessEntry, User
from plans.selectors.access_log import visible_lines
from plans.selectors.access_review import month_of
from plans.selectors.words import ACCESSES, GROUNDS, Words

_WHO = shown(_("who"), "user")
_BEHALF = shown(_("on behalf of"), "responsible")

SIGNS: dict[str, Words] = {
    Sign.BREAK_GLASS: _("opened a record in an emergency"),
    Sign.TAKEN_ALONG: _("took a record along, or destroyed one"),
    Sign.NO_RELATION: _("asked for a record without treating the patient"),
    Sign.SAME_NAME: _("looked at somebody with the same family name"),
    Sign.COLLEAGUE: _("looked at the record of a colleague"),
    Sign.NIGHT: _("looked at a record at night"),
    Sign.MANY_RECORDS: _("looked at many records on one day"),
    Sign.MANY_REFUSALS: _("was refused often on one day"),
}


@admin.register(AccessEntry)
class AccessLogAdmin(ClinicPages):
    """Who looked at what: everything of the own people, and of the own patients."""

    list_display = ("at", _WHO, "role", "what", "whom", "ground", "source")
    list_display_links = ("at",)
    list_filter = ("at", "kind", "basis", "role", "source")
    filters_of_administrator = ("clinic",)
    search_fields = ("user__name", "subjects__patient__user__name")
    search_help_text = _("name of who looked, or of the patient")
    date_hierarchy = "at"
    ordering = ("-seq",)
    fields: ClassVar[Any] = (
        ("seq", "at"),
        (_WHO, "role", _BEHALF),
        ("what", "outcome"),
        "whom",
        ("ground", "purpose"),
        ("source", "route", "network_address"),
        ("object_kind", "object_id"),
        "trace_id",
        "details",
        "digest",
    )

    def visible(self, viewer: User) -> QuerySet[AccessEntry]:
        """Return the lines of the own clinic."""
        rows = visible_lines(viewer).select_related("user", "responsible")
        return rows.prefetch_related("subjects__patient__user")

    def get_readonly_fields(self, request: HttpRequest, obj: AccessEntry | None = None) -> Any:
        """Show what is worked out beside what is stored."""
        return (_WHO, _BEHALF, "what", "whom", "ground")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the lines; that somebody looked at them is a line too."""
        answer = super().changelist_view(request, extra_context)
        sight_of(request).did(AccessKind.LOG_REVIEWED, "accessentry")
        return answer

    def get_urls(self) -> list[URLPattern]:
        """Add the page with what stands out in a month."""
        page = path(
            "review/", self.admin_site.admin_view(self.review), name="plans_accessentry_review"
        )
        return [page, *super().get_urls()]

    def review(self, request: HttpRequest) -> HttpResponse:
        """Show what stands out in one month at the own clinic."""
        clinic = viewer_of(request).clinic
        if not is_administrator(request) or clinic is None:
            raise PermissionDenied
        year, month = _month(request.GET.get("month", ""))
        remarks = month_of(clinic, year, month)
        sight_of(request).did(AccessKind.LOG_REVIEWED, "accessreview", f"{year}-{month:02}")
        context = self.admin_site.each_context(request) | {
            "title": gettext("What stands out"),
            "opts": self.model._meta,
            "month": f"{year}-{month:02}",
            "remarks": _in_words(remarks),
        }
        return render(request, "admin/plans/access_review.html", context)

    @admin.display(description=_("what"), ordering="kind")
    def what(self, line: AccessEntry) -> Words:
        """Return what was done, in words."""
        return ACCESSES.get(line.kind, line.kind)

    @admin.display(description=_("patient"))
    def whom(self, line: AccessEntry) -> str:
        """Return whose data it was; of a long list the first ones and how many more."""
        names = [subject.patient.user.name for subject in line.subjects.all()]
        more = f" + {len(names) - 3}" if len(names) > 3 else ""
        return ", ".join(names[:3]) + more or "–"

    @admin.display(description=_("ground"), ordering="basis")
    def ground(self, line: AccessEntry) -> Words:
        """Return on what ground, in words."""
        return GROUNDS.get(line.basis, line.basis) or "–"


def _month(words: str) -> tuple[int, int]:
    """Read a month such as 2026-10; without one it is the month before this one."""
    year, _dash, month = words.partition("-")
    if len(year) == 4 and year.isdigit() and month.isdigit() and 1 <= int(month) <= 12:
        return max(int(year), 1), int(month)
    today = timezone.localdate()
    return (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)


def _in_words(remarks: list[Remark]) -> list[dict[str, Any]]:
    names = dict(
        User.objects.filter(pk__in={remark.user for remark in remarks}).values_list("pk", "name")
    )
    return [
        {
            "on": remark.on,
            "who": names.get(remark.user, "–"),
            "what": SIGNS[remark.sign],
            "lines": ", ".join(str(seq) for seq in remark.seqs[:10]),
            "count": len(remark.seqs),
        }
        for remark in remarks
    ]
