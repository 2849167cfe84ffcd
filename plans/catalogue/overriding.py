"""Changes settings of a protocol for one dry run or one replay."""

from __future__ import annotations

import json
from typing import Any, get_args

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
