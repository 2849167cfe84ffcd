"""Where a figure comes from: the brochure, the literature, or the clinic itself."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

Source = Annotated[
    str,
    Field(
        pattern=r"^(brochure L\d+(-\d+)?(, L\d+(-\d+)?)*|literature: \S.*|clinic's choice(: \S.*)?)"
        r"(; (brochure L\d+(-\d+)?(, L\d+(-\d+)?)*|literature: \S.*|clinic's choice(: \S.*)?))*$"
    ),
]
"""``brochure L284-287``, ``literature: Rathleff 2015``, ``clinic's choice: why``; or several."""
