"""PCM16 as numbers: signed 16-bit little-endian mono, as the protocol carries it."""

from __future__ import annotations

import sys
from array import array

FULL_SCALE = 32_768


def samples(pcm: bytes) -> array[int]:
    """The samples of `pcm`; a trailing odd byte is left out."""
    values = array("h")
    values.frombytes(pcm[: len(pcm) & ~1])
    if sys.byteorder == "big":
        values.byteswap()
    return values


def to_bytes(values: array[int]) -> bytes:
    """The inverse of `samples`."""
    if sys.byteorder == "big":
        values = array("h", values)
        values.byteswap()
    return values.tobytes()


def duration_ms(pcm: bytes, rate_hz: int) -> float:
    """How long `pcm` plays, in ms."""
    return len(pcm) / 2 / rate_hz * 1000
