"""The real catalogue, on which every dry run stands."""

from __future__ import annotations

import pytest

from plans.catalogue.reading import Catalogue


@pytest.fixture(autouse=True)
def _on_the_real_catalogue(catalogue: Catalogue) -> None:
    """A dry run needs a database with the catalogue in it."""
