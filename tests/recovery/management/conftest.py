"""The real catalogue, on which the commands stand."""

from __future__ import annotations

import pytest

from plans.catalogue.reading import Catalogue


@pytest.fixture(autouse=True)
def _on_the_real_catalogue(catalogue: Catalogue) -> None:
    """The command tries a dry run on a database with the catalogue in it."""
