#!/usr/bin/env python
"""The one door to the program from a terminal."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run one management command; a mistake in the configuration is said in one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recovery.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as mistake:
        sys.exit(f"The configuration is not right: {mistake}")


if __name__ == "__main__":
    main()
