"""The audio formats of the realtime wire, and 24 kHz mono PCM16 between them.

`audio/pcm` is 16-bit signed little-endian, mono, 24 000 Hz; `audio/pcmu` and `audio/pcma` are G.711, 8 000 Hz, one
byte a sample (openai 3.54.0 type documentation, C). Voice Live has PCM at 16 000 and 8 000 Hz too (azure-ai-voicelive
1.3.1, C).
"""

from __future__ import annotations

import sys
from array import array
from functools import cache

from rtdoctor.simulator.wire.session_schema import PCM, PCMA, PCMU

RATE = 24_000
"""Samples a second of everything inside the simulator."""

PCM_16K, PCM_8K = f"{PCM};rate=16000", f"{PCM};rate=8000"
"""Voice Live's slower PCM; these two names stay inside the simulator."""

_PCM_RATES = {PCM: RATE, PCM_16K: 16_000, PCM_8K: 8_000}

_G711_STEP = 3
"""24 000 / 8 000 Hz."""


def bytes_per_ms(format_name: str) -> int:
    """How many bytes of this format one millisecond takes."""
    return _PCM_RATES[format_name] * 2 // 1000 if is_pcm(format_name) else 8


def is_pcm(format_name: str) -> bool:
    """Whether a sample takes two bytes."""
    return format_name in _PCM_RATES


def to_samples(data: bytes, format_name: str) -> array[int]:
    """24 kHz samples of `data`; a trailing odd byte of PCM is dropped."""
    if is_pcm(format_name):
        samples = array("h", data[: len(data) // 2 * 2])
        if sys.byteorder == "big":
            samples.byteswap()
        return _resampled(samples, _PCM_RATES[format_name], RATE)
    table = _decoding(format_name)
    return array("h", [table[byte] for byte in data for _ in range(_G711_STEP)])


def from_samples(samples: array[int], format_name: str) -> bytes:
    """The bytes of 24 kHz `samples` in this format; G.711 takes the mean of each three."""
    if is_pcm(format_name):
        samples = _resampled(samples, RATE, _PCM_RATES[format_name])
        if sys.byteorder == "big":
            samples = array("h", samples)
            samples.byteswap()
        return samples.tobytes()
    table = _encoding(format_name)
    whole = len(samples) // _G711_STEP * _G711_STEP
    return bytes(
        table[(samples[i] + samples[i + 1] + samples[i + 2]) // _G711_STEP + 32768]
        for i in range(0, whole, _G711_STEP)
    )


def _resampled(samples: array[int], from_hz: int, to_hz: int) -> array[int]:
    """The nearest earlier sample for each new one: what is imitated is the length, not a filter."""
    if from_hz == to_hz:
        return samples
    return array("h", [samples[i * from_hz // to_hz] for i in range(len(samples) * to_hz // from_hz)])


@cache
def _decoding(format_name: str) -> tuple[int, ...]:
    """Sample of each of the 256 G.711 codes (ITU-T G.711)."""
    decode = {PCMU: _decode_mu_law, PCMA: _decode_a_law}[format_name]
    return tuple(decode(code) for code in range(256))


@cache
def _encoding(format_name: str) -> bytes:
    """G.711 code of each 16-bit sample: the nearest one, sample -32768 first."""
    codes = sorted((sample, code) for code, sample in enumerate(_decoding(format_name)))
    table = bytearray(65536)
    position = 0
    for index in range(65536):
        sample = index - 32768
        while position + 1 < len(codes) and abs(codes[position + 1][0] - sample) <= abs(
            codes[position][0] - sample
        ):
            position += 1
        table[index] = codes[position][1]
    return bytes(table)


def _decode_mu_law(code: int) -> int:
    inverted = ~code & 0xFF
    magnitude = ((((inverted & 0x0F) << 3) + 0x84) << ((inverted & 0x70) >> 4)) - 0x84
    return -magnitude if inverted & 0x80 else magnitude


def _decode_a_law(code: int) -> int:
    toggled = code ^ 0x55
    segment = (toggled & 0x70) >> 4
    magnitude = ((toggled & 0x0F) << 4) + 8
    if segment:
        magnitude = (magnitude + 0x100) << (segment - 1)
    return magnitude if toggled & 0x80 else -magnitude
