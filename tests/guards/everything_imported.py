"""Imports every module of the program, as the ways in together would."""

from __future__ import annotations

import importlib
import pkgutil

import django

import notifications
import plans
import recovery

# Settings of gunicorn, and a way in that starts at once.
_ALONE = {"recovery.wsgi"}

django.setup()

for _package in (recovery, notifications, plans):
    for _found in pkgutil.walk_packages(_package.__path__, f"{_package.__name__}."):
        if _found.name not in _ALONE:
            importlib.import_module(_found.name)
