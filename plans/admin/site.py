"""What the admin panel is called, what its first page shows, and what does not belong in it."""

from __future__ import annotations

from typing import Any, cast

# Registers its own pages at this import, so that they can be taken out below.
import django.contrib.auth.admin  # noqa: F401 - imported for what it registers
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from plans.admin.pages import is_administrator, patients_in
from plans.domain.sight import sight_of

admin.site.site_header = _("Recovery plans")
admin.site.site_title = _("Recovery plans")
admin.site.index_title = _("Running the clinic")
# Staff work here; there is no other site for them to look at.
admin.site.site_url = None
admin.site.empty_value_display = "–"

# Rights follow from a person's role, never from groups.
if admin.site.is_registered(Group):
    admin.site.unregister(Group)

_usual_context = admin.site.each_context


def _each_context(request: HttpRequest) -> dict[str, Any]:
    """Tell the pages whether mails lie in a folder here that who looks may read."""
    may_read = bool(settings.EMAIL_FILE_PATH) and is_administrator(request)
    return _usual_context(request) | {"may_read_mail_folder": may_read}


# A site class of our own would have to be named in the settings, for this one fact.
admin.site.each_context = _each_context  # type: ignore[method-assign]


class NotedAutocomplete(AutocompleteJsonView):
    """Names that appear while somebody types: a search, written down like any other."""

    def get_queryset(self) -> QuerySet[Any]:
        """Search, and note whose names were found."""
        rows = super().get_queryset()
        patients = patients_in(rows.model, rows[: self.paginate_by])
        if patients is not None:
            kind = str(rows.model._meta.model_name)
            sight_of(self.request).listed(kind, patients, searched=True)
        return rows

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        """Name a row by its name outside, never by its number."""
        named: dict[str, str] = super().serialize_result(obj, "public_id")
        return named


def _autocomplete_view(request: HttpRequest) -> HttpResponse:
    return cast("HttpResponse", NotedAutocomplete.as_view(admin_site=admin.site)(request))


admin.site.autocomplete_view = _autocomplete_view  # type: ignore[method-assign]
