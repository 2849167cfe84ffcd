"""Changes settings of a protocol for one dry run."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from plans.catalogue.reading import PROTOCOL
from recovery.simulation.scenario import ScenarioMistake, reason_of

_NAMED_BY = {"rules": "id", "phases": "kind"}


def override(document: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
    """Return ``document`` with the settings of ``overrides`` laid over it, validated.

    ``overrides`` names rules by their id and phases by their kind. Raises ``ScenarioMistake``
    with the place for anything that the protocol does not have or does not allow.
    """
    changed: dict[str, Any] = json.loads(json.dumps(document))
    for section, settings in overrides.items():
        if section not in _NAMED_BY:
            known = " and ".join(_NAMED_BY)
            raise ScenarioMistake(f"overrides.{section}", f"unknown key; {known} can be changed")
        place = f"overrides.{section}"
        for name, values in _mapping(settings, place).items():
            _override_entries(changed[section], _NAMED_BY[section], name, values, place)
    try:
        PROTOCOL.validate_json(json.dumps(changed))
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        raise ScenarioMistake(_place(problem["loc"], changed), reason_of(problem)) from None
    return changed


def _override_entries(
    entries: list[dict[str, Any]], named_by: str, name: str, values: Any, place: str
) -> None:
    meant = [entry for entry in entries if entry[named_by] == name]
    place = f"{place}.{name}"
    if not meant:
        raise ScenarioMistake(place, "the protocol does not have it")
    for key, setting in _mapping(values, place).items():
        having = [entry for entry in meant if key in entry] or meant
        for entry in having:
            _lay_over(entry, key, setting)


def _lay_over(entry: dict[str, Any], key: str, setting: Any) -> None:
    known = entry.get(key)
    if isinstance(known, dict) and isinstance(setting, dict) and _are_alike(known, setting):
        entry[key] = known | setting
    else:
        entry[key] = setting


def _are_alike(known: dict[str, Any], setting: dict[str, Any]) -> bool:
    """Say whether both are of one type; a duration of another type takes the place of the whole."""
    return setting.get("type", known.get("type")) == known.get("type")


def _mapping(values: Any, place: str) -> dict[str, Any]:
    if isinstance(values, dict):
        return values
    raise ScenarioMistake(place, "names and their settings are expected here")


def _place(loc: tuple[int | str, ...], document: dict[str, Any]) -> str:
    """Name the rule or phase instead of its position."""
    section, *rest = loc or ("",)
    if section in _NAMED_BY and rest and isinstance(rest[0], int):
        entry = document[str(section)][rest[0]]
        tail = [str(step) for step in rest[1:] if step != entry.get("kind")]
        return ".".join(["overrides", str(section), entry[_NAMED_BY[str(section)]], *tail])
    return ".".join(["overrides", *(str(step) for step in loc)])
