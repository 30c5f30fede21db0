"""What a stretch of PCM16 is: level, clipping, silence, and how much of it is one tone.

Pure Python on purpose: 3 s at 24 kHz take some ms, importing a numerical library alone takes 230.
"""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass

from rtdoctor.audio.pcm import FULL_SCALE, samples

SILENCE_DBFS = -60.0
"""A 20 ms frame below this level is silence: dithered or padded speech stays under it, speech does not."""

_FRAME_MS = 20
_CLIP_LEVEL = FULL_SCALE - 2
"""Codecs that clip leave samples at full scale or one below it."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Measured PCM16. Levels in dBFS, None for digital silence; fractions of all samples or of all frames."""

    duration_ms: float
    rms_dbfs: float | None
    peak_dbfs: float | None
    clipped_fraction: float
    silent_fraction: float


def measure(pcm: bytes, rate_hz: int) -> Signal:
    """Measure `pcm`. Empty input is zero ms of silence."""
    values = samples(pcm)
    if not values:
        return Signal(0.0, None, None, 0.0, 1.0)
    frame = max(1, rate_hz * _FRAME_MS // 1000)
    powers = [_power(values[start : start + frame]) for start in range(0, len(values), frame)]
    weights = [min(frame, len(values) - start) for start in range(0, len(values), frame)]
    mean = sum(p * w for p, w in zip(powers, weights, strict=True)) / len(values)
    peak = max(-min(values), max(values))
    clipped = sum(1 for v in values if v >= _CLIP_LEVEL or v <= -_CLIP_LEVEL) if peak >= _CLIP_LEVEL else 0
    floor = (FULL_SCALE * 10 ** (SILENCE_DBFS / 20)) ** 2
    silent = sum(1 for power in powers if power < floor)
    return Signal(
        duration_ms=len(values) / rate_hz * 1000,
        rms_dbfs=_dbfs(math.sqrt(mean)),
        peak_dbfs=_dbfs(peak),
        clipped_fraction=clipped / len(values),
        silent_fraction=silent / len(powers),
    )


def tone_fraction(pcm: bytes, frequency_hz: float, rate_hz: int) -> float:
    """Share of the power of `pcm` that lies at `frequency_hz`, 0 to 1: Goertzel over 100 ms blocks.

    Blocks keep it insensitive to a phase jump; the width of one is +-10 Hz.
    """
    values = samples(pcm)
    block = rate_hz // 10
    if len(values) < block:
        return 0.0
    at_tone = total = 0.0
    coefficient = 2 * math.cos(2 * math.pi * frequency_hz / rate_hz)
    for start in range(0, len(values) - block + 1, block):
        s1 = s2 = 0.0
        part = values[start : start + block]
        for value in part:
            s1, s2 = value + coefficient * s1 - s2, s1
        at_tone += (s1 * s1 + s2 * s2 - coefficient * s1 * s2) * 2 / block
        total += _power(part) * block
    return min(1.0, at_tone / total) if total else 0.0


def _power(values: array[int]) -> float:
    return sum(v * v for v in values) / len(values)


def _dbfs(level: float) -> float | None:
    return round(20 * math.log10(level / FULL_SCALE), 2) if level > 0 else None
