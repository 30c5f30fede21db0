"""The events of one socket, with the delays that were asked for, each recorded as it happens."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any

from rtdoctor.simulator.journal import DelayTaken, EventReceived, EventSent, Journal
from rtdoctor.simulator.network.socket import WebSocket
from rtdoctor.simulator.session.ids import new_id
from rtdoctor.simulator.transcript import Recorder

_PHASE_OF = {"session.created": "session", "session.updated": "update"}


class Delays:
    """Injected latency of one connection: really slept, really measured."""

    def __init__(self, latency_ms: Mapping[str, float], journal: Journal, connection: int) -> None:
        self._latency_ms = latency_ms
        self._journal = journal
        self._connection = connection

    async def take(self, phase: str) -> None:
        """Sleep what was asked for under this name, if anything, and write down how long it took."""
        asked = self._latency_ms.get(phase, 0.0)
        if not asked:
            return
        began = time.perf_counter()
        try:
            await asyncio.sleep(asked / 1000)
        finally:
            took = (time.perf_counter() - began) * 1000
            self._journal.write(DelayTaken(self._journal.now_ms(), self._connection, phase, asked, took))


class Channel:
    """Server events out, client messages in."""

    def __init__(
        self, socket: WebSocket, connection: int, delays: Delays, journal: Journal, transcript: Recorder
    ) -> None:
        self.socket = socket
        self.delays = delays
        self.connection = connection
        self._journal = journal
        self._transcript = transcript

    async def emit(self, event_type: str, **members: Any) -> None:
        """Send one event; raises `ClientGoneError` if nobody listens."""
        if event_type in _PHASE_OF:
            await self.delays.take(_PHASE_OF[event_type])
        await self.delays.take(event_type)
        event = {"type": event_type, "event_id": new_id("event"), **members}
        at_ms = self._journal.now_ms()
        code = members["error"]["code"] if event_type == "error" else None
        # Written down first: who has the event finds it in the journal.
        self._journal.write(EventSent(at_ms, self.connection, event_type, code))
        self._transcript.record(self.connection, at_ms, "out", event)
        await self.socket.send(json.dumps(event, separators=(",", ":")))

    async def next_message(self) -> str | bytes | None:
        """The next message of the client, None when the socket is closed."""
        return await self.socket.receive()

    def received(self, content: Any) -> None:
        """Record what the client said: the parsed event, or what it was if it was none."""
        at_ms = self._journal.now_ms()
        name = content.get("type") if isinstance(content, dict) else None
        self._journal.write(EventReceived(at_ms, self.connection, name if isinstance(name, str) else ""))
        self._transcript.record(self.connection, at_ms, "in", content)
