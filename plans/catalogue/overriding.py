"""Changes settings of a protocol for one dry run or one replay."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from plans.catalogue.reading import PROTOCOL
from plans.domain.rule import Rule

_NAMED_BY = {"rules": "id", "phases": "kind"}
_PLAIN = ("full_recovery", "prognosis", "follow_up", "silence_days")
_SETTINGS = {
    kind.__dataclass_fields__["kind"].default: frozenset(kind.__dataclass_fields__)
    for kind in get_args(get_args(Rule)[0])
}
"""What can be set on a rule of each kind, whether or not the protocol says it."""


Key = TypeVar("Key")


class SettingMistake(Exception):  # noqa: N818 - a mistake of the writer, not of the program
    """A setting cannot be changed like that; ``place`` says which, ``reason`` why, in one line."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place, self.reason = place, reason


def override(document: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
    """Return ``document`` with the settings of ``overrides`` laid over it, validated.

    ``overrides`` names rules by their id and phases by their kind; what a protocol has once is
    named as it is. Raises ``SettingMistake`` with the place for anything that the protocol does
    not have or does not allow.
    """
    changed: dict[str, Any] = json.loads(json.dumps(document))
    for section, settings in overrides.items():
        place = f"overrides.{section}"
        if section in _PLAIN:
            _lay_over(changed, section, settings)
            continue
        if section not in _NAMED_BY:
            known = ", ".join((*_NAMED_BY, *_PLAIN))
            raise SettingMistake(place, f"unknown key; what can be changed: {known}")
        for name, values in _mapping(settings, place).items():
            _override_entries(changed[section], _NAMED_BY[section], name, values, place)
    try:
        PROTOCOL.validate_json(json.dumps(changed))
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        raise SettingMistake(_place(problem["loc"], changed), reason_of(problem)) from None
    return changed


def override_those_with(
    documents: Mapping[Key, dict[str, Any]], overrides: Mapping[str, Any]
) -> dict[Key, dict[str, Any]]:
    """Lay over each document what it has of ``overrides``; documents with none are left out.

    Raises ``SettingMistake`` for what no document has, and as ``override`` does.
    """
    changed: dict[Key, dict[str, Any]] = {}
    unknown = {(section, name) for section in overrides for name in _names(overrides, section)}
    for key, document in documents.items():
        had = _had(document, overrides)
        unknown -= {(section, name) for section in had for name in _names(had, section)}
        if had:
            changed[key] = override(document, had)
    for section, name in sorted(unknown):
        raise SettingMistake(f"overrides.{section}.{name}", "no protocol that is followed has it")
    return changed


def _names(overrides: Mapping[str, Any], section: str) -> tuple[str, ...]:
    settings = overrides[section]
    return tuple(settings) if section in _NAMED_BY and isinstance(settings, dict) else ()


def _had(document: dict[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of ``overrides`` that a document has; what is no setting at all stays."""
    had: dict[str, Any] = {}
    for section, settings in overrides.items():
        if section not in _NAMED_BY or not isinstance(settings, dict):
            had[section] = settings
            continue
        known = {
            name: settings[name] for name in settings if _has(document, section, settings, name)
        }
        if known:
            had[section] = known
    return had


def _has(document: dict[str, Any], section: str, settings: dict[str, Any], name: str) -> bool:
    values = settings[name]
    kind = values.get("kind") if section == "rules" and isinstance(values, dict) else None
    return any(
        entry[_NAMED_BY[section]] == name and kind in (None, entry["kind"])
        for entry in document[section]
    )


def _override_entries(
    entries: list[dict[str, Any]], named_by: str, name: str, values: Any, place: str
) -> None:
    """Lay ``values`` over the entries of that name; two rules of one id may both be meant."""
    place = f"{place}.{name}"
    settings = dict(_mapping(values, place))
    meant = [entry for entry in entries if entry[named_by] == name]
    if named_by == "id" and meant:
        kind = settings.pop("kind", None)
        meant = [entry for entry in meant if kind in (None, entry["kind"])]
        place = place if kind is None else f"{place}.kind"
    if not meant:
        raise SettingMistake(place, "the protocol does not have it")
    for key, setting in settings.items():
        for entry in _having(meant, key):
            _lay_over(entry, key, setting)


def _having(meant: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Return the entries that have such a setting; all of them when none has, to be refused."""
    having = [item for item in meant if key in _SETTINGS.get(item["kind"], item)]
    return having or meant


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
    raise SettingMistake(place, "names and their settings are expected here")


def _place(loc: tuple[int | str, ...], document: dict[str, Any]) -> str:
    """Name the rule or phase instead of its position."""
    section, *rest = loc or ("",)
    if section in _NAMED_BY and rest and isinstance(rest[0], int):
        entry = document[str(section)][rest[0]]
        tail = [str(step) for step in rest[1:] if step != entry.get("kind")]
        return ".".join(["overrides", str(section), entry[_NAMED_BY[str(section)]], *tail])
    return ".".join(["overrides", *(str(step) for step in loc)])


def reason_of(problem: Any) -> str:
    """Say in one line what is wrong with a value that was not accepted."""
    if problem["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        return "unknown key"
    if problem["type"] == "missing":
        return "is missing"
    message = str(problem["msg"]).removeprefix("Value error, ")
    return " ".join(message.split())
