"""The audio round trip: a tone at real-time pace, committed, answered, measured.

PCM16 mono at 24 kHz in 100 ms chunks of 4,800 bytes: the size of the samples in Azure's WebSocket how-to
(2026-04-01). A model does not echo a tone; what a turn proves is that audio was heard (tokens against
duration) and that sound audio came back.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import math
import time
from dataclasses import dataclass, field

from rtdoctor.audio.pcm import duration_ms
from rtdoctor.audio.playback import underrun_ms
from rtdoctor.audio.tone import tone
from rtdoctor.facts.conversation import AudioTurnFact
from rtdoctor.probes.base import Probe, ProbeContext
from rtdoctor.probes.signal import signal_fact
from rtdoctor.probes.text_turn import SILENCE_S
from rtdoctor.probes.waiting import ending, response_in, response_outcome, usage_of
from rtdoctor.realtime import client_events
from rtdoctor.realtime.client_events import SAMPLE_RATE_HZ
from rtdoctor.realtime.conversation import Arrival, Conversation

TONE_HZ = 440.0
TONE_MS = 2000
_PEAK_DBFS = -15.0
_RMS_DBFS = round(_PEAK_DBFS - 20 * math.log10(math.sqrt(2)), 1)
"""Of a sine; the 10 ms ramps take 0.03 dB off it."""
_CHUNK_MS = 100
_CHUNK_BYTES = SAMPLE_RATE_HZ * 2 * _CHUNK_MS // 1000
_TIMEOUT_S = 25.0
_MAX_OUTPUT_TOKENS = 200
"""At most 10 s of audio: the answer is wanted, not its length."""
_TRANSCRIPT_CHARACTERS = 200


@dataclass
class _Answer:
    """What arrived of the answer. `started` is the end of input, in seconds of `time.perf_counter`."""

    started: float
    pcm: bytearray = field(default_factory=bytearray)
    arrivals: list[tuple[float, float]] = field(default_factory=list)
    transcript: list[str] = field(default_factory=list)
    commit_ms: float | None = None
    bad_base64: bool = False
    odd_bytes: bool = False

    def take(self, arrival: Arrival) -> bool:
        """Keep what the event carries; True for the one that ends the turn."""
        since_ms = (arrival.at - self.started) * 1000
        if arrival.type == "input_audio_buffer.committed":
            self.commit_ms = since_ms
        elif arrival.type == "response.output_audio.delta":
            self._take_audio(str(arrival.event.get("delta", "")), since_ms)
        elif arrival.type == "response.output_audio_transcript.delta":
            self.transcript.append(str(arrival.event.get("delta", "")))
        return arrival.type in ("response.done", "error")

    def _take_audio(self, delta: str, since_ms: float) -> None:
        try:
            piece = base64.b64decode(delta, validate=True)
        except binascii.Error:
            self.bad_base64 = True
            return
        self.odd_bytes = self.odd_bytes or len(piece) % 2 == 1
        self.pcm += piece
        self.arrivals.append((since_ms, duration_ms(piece, SAMPLE_RATE_HZ)))


async def collect(context: ProbeContext) -> AudioTurnFact:
    """One turn. The answer's audio stays in `context.answer_pcm`."""
    conversation = context.conversation
    assert conversation is not None
    context.sent_pcm = tone(TONE_HZ, TONE_MS, peak_dbfs=_PEAK_DBFS, rate_hz=SAMPLE_RATE_HZ)
    chunks = await _speak(conversation, context.sent_pcm)
    answer = _Answer(time.perf_counter())
    limit = context.remaining_s(_TIMEOUT_S)
    await conversation.send(client_events.audio_commit())
    await conversation.send(
        client_events.response_create(modality="audio", max_output_tokens=_MAX_OUTPUT_TOKENS)
    )
    item = await conversation.until(
        answer.take, silence_s=min(SILENCE_S, limit), deadline=answer.started + limit
    )
    done_ms = (item.at - answer.started) * 1000 if isinstance(item, Arrival) else None
    response = response_in(item)
    status, reason, failure = response_outcome(response, context.redactor)
    context.answer_pcm = bytes(answer.pcm)
    return AudioTurnFact(
        ending=ending(item, conversation, context.redactor),
        sent_ms=duration_ms(context.sent_pcm, SAMPLE_RATE_HZ),
        sent_chunks=chunks,
        sent_frequency_hz=TONE_HZ,
        sent_rms_dbfs=_RMS_DBFS,
        commit_ms=answer.commit_ms,
        first_audio_ms=answer.arrivals[0][0] if answer.arrivals else None,
        response_ms=done_ms if response else None,
        deltas=len(answer.arrivals),
        underrun_ms=round(underrun_ms(answer.arrivals), 1),
        bad_base64=answer.bad_base64,
        odd_bytes=answer.odd_bytes,
        answer=signal_fact(context.answer_pcm, TONE_HZ, SAMPLE_RATE_HZ) if answer.pcm else None,
        transcript=context.redactor.text("".join(answer.transcript)[:_TRANSCRIPT_CHARACTERS]),
        status=status,
        status_reason=reason,
        failure=failure,
        usage=usage_of(response),
    )


async def _speak(conversation: Conversation, pcm: bytes) -> int:
    """Send `pcm` as a microphone would, each chunk when it is due; returns how many went out."""
    started = time.perf_counter()
    sent = 0
    for offset in range(0, len(pcm), _CHUNK_BYTES):
        due = started + sent * _CHUNK_MS / 1000
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        if not await conversation.send(client_events.audio_append(pcm[offset : offset + _CHUNK_BYTES])):
            break
        sent += 1
    return sent


PROBE = Probe(
    waits_for="the answer to an audio turn", fact=AudioTurnFact, collect=collect, after=("RT404", "RT501")
)
