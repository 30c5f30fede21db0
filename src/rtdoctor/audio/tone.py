"""The known signal: a sine with soft edges."""

from __future__ import annotations

import math
from array import array

from rtdoctor.audio.pcm import FULL_SCALE, to_bytes

_RAMP_MS = 10
"""Raised-cosine edges: a hard edge is a click, spread over the whole spectrum."""


def tone(frequency_hz: float, length_ms: int, *, peak_dbfs: float, rate_hz: int) -> bytes:
    """PCM16 of a sine. Its RMS lies 3.01 dB below `peak_dbfs`, a little less with the ramps."""
    if not 0 < frequency_hz < rate_hz / 2:
        raise ValueError(f"{frequency_hz} Hz cannot be carried at {rate_hz} Hz")
    count = rate_hz * length_ms // 1000
    ramp = min(rate_hz * _RAMP_MS // 1000, count // 2)
    peak = (FULL_SCALE - 1) * 10 ** (min(peak_dbfs, 0.0) / 20)
    step = 2 * math.pi * frequency_hz / rate_hz
    values = array("h", (round(peak * math.sin(step * n)) for n in range(count)))
    for n in range(ramp):
        gain = 0.5 - 0.5 * math.cos(math.pi * n / ramp)
        values[n] = round(values[n] * gain)
        values[-1 - n] = round(values[-1 - n] * gain)
    return to_bytes(values)
