"""What tests of the program as a whole share."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import StringIO

import pytest

from recovery.log_lines import OneLine


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """What the program wrote about itself, as it writes it."""
    terminal = StringIO()
    handler = logging.StreamHandler(terminal)
    handler.setFormatter(OneLine())
    # The mail server of the tests is no part of the program.
    handler.addFilter(lambda record: not record.name.startswith("mail."))
    root = logging.getLogger()
    root.addHandler(handler)
    yield terminal
    root.removeHandler(handler)
