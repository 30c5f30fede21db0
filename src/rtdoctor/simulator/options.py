"""What a simulator is asked to be. Cheap to import: no socket, no TLS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rtdoctor.errors import UsageError
from rtdoctor.simulator.near_misses import did_you_mean
from rtdoctor.simulator.wire.server_events import SERVER_EVENTS
from rtdoctor.simulator.wire.voice_live_server_events import RENAMED

PHASES: Mapping[str, str] = {
    "accept": "before a new connection is looked at; with TLS a client counts it as TLS",
    "tls": "between the client's hello and the server's",
    "http": "before an ordinary HTTP answer",
    "upgrade": "before the 101",
    "session": "before session.created",
    "update": "before session.updated",
    "first_text": "before the first text delta of an answer",
    "first_audio": "before the first audio delta of an answer",
}
"""The delays that can be asked for. Any server event name works too: before every event of that name."""


@dataclass(frozen=True, slots=True)
class SimulatorOptions:
    """How to run one simulator.

    `port` 0 takes any free one. `latency_ms` maps a name of `PHASES` or a server event to milliseconds.
    `echo` answers an audio turn with the audio it was sent. `transcript` is a JSONL file that gets every frame
    and every HTTP exchange, without credentials.
    """

    port: int = 0
    tls: bool = True
    faults: tuple[str, ...] = ()
    latency_ms: Mapping[str, float] = field(default_factory=dict)
    echo: bool = False
    transcript: Path | None = None


def check_latency(latency_ms: Mapping[str, float]) -> None:
    """Raise `UsageError` for a delay that does not exist or is negative."""
    known = (*PHASES, *SERVER_EVENTS, *RENAMED.values())
    for name, delay in latency_ms.items():
        if name not in known:
            raise UsageError(
                f"unknown latency '{name}'", did_you_mean(name, known) or f"one of: {', '.join(PHASES)}"
            )
        if not 0 <= delay < 3_600_000:
            raise UsageError(f"latency '{name}' must be between 0 and 3600000 ms, not {delay:g}")
