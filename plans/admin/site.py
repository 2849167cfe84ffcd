"""What the admin panel is called, what its first page shows, and what does not belong in it."""

from __future__ import annotations

from typing import Any

# Registers its own pages at this import, so that they can be taken out below.
import django.contrib.auth.admin  # noqa: F401 - imported for what it registers
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

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
    """Tell the pages whether mails lie in a folder here, so that staff find them."""
    return _usual_context(request) | {"has_mail_folder": bool(settings.EMAIL_FILE_PATH)}


# A site class of our own would have to be named in the settings, for this one fact.
admin.site.each_context = _each_context  # type: ignore[method-assign]
