"""The command that loads the data files."""

from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from plans.catalogue.reading import CATALOGUE, Catalogue
from plans.models import ProtocolVersion


def _load(*arguments: str) -> list[str]:
    said = StringIO()
    call_command("load_catalogue", *arguments, stdout=said)
    return said.getvalue().splitlines()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of one region's files, to be changed."""
    for name in ("questions.yaml", "signs.yaml"):
        shutil.copy(CATALOGUE / name, tmp_path / name)
    shutil.copytree(CATALOGUE / "exercises", tmp_path / "exercises")
    (tmp_path / "regions").mkdir()
    shutil.copy(CATALOGUE / "regions" / "groin.yaml", tmp_path / "regions")
    return tmp_path


def _change(folder: Path, old: str, new: str) -> None:
    path = folder / "regions" / "groin.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_loading_again_says_that_nothing_is_new(catalogue: Catalogue, folder: Path) -> None:
    known = len(catalogue.exercises) + len(("groin-light", "groin-severe", "the intake"))

    assert _load("--folder", str(folder)) == [f"0 new, {known} unchanged"]


def test_a_changed_file_is_a_draft_when_asked(catalogue: Catalogue, folder: Path) -> None:
    _change(folder, "tissue: ", "tissue: joint # was ")

    said = _load("--folder", str(folder), "--draft")

    assert said[0] == "new: groin-light v2"
    assert ProtocolVersion.objects.get(slug="groin-light", number=2).state == "draft"


def test_a_mistake_is_named_with_its_place_and_nothing_is_loaded(
    catalogue: Catalogue, folder: Path
) -> None:
    _change(folder, "tissue: ", "tissue: soap # was ")
    lines = (folder / "regions" / "groin.yaml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "soap" in text)

    with pytest.raises(CommandError) as refused:
        _load("--folder", str(folder))

    assert str(refused.value).startswith(f"regions/groin.yaml:{line}: tissue: Input should be")
    assert not ProtocolVersion.objects.filter(number=2).exists()


def test_a_folder_that_is_not_there_is_said_to_be_none(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere is not a folder with catalogue files"):
        _load("--folder", str(tmp_path / "nowhere"))


def test_an_empty_folder_names_what_is_missing(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"questions\.yaml:1: cannot be read: No such file"):
        _load("--folder", str(tmp_path))
