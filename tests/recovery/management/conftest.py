"""The commands stand on the same catalogue as the dry run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture
def catalogue(db: None) -> Iterator[None]:
    """The real catalogue, published; it goes away with the test."""
    from tests.recovery.simulation.conftest import load

    load()
    yield
    from plans.selectors.catalogue import forget_read_versions

    forget_read_versions()
