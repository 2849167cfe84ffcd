"""What must be there before the first page: tables, protocols, and for a demo the people."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO

from django.core.management import call_command
from django.db import DatabaseError

from plans.models import Clinic
from recovery.checks import check_nothing_waits, find_mistakes, sentence
from recovery.env import Place
from recovery.launch.ready import NotReady

Say = Callable[[str], None]


def refuse_mistakes() -> None:
    """Raise ``NotReady`` with a sentence for each thing that is wrong with this place."""
    mistakes = find_mistakes()
    if mistakes:
        raise NotReady("\n".join(sentence(mistake) for mistake in mistakes))


def prepare(place: Place, say: Say) -> None:
    """Bring the record up to date; raises ``NotReady`` if the database cannot take it."""
    try:
        if check_nothing_waits():
            with _step("the tables", say):
                call_command("migrate", interactive=False, verbosity=0)
        with _step("the protocols", say):
            call_command("load_catalogue", verbosity=0, stdout=StringIO())
        if place.environment == "demo" and not Clinic.objects.exists():
            with _step("the demo clinic", say):
                call_command("load_demo", verbosity=0, stdout=StringIO())
    except (DatabaseError, OSError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise NotReady(
            f"The database could not be prepared: {reason}. Nothing was started; "
            "make room or give access, and start again."
        ) from error


@contextmanager
def _step(what: str, say: Say) -> Iterator[None]:
    begun = time.monotonic()
    say(f"preparing {what} ...")
    yield
    say(f"preparing {what} took {time.monotonic() - begun:.1f} s")
