"""Energy-based voice detection on the audio stream, in the place of the service's trained detector.

What is imitated are the events and their arithmetic (prefix padding, silence duration, D); where exactly speech
begins is a matter of level here: `threshold` 0…1 spans -60…-20 dBFS, so the default 0.5 is -40 dBFS (assumed).
Time is the time of the audio, not of the clock: a client that stops sending is not silent, it is gone.
"""

from __future__ import annotations

import math
import operator
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from rtdoctor.simulator.sound.formats import RATE

FRAME_MS = 20
"""Length of audio that is judged at once."""

_FRAME = RATE * FRAME_MS // 1000
_FRAMES_TO_START = 3
"""60 ms above the threshold is speech, less is a click."""

_SEMANTIC_SILENCE_MS = {"high": 300, "auto": 500, "medium": 500, "low": 900}
"""How long semantic_vad waits here (assumed). The service only documents its longest waits: 2, 4 and 8 s."""


@dataclass(frozen=True, slots=True)
class Started:
    """Speech began; `at_ms` of the whole stream, prefix padding included."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """Speech ended; `at_ms` of the whole stream, the silence that proved it included."""

    at_ms: int


class VoiceDetector:
    """Judges a stream of samples in frames of 20 ms."""

    def __init__(
        self, threshold: float, prefix_padding_ms: int, silence_duration_ms: int, at_ms: int
    ) -> None:
        self._level = 10 ** ((-60 + 40 * threshold) / 20) * 32768
        self._prefix_ms = prefix_padding_ms
        self._silence_ms = max(silence_duration_ms, FRAME_MS)
        self._earliest_ms = at_ms
        self._now_ms = at_ms
        self._rest: array[int] = array("h")
        self._speaking = False
        self._run = 0

    @property
    def speaking(self) -> bool:
        """Whether speech has begun and not ended."""
        return self._speaking

    def hear(self, samples: array[int]) -> Iterator[Started | Stopped]:
        """Every change of state that `samples` bring about."""
        heard = self._rest + samples
        whole = len(heard) // _FRAME * _FRAME
        self._rest = heard[whole:]
        for start in range(0, whole, _FRAME):
            self._now_ms += FRAME_MS
            change = self._judge(rms(heard[start : start + _FRAME]) >= self._level)
            if change is not None:
                yield change

    def _judge(self, loud: bool) -> Started | Stopped | None:
        """Count frames that speak against the present state; enough of them turn it."""
        self._run = self._run + 1 if loud != self._speaking else 0
        if not self._speaking and self._run == _FRAMES_TO_START:
            self._speaking, self._run = True, 0
            begun = self._now_ms - _FRAMES_TO_START * FRAME_MS - self._prefix_ms
            return Started(max(begun, self._earliest_ms))
        if self._speaking and self._run * FRAME_MS >= self._silence_ms:
            self._speaking, self._run = False, 0
            self._earliest_ms = self._now_ms
            return Stopped(self._now_ms)
        return None


def detector_for(turn_detection: dict[str, object], at_ms: int) -> VoiceDetector:
    """The detector of a session's `turn_detection`, starting at `at_ms` of the stream."""
    if turn_detection["type"] == "semantic_vad":
        return VoiceDetector(0.5, 300, _SEMANTIC_SILENCE_MS[str(turn_detection["eagerness"])], at_ms)
    return VoiceDetector(
        threshold=float(str(turn_detection["threshold"])),
        prefix_padding_ms=int(str(turn_detection["prefix_padding_ms"])),
        silence_duration_ms=int(str(turn_detection["silence_duration_ms"])),
        at_ms=at_ms,
    )


def rms(samples: array[int]) -> float:
    """Root mean square of the samples, 0 for none."""
    return math.sqrt(sum(map(operator.mul, samples, samples)) / len(samples)) if samples else 0.0
