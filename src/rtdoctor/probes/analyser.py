"""Proves the analyser before it judges anyone else: a known tone, through base64 and back."""

from __future__ import annotations

import base64
import math

from rtdoctor.audio.measure import tone_fraction
from rtdoctor.audio.tone import tone
from rtdoctor.facts.conversation import AnalyserFact
from rtdoctor.probes.base import Probe, ProbeContext
from rtdoctor.probes.signal import signal_fact
from rtdoctor.realtime.client_events import SAMPLE_RATE_HZ, audio_append

_TONE_HZ = 1000.0
_OTHER_HZ = 1500.0
_LENGTH_MS = 300
_PEAK_DBFS = -12.0


async def collect(_: ProbeContext) -> AnalyserFact:
    """Measures 300 ms of 1 kHz as it would be sent."""
    pcm = tone(_TONE_HZ, _LENGTH_MS, peak_dbfs=_PEAK_DBFS, rate_hz=SAMPLE_RATE_HZ)
    returned = base64.b64decode(audio_append(pcm)["audio"])
    return AnalyserFact(
        expected_rms_dbfs=round(_PEAK_DBFS - 20 * math.log10(math.sqrt(2)), 2),
        expected_ms=_LENGTH_MS,
        measured=signal_fact(returned, _TONE_HZ, SAMPLE_RATE_HZ),
        other_tone_fraction=round(tone_fraction(returned, _OTHER_HZ, SAMPLE_RATE_HZ), 4),
    )


PROBE = Probe(waits_for="the analyser's self-test", fact=AnalyserFact, collect=collect, after=("RT403",))
