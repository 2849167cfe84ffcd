"""What the admin panel is called, and what does not belong in it."""

from __future__ import annotations

# Registers its own pages at this import, so that they can be taken out below.
import django.contrib.auth.admin
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

admin.site.site_header = _("Recovery plans")
admin.site.site_title = _("Recovery plans")
admin.site.index_title = _("Running the clinic")
admin.site.empty_value_display = "–"

# Rights follow from a person's role, never from groups.
if admin.site.is_registered(django.contrib.auth.admin.Group):
    admin.site.unregister(Group)
