"""The register of personal data can be printed for the clinic's own administration."""

from __future__ import annotations

from io import StringIO

from django.core.management import call_command


def test_every_personal_column_stands_there_with_what_becomes_of_it() -> None:
    said = StringIO()
    call_command("privacy_register", stdout=said)
    rows = said.getvalue().splitlines()

    assert "| `plans.PainReport.pain` | patients | health | yes | deleted |" in rows
    assert "| `plans.Pause.reason` | patients | words | yes | deleted |" in rows
    assert "| `plans.User.password` | anybody | keys | no | emptied |" in rows
    assert "| `plans.AccessEntry.user` | anybody | identity | yes | kept |" in rows
    assert not [row for row in rows if "plans.Clinic." in row]
