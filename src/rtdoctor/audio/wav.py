"""WAV files, so that a person can hear what was sent and what came back."""

from __future__ import annotations

import wave
from pathlib import Path


def write_wav(path: Path, pcm: bytes, rate_hz: int) -> None:
    """Write PCM16 mono. Raises `OSError` where the file cannot be written."""
    with path.open("wb") as file, wave.open(file, "wb") as audio:
        audio.setnchannels(1)
        audio.setsampwidth(2)
        audio.setframerate(rate_hz)
        audio.writeframes(pcm)
