"""Identifiers in the service's manner, and the padding of deltas: random letters and digits."""

from __future__ import annotations

import os

_ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_LETTERS = bytes(_ALPHABET[value % len(_ALPHABET)] for value in range(256))
_ID_LENGTH = 21


def new_id(prefix: str) -> str:
    """A new identifier such as `item_…` or `call_…`."""
    return f"{prefix}_{_letters(_ID_LENGTH)}"


def obfuscation() -> str:
    """What deltas carry so that their length does not tell what they say (P, 2026-09): 4 to 19 letters."""
    return _letters(4 + os.urandom(1)[0] % 16)


def _letters(count: int) -> str:
    return os.urandom(count).translate(_LETTERS).decode("ascii")
