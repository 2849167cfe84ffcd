"""Reads the catalogue's data files and says where a mistake stands: file, line and reason."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from plans.domain.exercise import Exercise
from plans.domain.intake import Intake
from plans.domain.protocol import Protocol, questions_of
from plans.domain.question import Question, Sign

CATALOGUE = Path(__file__).parent

EXERCISE = TypeAdapter(Exercise)
INTAKE = TypeAdapter(Intake)
PROTOCOL = TypeAdapter(Protocol)
QUESTION = TypeAdapter(Question)
SIGN = TypeAdapter(Sign)

_SECTIONS = {"region": str, "name": dict, "condition": dict, "protocols": list, "intake": dict}
_FORMS = {str: "a word", dict: "a set of keys and values", list: "a list"}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong in a data file; ``line`` counts from 1."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class CatalogueMistakes(Exception):  # noqa: N818 - the list of what to mend, not a program error
    """The data files cannot be used; ``mistakes`` says why, all of them at once."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the data files prescribe, validated and complete."""

    exercises: dict[str, Exercise]
    protocols: dict[str, Protocol]
    intakes: dict[str, Intake]


def read_catalogue(folder: Path = CATALOGUE) -> Catalogue:
    """Read and validate all data files in ``folder``.

    Raises ``CatalogueMistakes`` with every mistake found, each with its file, line and reason.
    """
    return _Reader(folder).read()


class _Reader:
    """Collects values and mistakes while going through the files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mistakes: list[Mistake] = []
        self.questions: dict[str, Question] = {}
        self.signs: dict[str, Sign] = {}
        self.exercises: dict[str, Exercise] = {}
        self.protocols: dict[str, Protocol] = {}
        self.intakes: dict[str, Intake] = {}
        self.places: dict[str, tuple[str, int]] = {}

    def read(self) -> Catalogue:
        self._read_list("questions.yaml", "questions", QUESTION, self.questions, "name")
        self._read_list("signs.yaml", "signs", SIGN, self.signs, "name")
        for path in sorted((self.folder / "exercises").glob("*.yaml")):
            name = f"exercises/{path.name}"
            self._read_list(name, "exercises", EXERCISE, self.exercises, "slug")
        for path in sorted((self.folder / "regions").glob("*.yaml")):
            self._read_region(f"regions/{path.name}")
        self._check_references()
        if self.mistakes:
            raise CatalogueMistakes(self.mistakes)
        return Catalogue(self.exercises, self.protocols, self.intakes)

    def _read_list(
        self, file: str, key: str, adapter: TypeAdapter[Any], into: dict[str, Any], name: str
    ) -> None:
        document = self._parse(file)
        if document is None:
            return
        entries = document.get(key)
        if not isinstance(entries, list) or len(document) != 1:
            self._add(file, 1, f"the file holds one list, called {key!r}")
            return
        for index, entry in enumerate(entries):
            line = entries.lc.item(index)[0] + 1  # type: ignore[attr-defined]
            made = self._validate(file, adapter, entry, entry, line)
            if made is not None:
                self._keep(into, getattr(made, name), made, file, line)

    def _read_region(self, file: str) -> None:
        document = self._parse(file)
        if document is None or not self._has_sections(file, document):
            return
        for index, entry in enumerate(document["protocols"]):
            line = document["protocols"].lc.item(index)[0] + 1
            if isinstance(entry, dict):
                self._read_protocol(file, document, entry, line)
            else:
                self._add(file, line, "a protocol is a set of keys and values")
        intake = dict(document["intake"]) | {
            "region": document["region"],
            "name": document["name"],
        }
        line = document.lc.key("intake")[0] + 1
        made = self._validate(file, INTAKE, intake, document["intake"], line)
        if made is not None:
            self._keep(self.intakes, made.region, made, file, line)

    def _has_sections(self, file: str, document: Any) -> bool:
        """Say whether a region's file has its sections, each of its own form."""
        for key in sorted(set(document) - set(_SECTIONS)):
            self._add(file, document.lc.key(key)[0] + 1, f"unknown key {key!r}")
        for key, form in _SECTIONS.items():
            if key not in document:
                self._add(file, 1, f"{key!r} is missing")
                return False
            if not isinstance(document[key], form):
                line = document.lc.key(key)[0] + 1
                self._add(file, line, f"{key!r} is not {_FORMS[form]}")
                return False
        return True

    def _read_protocol(self, file: str, document: Any, entry: Any, line: int) -> None:
        whole = dict(entry)
        whole["region"] = document["region"]
        whole["condition"] = document["condition"]
        whole["questions"] = self._look_up(file, entry, "questions", self.questions)
        whole["signs"] = self._look_up(file, entry, "signs", self.signs)
        origin = _Overlay(entry, {"condition": document["condition"]})
        made = self._validate(file, PROTOCOL, whole, origin, line)
        if made is not None:
            self._keep(self.protocols, made.slug, made, file, line)

    def _look_up(self, file: str, entry: Any, key: str, known: dict[str, Any]) -> list[Any]:
        """Put the question or sign itself where the protocol names it."""
        if key not in entry:
            return []
        names = entry[key]
        if not isinstance(names, list):
            self._add(file, entry.lc.key(key)[0] + 1, f"{key!r} is not {_FORMS[list]}")
            return []
        found: list[Any] = []
        for position, name in enumerate(names):
            if isinstance(name, str) and name in known:
                found.append(_plain(known[name]))
            else:
                line = names.lc.item(position)[0] + 1  # type: ignore[attr-defined]
                self._add(file, line, f"{name!r} does not stand in {key}.yaml")
        return found

    def _check_references(self) -> None:
        for protocol in self.protocols.values():
            used = {item.exercise for item in protocol.prescriptions()}
            self._check_known(protocol.slug, "exercise", used, self.exercises)
            self._check_complete(protocol)
        for exercise in self.exercises.values():
            variants = {*exercise.easier, *exercise.harder}
            self._check_known(exercise.slug, "variant", variants, self.exercises)
        for intake in self.intakes.values():
            self._check_known(intake.region, "protocol", intake.protocols(), self.protocols)

    def _check_complete(self, protocol: Protocol) -> None:
        """Ask of new protocols what documents of earlier versions may still lack."""
        file, line = self.places[protocol.slug]
        if protocol.follow_up is None:
            self._add(file, line, f"{protocol.slug}: 'follow_up' is missing")
        own = {question.name for question in protocol.questions}
        for rule in protocol.rules:
            for name in questions_of(rule):
                if name not in own:
                    reason = f"{protocol.slug}: {rule.id} asks {name!r}, which it does not list"
                    self._add(file, line, reason)

    def _check_known(
        self, owner: str, what: str, used: Collection[str], known: Collection[str]
    ) -> None:
        file, line = self.places[owner]
        for slug in sorted(set(used) - set(known)):
            self._add(file, line, f"{owner}: {what} {slug!r} does not stand in the catalogue")

    def _parse(self, file: str) -> Any:
        text = self._text(file)
        if text is None:
            return None
        try:
            document = YAML(typ="rt").load(text)
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self._add(file, line, f"not readable as YAML: {error.problem}")
            return None
        except ReaderError as error:
            line = text[: error.position].count("\n") + 1
            self._add(file, line, "not readable as YAML: a character that cannot stand there")
            return None
        if not isinstance(document, dict):
            self._add(file, 1, "the file holds no keys and values")
            return None
        return document

    def _text(self, file: str) -> str | None:
        try:
            return (self.folder / file).read_text(encoding="utf-8")
        except OSError as error:
            self._add(file, 1, f"cannot be read: {error.strerror}")
        except UnicodeDecodeError:
            self._add(file, 1, "is not UTF-8 text")
        return None

    def _validate(
        self, file: str, adapter: TypeAdapter[Any], entry: Any, origin: Any, line: int
    ) -> Any:
        try:
            # What JSON does not know, such as a date, becomes text and is judged as such.
            return adapter.validate_json(json.dumps(entry, default=str))
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                where = _line_of(origin, problem["loc"], line)
                self._add(file, where, _reason(problem))
            return None

    def _keep(self, into: dict[str, Any], name: str, made: Any, file: str, line: int) -> None:
        if name in into:
            self._add(file, line, f"{name!r} stands twice in the catalogue")
            return
        into[name] = made
        self.places[name] = (file, line)

    def _add(self, file: str, line: int, reason: str) -> None:
        self.mistakes.append(Mistake(file, line, reason))


class _Overlay:
    """A data file's entry with the keys that stand elsewhere in the file laid over it."""

    def __init__(self, entry: Any, laid_over: dict[str, Any]) -> None:
        self.entry = entry
        self.laid_over = laid_over


def _line_of(origin: Any, loc: tuple[int | str, ...], line: int) -> int:
    """Follow a validation error's path through the file, past steps that stand in no file."""
    node = origin
    for step in loc:
        if isinstance(node, _Overlay):
            if step in node.laid_over:
                node = node.laid_over[str(step)]
                continue
            node = node.entry
        if isinstance(node, dict) and step in node:
            line = node.lc.key(step)[0] + 1  # type: ignore[attr-defined]
            node = node[step]
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            line = node.lc.item(step)[0] + 1  # type: ignore[attr-defined]
            node = node[step]
    return line


def _reason(problem: Any) -> str:
    path = ".".join(str(step) for step in problem["loc"])
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{path}: {message}" if path else message


def _plain(item: Any) -> Any:
    adapter: TypeAdapter[Any] = QUESTION if isinstance(item, Question) else SIGN
    return adapter.dump_python(item, mode="json")


if __name__ == "__main__":  # a writer's check: python -m plans.catalogue.reading
    import sys

    try:
        found = read_catalogue()
    except CatalogueMistakes as mistakes:
        sys.stderr.write(f"{mistakes}\n")
        sys.exit(1)
    sys.stdout.write(f"{len(found.protocols)} protocols, {len(found.exercises)} exercises\n")
