"""The clinic's key for push services (RFC 8292): they take messages from its holder only."""

from __future__ import annotations

import binascii
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_LENGTH = 32
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""How many points the curve P-256 has; a private key is a number below it."""


def new_private_key() -> str:
    """Make a private key, written in the 43 signs that stand in the environment."""
    return _written((1 + secrets.randbelow(_ORDER - 1)).to_bytes(_LENGTH))


def is_private_key(written: str) -> bool:
    """Say whether ``written`` is a private key in base64url, with or without its padding."""
    raw = read_base64url(written)
    return raw is not None and len(raw) == _LENGTH and 0 < int.from_bytes(raw) < _ORDER


def public_key_of(private_key: str) -> str:
    """Return the public key in base64url, as browsers ask for it (``applicationServerKey``)."""
    raw = read_base64url(private_key) or b""
    key = ec.derive_private_key(int.from_bytes(raw), ec.SECP256R1())
    return _written(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def is_screen_key(p256dh: str, auth: str) -> bool:
    """Say whether a browser's two keys are such that a message can be sealed for it (RFC 8291)."""
    point, secret = read_base64url(p256dh), read_base64url(auth)
    if point is None or secret is None or len(point) != 65 or len(secret) != 16:
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return False
    return True


def read_base64url(written: str) -> bytes | None:
    """Return the bytes behind ``written``; ``None`` when it is something else."""
    signs = written.rstrip("=")
    if not signs.isascii() or not signs.replace("-", "").replace("_", "").isalnum():
        return None
    try:
        return urlsafe_b64decode(signs + "=" * (-len(signs) % 4))
    except binascii.Error:
        return None


def _written(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
