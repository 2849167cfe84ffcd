"""After the keys are renewed everything is read with the new master key alone."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from plans.domain.sealing import MasterKey, SealBroken, new_key
from plans.models import AccessEntry, DataKey
from plans.models.sealing import forget_keys, seal, unseal

SAID = "hinkt sinds de halve marathon"
OLD = MasterKey(name="2025", key=new_key())
NEW = MasterKey(name="2026", key=new_key())

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(settings: Settings) -> str:
    """Words from the time of the old master key."""
    DataKey.objects.all().delete()
    settings.DATA_KEYS = (OLD,)
    forget_keys()
    return seal(SAID, to="x")


def _rotate(settings: Settings, *keys: MasterKey) -> str:
    settings.DATA_KEYS = keys
    forget_keys()
    said = StringIO()
    call_command("rotate_data_keys", stdout=said)
    return said.getvalue()


def _rows() -> list[tuple[int, str, str]]:
    return list(DataKey.objects.order_by("pk").values_list("pk", "master", "wrapped"))


def test_case_92_after_rotation_the_new_master_key_alone_opens_old_words(
    sealed: str, settings: Settings
) -> None:
    said = _rotate(settings, NEW, OLD)
    settings.DATA_KEYS = (NEW,)
    forget_keys()

    assert unseal(sealed, to="x") == SAID
    assert unseal(seal(SAID, to="x"), to="x") == SAID
    assert "1 older ones were wrapped anew under 2026" in said
    assert "No longer needed in DATA_KEYS, but for older backups: 2025." in said
    line = AccessEntry.objects.get(kind="settings_changed")
    assert (line.object_kind, line.details["master"]) == ("data_keys", "2026")


def test_what_is_written_afterwards_is_sealed_with_the_new_data_key(
    sealed: str, settings: Settings
) -> None:
    _rotate(settings, NEW, OLD)

    (old, _, _), (new, _, _) = _rows()
    assert sealed.startswith(f"s1.{old}.")
    assert seal(SAID, to="x").startswith(f"s1.{new}.")


def test_case_92_with_the_old_master_key_alone_nothing_new_is_read(
    sealed: str, settings: Settings
) -> None:
    _rotate(settings, NEW, OLD)
    settings.DATA_KEYS = (OLD,)
    forget_keys()

    with pytest.raises(SealBroken, match="2026 is not in DATA_KEYS"):
        unseal(sealed, to="x")


def test_the_same_master_key_may_stay(sealed: str, settings: Settings) -> None:
    before = _rows()

    said = _rotate(settings, OLD)

    assert _rows()[:1] == before
    assert "0 older ones" in said
    assert "No longer needed" not in said


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ((NEW,), "the master key 2025 is not in DATA_KEYS"),
        ((NEW, MasterKey(name="2025", key=new_key())), "2025 does not open this data key"),
        ((), "DATA_KEYS is empty"),
    ],
)
def test_a_missing_or_wrong_master_key_changes_nothing(
    sealed: str, settings: Settings, keys: tuple[MasterKey, ...], problem: str
) -> None:
    before = _rows()

    with pytest.raises(CommandError, match=f"Nothing was changed: .*{problem}"):
        _rotate(settings, *keys)

    assert _rows() == before


def test_a_damaged_data_key_stops_the_renewal_half_way_without_a_trace(
    sealed: str, settings: Settings
) -> None:
    seal(SAID, to="x")
    DataKey.objects.create(wrapped="AAAA", master="2025", made_at="2026-01-01T00:00Z")
    before = _rows()

    with pytest.raises(CommandError, match="Nothing was changed"):
        _rotate(settings, NEW, OLD)

    assert _rows() == before
