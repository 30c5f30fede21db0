"""Synthetic speech: a voiced sound with harmonics, pitch movement and syllables. The same words sound the same."""

from __future__ import annotations

import math
from array import array
from functools import cache

from rtdoctor.simulator.sound.formats import RATE

_SYLLABLES_PER_S = 5
"""About the rate of ordinary speech; one amplitude arch each. Whole, so that a second can be repeated seamlessly."""

_HARMONICS = ((1, 0.50), (2, 0.26), (3, 0.14), (5, 0.07))
"""Multiples of the pitch and their amplitudes: enough to be no pure tone."""

_PEAK = 14_000
"""Of 32 767: about -7 dBFS, so that nothing clips."""

_WORD_S = 0.36
"""Seconds that one spoken word takes."""


def speak(text: str, voice: str, speed: float = 1.0) -> array[int]:
    """24 kHz samples of `text` in the pitch of `voice`, at least 0.4 s."""
    count = round(max(0.4, len(text.split()) * _WORD_S / speed) * RATE)
    second = one_second(voice)
    return (second * (count // RATE + 1))[:count]


@cache
def one_second(voice: str) -> array[int]:
    """The second of sound that speech in this voice repeats. Takes some 25 ms the first time."""
    pitch = 110 + 12 * (sum(voice.encode()) % 10)
    samples = array("h", bytes(2 * RATE))
    for i in range(RATE):
        t = i / RATE
        # A whole number of periods of everything fits the second; the pitch wavers as a voice does.
        phase = math.tau * pitch * t + 1.5 * math.sin(math.tau * 2 * t)
        syllable = math.sin(math.pi * _SYLLABLES_PER_S * t) ** 2
        voiced = sum(level * math.sin(multiple * phase) for multiple, level in _HARMONICS)
        samples[i] = int(_PEAK * (0.12 + 0.88 * syllable) * voiced)
    return samples
