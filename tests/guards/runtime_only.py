"""Runs the program with what the clinic installs and nothing else: no developers' packages.

``python tests/guards/runtime_only.py MODULE...`` imports each module; an import of a package that
requirements.txt does not bring fails, although the package is installed here.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path
from types import ModuleType

_PROJECT = Path(__file__).resolve().parent.parent.parent


def named_packages() -> Iterator[tuple[str, frozenset[str]]]:
    """Return the packages of requirements.txt, each with the extras it is asked for."""
    for line in (_PROJECT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        written = line.partition("#")[0].strip()
        if written:
            yield _parse(written)


def installed_with(named: Iterator[tuple[str, frozenset[str]]]) -> set[str]:
    """Return every package that comes along with the named ones."""
    found: set[str] = set()
    waiting = list(named)
    while waiting:
        name, extras = waiting.pop()
        if name in found and not extras:
            continue
        found.add(name)
        waiting.extend(_needs(name, extras))
    return found


class OnlyThese(MetaPathFinder):
    """Refuses to import a module of any other installed package."""

    def __init__(self, packages: set[str]) -> None:
        owners = packages_distributions()
        self._refused = {
            module
            for module, distributions in owners.items()
            if not any(_normal(each) in packages for each in distributions)
        }

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Refuse, or leave the module to the finders after this one."""
        if fullname.partition(".")[0] in self._refused:
            raise ModuleNotFoundError(f"{fullname} is not in requirements.txt", name=fullname)
        return None


def _needs(name: str, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    from packaging.requirements import Requirement

    try:
        written = requires(name) or []
    except PackageNotFoundError:
        return
    for requirement in map(Requirement, written):
        for extra in ("", *extras):
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                yield _normal(requirement.name), frozenset(requirement.extras)


def _parse(written: str) -> tuple[str, frozenset[str]]:
    from packaging.requirements import Requirement

    requirement = Requirement(written)
    return _normal(requirement.name), frozenset(requirement.extras)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main(modules: list[str]) -> None:
    """Import the modules under that restriction."""
    packages = installed_with(named_packages())
    for loaded in [name for name in sys.modules if name.partition(".")[0] == "packaging"]:
        del sys.modules[loaded]
    sys.path.insert(0, str(_PROJECT))
    sys.meta_path.insert(0, OnlyThese(packages))
    for module in modules:
        importlib.import_module(module)


if __name__ == "__main__":
    main(sys.argv[1:])
