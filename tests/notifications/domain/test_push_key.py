"""The clinic's key, and the keys that a browser sends."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest

from notifications.domain.push_key import (
    is_private_key,
    is_screen_key,
    new_private_key,
    public_key_of,
    read_base64url,
)

# The example of RFC 8291, section 5.
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SENDERS_PUBLIC = (
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
)


def test_a_new_key_is_a_key_and_another_one_each_time() -> None:
    keys = {new_private_key() for _ in range(5)}

    assert len(keys) == 5
    assert all(is_private_key(key) and len(key) == 43 for key in keys)


def test_browsers_are_given_the_public_half() -> None:
    assert public_key_of(SENDER) == SENDERS_PUBLIC
    assert public_key_of(SENDER + "=") == SENDERS_PUBLIC


@pytest.mark.parametrize(
    "written",
    [
        "",
        "short",
        "A" * 43,  # zero
        "_" * 43,  # beyond the curve
        "a" * 44,  # 33 bytes
        "a" * 42 + "+",
        "é" * 43,
        "-----BEGIN PRIVATE KEY-----",
    ],
)
def test_what_is_no_key_is_recognised(written: str) -> None:
    assert not is_private_key(written)


def test_the_keys_of_a_browser_are_a_point_and_a_secret() -> None:
    off_the_curve = urlsafe_b64encode(b"\x04" + b"\x01" * 64).decode()

    assert is_screen_key(P256DH, AUTH)
    assert is_screen_key(P256DH + "=", AUTH + "==")
    assert not is_screen_key(off_the_curve, AUTH)
    assert not is_screen_key(AUTH, AUTH)
    assert not is_screen_key(P256DH, P256DH)
    assert not is_screen_key("", "")
    assert not is_screen_key(P256DH, "a")


def test_base64_of_another_kind_is_not_read() -> None:
    assert read_base64url("a-_b") == b"k\xef\xdb"
    assert read_base64url("a+/b") is None
    assert read_base64url("abcde") is None
