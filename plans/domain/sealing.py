"""Seals somebody's words so that only who holds the key can read them, and only in their place."""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12
_FEWEST_DIFFERENT_BYTES = 16
_SEALED = re.compile(r"s1\.([1-9][0-9]{0,18})\.([A-Za-z0-9_-]+)")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class SealBroken(Exception):  # noqa: N818 - says what happened
    """Sealed words cannot be read: another key, another place, or something was changed.

    Says where and why, never what was sealed.
    """


class NotKeys(ValueError):  # noqa: N818 - says what it was not
    """The master keys as somebody wrote them down cannot be understood; says why, without them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterKey:
    """A key from outside the database that opens data keys; the name is no secret."""

    name: str
    key: bytes = field(repr=False)

    @property
    def is_weak(self) -> bool:
        """Whether this was typed rather than drawn: too few different bytes."""
        return len(set(self.key)) < _FEWEST_DIFFERENT_BYTES


@dataclass(frozen=True, slots=True)
class Envelope:
    """Sealed words, opened as far as one can without a key: which data key, and the rest."""

    data_key: int
    box: bytes


def new_key() -> bytes:
    """Return a new key of 32 random bytes, for AES-256."""
    return os.urandom(KEY_BYTES)


def written_key(name: str, key: bytes) -> str:
    """Return a master key as it is written down: ``name:base64``."""
    return f"{name}:{base64.b64encode(key).decode('ascii')}"


def read_master_keys(written: str) -> tuple[MasterKey, ...]:
    """Read ``name:base64,name:base64``: the first seals, the others only open.

    Raises ``NotKeys``.
    """
    keys = tuple(_read_master_key(part.strip()) for part in written.split(",") if part.strip())
    if len({key.name for key in keys}) < len(keys):
        raise NotKeys("two keys have the same name")
    return keys


def _read_master_key(written: str) -> MasterKey:
    name, colon, encoded = written.partition(":")
    if not colon or not _NAME.fullmatch(name):
        raise NotKeys("each key is a short name, a colon and the key")
    try:
        key = base64.b64decode(encoded.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        raise NotKeys(f"the key {name} is not written in base64") from None
    if len(key) != KEY_BYTES:
        raise NotKeys(f"the key {name} has {len(key)} bytes and not {KEY_BYTES}")
    return MasterKey(name=name, key=key)


def seal_text(text: str, *, data_key: int, key: bytes, place: Sequence[str]) -> str:
    """Seal ``text`` for one ``place``, such as table, column and what marks the row.

    AES-256-GCM with a nonce of 96 random bits: one key is good for four thousand million texts
    (NIST SP 800-38D, 8.3).
    """
    box = _lock(text.encode("utf-8", "surrogatepass"), key, _bound(place))
    return f"s1.{data_key}.{base64.urlsafe_b64encode(box).decode('ascii').rstrip('=')}"


def open_envelope(sealed: str, *, place: Sequence[str]) -> Envelope:
    """Return which data key sealed this; raises ``SealBroken`` when it is not sealed text."""
    found = _SEALED.fullmatch(sealed)
    if found is None:
        raise SealBroken(f"what stands in {place[0]} was not sealed")
    encoded = found[2]
    try:
        box = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except (binascii.Error, ValueError):
        raise SealBroken(f"what stands in {place[0]} is damaged") from None
    return Envelope(int(found[1]), box)


def unseal_text(envelope: Envelope, *, key: bytes, place: Sequence[str]) -> str:
    """Return the words; raises ``SealBroken`` for another key, place or content."""
    opened = _unlock(envelope.box, key, _bound(place))
    if opened is None:
        raise SealBroken(f"what stands in {place[0]} was not sealed there with this key")
    return opened.decode("utf-8", "surrogatepass")


def wrap_key(key: bytes, *, master: MasterKey) -> str:
    """Seal a data key under a master key."""
    box = _lock(key, master.key, _bound(("data key", master.name)))
    return base64.b64encode(box).decode("ascii")


def unwrap_key(wrapped: str, *, master: MasterKey) -> bytes:
    """Return the data key; raises ``SealBroken`` when ``master`` is not what sealed it."""
    try:
        box = base64.b64decode(wrapped, validate=True)
    except (binascii.Error, ValueError):
        raise SealBroken("a data key is damaged") from None
    key = _unlock(box, master.key, _bound(("data key", master.name)))
    if key is None:
        raise SealBroken(f"the master key {master.name} does not open this data key")
    return key


def _lock(content: bytes, key: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, bound)


def _unlock(box: bytes, key: bytes, bound: bytes) -> bytes | None:
    try:
        return AESGCM(key).decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], bound)
    except (InvalidTag, ValueError):
        return None


def _bound(place: Sequence[str]) -> bytes:
    # Each part with its length: no two places read the same.
    return b"".join(
        len(part).to_bytes(4, "big") + part for part in (each.encode() for each in place)
    )
