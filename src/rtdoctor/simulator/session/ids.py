"""Identifiers in the service's manner: a prefix and 21 letters or digits."""

from __future__ import annotations

import secrets

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def new_id(prefix: str) -> str:
    """A new identifier such as `item_…` or `call_…`."""
    return f"{prefix}_{''.join(secrets.choice(_ALPHABET) for _ in range(21))}"
