"""Sealed words open with their own key, in their own place, and nowhere else."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.domain.sealing import (
    MasterKey,
    NotKeys,
    SealBroken,
    new_key,
    open_envelope,
    read_master_keys,
    seal_text,
    unseal_text,
    unwrap_key,
    wrap_key,
    written_key,
)

KEY = bytes(range(32))
PLACE = ("plans_task.outcome", "41")
SAID = "gebeld, is op vakantie"

anything = st.text(alphabet=st.characters(), min_size=1, max_size=60)


def _open(sealed: str, key: bytes = KEY, place: tuple[str, ...] = PLACE) -> str:
    return unseal_text(open_envelope(sealed, place=place), key=key, place=place)


@given(anything)
def test_what_was_sealed_is_read_again_and_does_not_show(text: str) -> None:
    sealed = seal_text(text, data_key=7, key=KEY, place=PLACE)

    assert _open(sealed) == text
    assert sealed.startswith("s1.7.")
    assert sealed.isascii()
    assert open_envelope(sealed, place=PLACE).data_key == 7


def test_a_lone_surrogate_is_kept_as_it_is() -> None:
    assert _open(seal_text("\ud800", data_key=1, key=KEY, place=PLACE)) == "\ud800"


def test_the_same_words_are_sealed_differently_each_time() -> None:
    assert seal_text(SAID, data_key=1, key=KEY, place=PLACE) != seal_text(
        SAID, data_key=1, key=KEY, place=PLACE
    )


@pytest.mark.parametrize(
    "place",
    [
        ("plans_task.outcome", "42"),
        ("plans_referral.outcome", "41"),
        ("plans_task.outcome", "4", "1"),
        ("plans_task.outcome4", "1"),
        ("plans_task.outcome",),
    ],
)
def test_words_in_another_place_cannot_be_read(place: tuple[str, ...]) -> None:
    sealed = seal_text(SAID, data_key=1, key=KEY, place=PLACE)

    with pytest.raises(SealBroken) as broken:
        _open(sealed, place=place)

    assert SAID not in str(broken.value)


def test_words_cannot_be_read_with_another_key() -> None:
    sealed = seal_text(SAID, data_key=1, key=KEY, place=PLACE)

    with pytest.raises(SealBroken):
        _open(sealed, key=new_key())


def test_every_changed_byte_is_found() -> None:
    sealed = seal_text(SAID, data_key=1, key=KEY, place=PLACE)
    head, _, encoded = sealed.rpartition(".")
    box = bytearray(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))

    for at in range(len(box)):
        changed = bytes(box[:at]) + bytes([box[at] ^ 1]) + bytes(box[at + 1 :])
        written = base64.urlsafe_b64encode(changed).decode().rstrip("=")
        with pytest.raises(SealBroken):
            _open(f"{head}.{written}")


@pytest.mark.parametrize(
    "text", [SAID, "s1.", "s1.0.AAAA", "s1.1.", "s1.1.A", "s2.1.AAAA", "s1.x.A"]
)
def test_what_was_never_sealed_is_not_taken_for_words(text: str) -> None:
    with pytest.raises(SealBroken):
        _open(text)


def test_a_data_key_opens_with_its_own_master_key_only() -> None:
    master, data_key = MasterKey(name="2026a", key=new_key()), new_key()
    wrapped = wrap_key(data_key, master=master)

    assert unwrap_key(wrapped, master=master) == data_key
    for other in (
        MasterKey(name="2026a", key=new_key()),
        MasterKey(name="2026b", key=master.key),
    ):
        with pytest.raises(SealBroken, match=other.name):
            unwrap_key(wrapped, master=other)
    with pytest.raises(SealBroken, match="damaged"):
        unwrap_key("not base64!", master=master)


def test_master_keys_are_read_as_they_are_written_newest_first() -> None:
    newest, older = new_key(), new_key()

    keys = read_master_keys(f"{written_key('2026b', newest)}, {written_key('2025', older)},")

    assert [(key.name, key.key) for key in keys] == [("2026b", newest), ("2025", older)]
    assert repr(newest) not in repr(keys)
    assert not any(key.is_weak for key in keys)
    assert MasterKey(name="typed", key=b"correct horse ba" * 2).is_weak


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("secret-without-name", "a short name, a colon and the key"),
        ("a name:AAAA", "a short name, a colon and the key"),
        ("2026a:secret!", "not written in base64"),
        ("2026a:c2VjcmV0", "has 6 bytes and not 32"),
        (f"{written_key('2026a', KEY)},{written_key('2026a', KEY)}", "the same name"),
    ],
)
def test_master_keys_that_cannot_be_understood_are_refused_without_showing_them(
    written: str, problem: str
) -> None:
    with pytest.raises(NotKeys, match=problem) as refused:
        read_master_keys(written)

    assert "secret" not in str(refused.value)
