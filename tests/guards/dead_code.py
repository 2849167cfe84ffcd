"""Code that nothing calls: ``python -m tests.guards.dead_code``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from vulture import Vulture

_PROJECT = Path(__file__).resolve().parent.parent.parent
# Not the tests: what only a test calls is dead.
_LIVING = ("recovery", "plans", "notifications", "manage.py")
# Here classes and methods are named as plain words.
_NAMED_IN = ("*/templates/**/*.html", "*/templates/**/*.txt", "recovery/settings.py")

# Fields of rows, documents and settings are read by forms, JSON and libraries, so these say little.
_KINDS_THAT_SAY_NOTHING = {"variable", "attribute"}

# Called by a library that finds them by what stands above them.
USED_BY_DECORATOR = [
    "@admin.*",  # pages of the admin
    "@shared_task",  # named by the timetable and the doorbell
    "@*.connect",  # signals
    "@extend_schema*",  # views of the API
    "@register.*",  # named by templates
    "@*.register_lookup",  # comparisons in queries
    "@field_validator",  # called by pydantic
    "@model_validator",
    "@computed_field",
]

# Called by a library that finds them by their name.
USED_BY_NAME = [
    # The mail library: what a connection reads, and which connection a backend makes
    "connection_class",
    "readline",
    # The library of sign-in: what it asks our adapters and forms
    "_get_login_attempts_cache_key",
    "_get_site_name",
    "_get_user",
    "can_delete_authenticator",
    "is_open_for_signup",
    "is_reauthentication_required",
    "send_mail",
    # Django: the answer to a mistake, and what the admin calls
    "_get_obj_does_not_exist_redirect",
    "answer_to_a_mistake",
    # Django: apps, commands, models
    "*Config",
    "Command",
    "Meta",
    "add_arguments",
    "clean*",
    "create_superuser",
    "from_db_value",
    "process_exception",
    "create_user",
    "delete",
    "get_absolute_url",
    "get_by_natural_key",
    "get_full_name",
    "get_short_name",
    "handle",
    "natural_key",
    "ready",
    "save",
    # Django: the admin
    "*Admin",
    "*Inline",
    "*_view",
    "lookup_allowed",
    "has_changed",
    "delete_model",
    "delete_queryset",
    "formfield_for_*",
    "get_*",
    "has_*_permission",
    "log_*",
    "lookups",
    "queryset",
    "response_*",
    "save_*",
    # Django and the REST framework: views, forms, serializers
    "dispatch",
    "form_invalid",
    "form_valid",
    "http_method_not_allowed",
    "patch",
    "post",
    "put",
    "to_internal_value",
    "to_representation",
    "validate*",
    # drf-spectacular finds these by their base class
    "*Description",
    "map_serializer_field",
    "parse",
    # logging
    "formatException",
]


def find_dead_code() -> list[str]:
    """Return each function, method, class and import that nothing uses, with its file and line."""
    vulture = Vulture(ignore_names=USED_BY_NAME, ignore_decorators=USED_BY_DECORATOR)
    vulture.scavenge([str(_PROJECT / path) for path in _LIVING], exclude=["*/migrations/*"])
    spoken = _spoken_words()
    return [
        f"{Path(item.filename).relative_to(_PROJECT)}:{item.first_lineno}: {item.message}"
        for item in vulture.get_unused_code()
        if item.typ not in _KINDS_THAT_SAY_NOTHING and item.name not in spoken
    ]


def _spoken_words() -> set[str]:
    files = [file for pattern in _NAMED_IN for file in _PROJECT.glob(pattern)]
    return {word for file in files for word in re.findall(r"\w+", file.read_text("utf-8"))}


def main() -> int:
    """Print what was found."""
    found = find_dead_code()
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
