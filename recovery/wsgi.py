"""The web server's way in."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recovery.settings")

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

try:
    application = get_wsgi_application()
except ImproperlyConfigured as mistake:
    sys.exit(f"The configuration is not right: {mistake}")

from recovery.checks import refuse_to_start

refuse_to_start()
