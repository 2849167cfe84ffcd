"""How a value of the clinic's documents is made: frozen, strict, and complete."""

from __future__ import annotations

from typing import Any, TypeVar, dataclass_transform

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

T = TypeVar("T")

_STRICT = ConfigDict(extra="forbid", strict=True)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def value(cls: type[T]) -> type[T]:
    """Make ``cls`` a frozen, keyword-only value that refuses unknown keys and wrong types."""
    made: Any = dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)(cls)
    return made  # type: ignore[no-any-return]
