"""What things are called, and that every module says what it is for."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

PROJECT = Path(__file__).resolve().parent.parent.parent
APPS = ("plans", "notifications", "recovery")

SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "base", "misc"}
CALLED_SO_ANYWAY = {
    "plans/templates/plans/base.html": "the page that every page extends, as Django calls it",
    "recovery/accounts/templates/allauth/layouts/base.html": "the frame that allauth looks for",
    "plans/templates/admin/base_site.html": "Django's own name for the frame of the admin",
}
"""Files whose name says nothing, each with its reason."""

MACHINE_PATHS = ("/work" + "/main", "/work" + "/shared", "/home" + "/", "/root" + "/")
REGISTRY_HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "ghcr" + ".io")
TEXT = {".py", ".md", ".txt", ".toml", ".yml", ".yaml", ".html", ".css", ".js", ".po", ".cfg", ""}


@cache
def _tracked() -> tuple[Path, ...]:
    """Return the project's files: those that git knows, or would know."""
    said = subprocess.run(
        ("git", "ls-files", "--cached", "--others", "--exclude-standard"),
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    )
    return tuple(PROJECT / line for line in said.stdout.splitlines() if (PROJECT / line).is_file())


def _modules() -> Iterator[Path]:
    return (path for path in _tracked() if path.suffix == ".py")


def _own_models() -> list[type[Model]]:
    return [
        model
        for label in APPS
        if label != "recovery"
        for model in apps.get_app_config(label).get_models()
    ]


def test_no_file_has_a_name_that_says_nothing() -> None:
    named = {
        str(path.relative_to(PROJECT)) for path in _tracked() if path.stem.lower() in SAYS_NOTHING
    }

    assert named <= CALLED_SO_ANYWAY.keys()


def test_every_module_says_what_it_is_for_in_one_line() -> None:
    silent = []
    for path in _modules():
        source = path.read_text(encoding="utf-8")
        if not source.strip() or "migrations" in path.parts:
            continue
        words = ast.get_docstring(ast.parse(source)) or ""
        first, _, rest = words.partition("\n")
        if not first.strip() or (rest and rest.split("\n")[0].strip()):
            silent.append(str(path.relative_to(PROJECT)))

    assert silent == []


def test_no_model_has_an_order_of_its_own() -> None:
    """A hidden order costs every query that does not need it."""
    assert [model.__name__ for model in _own_models() if model._meta.ordering] == []


def test_every_constraint_has_a_name_that_reads_as_a_sentence() -> None:
    """It is what somebody reads when the database refuses."""
    names = {constraint.name for model in _own_models() for constraint in model._meta.constraints}

    assert [name for name in names if not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+){2,}", name)] == []


def test_every_table_is_named_in_words() -> None:
    missing = [
        model.__name__
        for model in _own_models()
        if str(model._meta.verbose_name) == model.__name__.lower()
        and len(re.findall("[A-Z]", model.__name__)) > 1
    ]

    assert missing == []


@pytest.mark.parametrize("words", [MACHINE_PATHS, REGISTRY_HOSTS], ids=["paths", "registries"])
def test_no_file_knows_one_machine(words: tuple[str, ...]) -> None:
    found = [
        f"{path.relative_to(PROJECT)}: {word}"
        for path in _tracked()
        if path.suffix in TEXT
        for word in words
        if word in path.read_text(encoding="utf-8")
    ]

    assert found == []


def test_decisions_are_numbered_and_none_is_missing_from_the_list() -> None:
    folder = PROJECT / "docs" / "adr"
    files = sorted(path.name for path in folder.glob("[0-9]*.md"))
    numbers = [int(name.split("-")[0]) for name in files]

    assert numbers == list(range(1, len(files) + 1))
    lists = [
        path for path in (folder / "README.md", PROJECT / "docs" / "README.md") if path.exists()
    ]
    for path in lists:
        listed = re.findall(r"\d{4}-[a-z0-9-]+\.md", path.read_text(encoding="utf-8"))
        assert sorted(set(listed)) == files


def test_the_check_looks_at_translations_and_layers() -> None:
    from tests.guards.__main__ import guards

    assert {"translations", "layers", "types", "dead code"} <= {guard.name for guard in guards()}
