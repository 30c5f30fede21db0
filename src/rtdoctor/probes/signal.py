"""Measured PCM as a fact."""

from __future__ import annotations

from rtdoctor.audio.measure import measure, tone_fraction
from rtdoctor.facts.conversation import SignalFact


def signal_fact(pcm: bytes, frequency_hz: float, rate_hz: int) -> SignalFact:
    """What `pcm` is, and how much of it is the tone that was sent."""
    signal = measure(pcm, rate_hz)
    return SignalFact(
        duration_ms=round(signal.duration_ms, 1),
        rms_dbfs=signal.rms_dbfs,
        peak_dbfs=signal.peak_dbfs,
        clipped_fraction=round(signal.clipped_fraction, 4),
        silent_fraction=round(signal.silent_fraction, 4),
        tone_fraction=round(tone_fraction(pcm, frequency_hz, rate_hz), 4),
    )
