"""Identifiers in the service's manner: a prefix and 21 letters or digits."""

from __future__ import annotations

import secrets

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def new_id(prefix: str) -> str:
    """A new identifier such as `item_…` or `call_…`."""
    return f"{prefix}_{''.join(secrets.choice(_ALPHABET) for _ in range(21))}"


def obfuscation() -> str:
    """Random letters that deltas carry, so that their length does not tell what they say (P, 2026-09)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(4 + secrets.randbelow(13)))
