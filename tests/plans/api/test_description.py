"""The description of the API that the repository carries is the one that the program gives."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command

DESCRIPTION = Path(__file__).parents[3] / "docs" / "openapi.yaml"


def test_the_description_in_the_repository_is_that_of_the_program(tmp_path: Path) -> None:
    generated = tmp_path / "openapi.yaml"

    call_command(
        "spectacular", "--file", str(generated), "--validate", "--fail-on-warn", "--lang", "en"
    )

    assert DESCRIPTION.read_text() == generated.read_text(), (
        "Write it anew: manage.py spectacular --lang en --file docs/openapi.yaml"
    )
