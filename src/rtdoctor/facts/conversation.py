"""What happened inside the socket: session, text turn, audio turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rtdoctor.facts.base import Fact


@dataclass(frozen=True)
class ServerError:
    """An `error` event, or the error of a failed response."""

    code: str | None
    message: str
    param: str | None = None
    type: str | None = None


@dataclass(frozen=True)
class Ending:
    """How a wait for the server ended.

    `outcome` is `done`; `timeout` (nothing came for `silent_ms`); `closed` (a close frame came) or `dropped`
    (none did); `error` (an error event). `last_event` is the last event seen before.
    """

    outcome: str
    last_event: str | None = None
    silent_ms: float | None = None
    close_code: int | None = None
    close_reason: str | None = None
    error: ServerError | None = None


@dataclass(frozen=True)
class SessionFact(Fact):
    """Waiting for `session.created`."""

    KIND: ClassVar[str] = "session"

    ending: Ending
    duration_ms: float
    session_id: str | None = None
    model: str | None = None
    first_event: str | None = None


@dataclass(frozen=True)
class SessionUpdateFact(Fact):
    """A GA `session.update` and what came back."""

    KIND: ClassVar[str] = "session-update"

    ending: Ending
    duration_ms: float


@dataclass(frozen=True)
class Usage:
    """Token counts of `response.done`."""

    input_tokens: int
    output_tokens: int
    input_audio_tokens: int
    output_audio_tokens: int


@dataclass(frozen=True)
class TextTurnFact(Fact):
    """One text question and its answer. `status` is that of `response.done`."""

    KIND: ClassVar[str] = "text-turn"

    ending: Ending
    duration_ms: float
    first_delta_ms: float | None = None
    text: str = ""
    status: str | None = None
    status_reason: str | None = None
    failure: ServerError | None = None
    usage: Usage | None = None


@dataclass(frozen=True)
class SignalFact:
    """A stretch of PCM16 as measured. Levels in dBFS (0 is full scale); None stands for digital silence."""

    duration_ms: float
    rms_dbfs: float | None
    peak_dbfs: float | None
    clipped_fraction: float
    silent_fraction: float
    tone_fraction: float
    """Share of the power that lies at the frequency that was sent: near 1 for an echo."""


@dataclass(frozen=True)
class AnalyserFact(Fact):
    """The analyser's own proof: a known tone through base64 and back."""

    KIND: ClassVar[str] = "analyser"

    expected_rms_dbfs: float
    expected_ms: float
    measured: SignalFact
    other_tone_fraction: float


@dataclass(frozen=True)
class AudioTurnFact(Fact):
    """A tone sent at real-time pace, committed and answered.

    Times in ms, from the moment the last chunk was sent: `commit_ms` to the acknowledgement of the commit,
    `first_audio_ms` to the first audio delta, `response_ms` to `response.done`. `underrun_ms` is the silence
    that a player would have heard which began with the first delta.
    """

    KIND: ClassVar[str] = "audio-turn"

    ending: Ending
    sent_ms: float
    sent_chunks: int
    sent_frequency_hz: float
    sent_rms_dbfs: float
    commit_ms: float | None = None
    first_audio_ms: float | None = None
    response_ms: float | None = None
    deltas: int = 0
    underrun_ms: float = 0.0
    bad_base64: bool = False
    odd_bytes: bool = False
    answer: SignalFact | None = None
    transcript: str = ""
    status: str | None = None
    status_reason: str | None = None
    failure: ServerError | None = None
    usage: Usage | None = None
