"""A client of the plainest kind: JSON over a WebSocket, from the synchronous half of `websockets`."""

from __future__ import annotations

import base64
import json
import ssl
from array import array
from types import TracebackType
from typing import Any

from websockets.sync.client import connect

from rtdoctor.simulator.running import RunningSimulator

PATIENCE_S = 10.0


def trusting(simulator: RunningSimulator) -> ssl.SSLContext:
    """A TLS context that trusts the simulator and nothing else."""
    return ssl.create_default_context(cafile=str(simulator.authority_file))


class Wire:
    """One realtime socket of a simulator, after `session.created`, which is `session`."""

    def __init__(self, simulator: RunningSimulator, *, query: str = "", **headers: str) -> None:
        url = f"{simulator.origin.replace('http', 'ws', 1)}/openai/v1/realtime?model={simulator.deployment}{query}"
        self._connecting = connect(
            url,
            ssl=trusting(simulator) if url.startswith("wss") else None,
            additional_headers={"api-key": simulator.api_key, **headers},
            proxy=None,
            max_size=None,
        )
        self.socket = self._connecting.__enter__()
        created = self.next()
        assert created["type"] == "session.created"
        self.session = created["session"]

    def __enter__(self) -> Wire:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connecting.__exit__(kind, error, trace)

    def send(self, event_type: str, **members: Any) -> None:
        self.socket.send(json.dumps({"type": event_type, **members}))

    def next(self) -> dict[str, Any]:
        event: dict[str, Any] = json.loads(self.socket.recv(timeout=PATIENCE_S))
        return event

    def until(self, event_type: str) -> list[dict[str, Any]]:
        """All events up to and including the first of that type."""
        events = [self.next()]
        while events[-1]["type"] != event_type:
            events.append(self.next())
        return events

    def ask(self, event_type: str, **members: Any) -> dict[str, Any]:
        """Send one event and return the next one that comes."""
        self.send(event_type, **members)
        return self.next()

    def refused(self, event_type: str, **members: Any) -> dict[str, Any]:
        """Send one event that must be refused; returns the `error` member."""
        answer = self.ask(event_type, **members)
        assert answer["type"] == "error", answer
        error: dict[str, Any] = answer["error"]
        return error

    def refused_among(self, event_type: str, **members: Any) -> dict[str, Any]:
        """The same while other events are still coming."""
        self.send(event_type, **members)
        error: dict[str, Any] = self.until("error")[-1]["error"]
        return error

    def until_count(self, event_type: str, count: int) -> list[dict[str, Any]]:
        """All events up to and including the `count`-th of that type."""
        return [event for _ in range(count) for event in self.until(event_type)]

    def update(self, **session: Any) -> dict[str, Any]:
        """A `session.update` that must be accepted; returns the new session."""
        answer = self.ask("session.update", session={"type": "realtime", **session})
        assert answer["type"] == "session.updated", answer
        updated: dict[str, Any] = answer["session"]
        return updated

    def quiet(self) -> None:
        """Turn voice detection off, so that turns are the client's to end."""
        self.update(audio={"input": {"turn_detection": None}})

    def say(self, text: str) -> None:
        """Add a written user turn."""
        content = [{"type": "input_text", "text": text}]
        self.send("conversation.item.create", item={"type": "message", "role": "user", "content": content})
        self.until("conversation.item.done")

    def append(self, samples: array[int]) -> None:
        """Append 24 kHz PCM."""
        self.send("input_audio_buffer.append", audio=base64.b64encode(samples.tobytes()).decode())


def names(events: list[dict[str, Any]]) -> list[str]:
    """The types of events, repeated deltas as one."""
    types: list[str] = []
    for event in events:
        if not types or types[-1] != event["type"]:
            types.append(event["type"])
    return types


def sound_of(events: list[dict[str, Any]]) -> bytes:
    """The audio that these events carry."""
    return b"".join(
        base64.b64decode(event["delta"]) for event in events if event["type"] == "response.output_audio.delta"
    )


def silence(ms: int) -> array[int]:
    """24 kHz silence."""
    return array("h", bytes(48 * ms))
