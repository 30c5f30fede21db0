"""A conversation over an open socket: every event that comes is stamped on arrival and kept in order."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event and the moment it arrived, in seconds of `time.perf_counter`."""

    event: Event
    at: float

    @property
    def type(self) -> str:
        """The event's type, or `?` where it has none."""
        return str(self.event.get("type", "?"))


@dataclass(frozen=True, slots=True)
class Closed:
    """The socket ended. `clean` when a close frame came; its code and reason then."""

    clean: bool
    code: int | None
    reason: str


class Conversation:
    """Sends client events, waits for server events. A reader task stamps arrivals while the caller waits.

    Use as an async context manager; leaving closes the socket.
    """

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._queue: asyncio.Queue[Arrival | Closed] = asyncio.Queue()
        self._reader: asyncio.Task[None] | None = None
        self.closed: Closed | None = None
        self.last_event: str | None = None
        self._last_at = time.perf_counter()

    async def __aenter__(self) -> Conversation:
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the socket, politely if the peer still answers; safe to call twice."""
        reader, self._reader = self._reader, None
        if reader is None:
            return
        try:
            await asyncio.wait_for(self._connection.close(), 1)
        except asyncio.TimeoutError:
            self._connection.transport.abort()
        reader.cancel()
        await asyncio.gather(reader, return_exceptions=True)

    async def send(self, event: Event) -> bool:
        """Send one client event; False when the socket is gone."""
        from websockets.exceptions import ConnectionClosed

        try:
            await self._connection.send(json.dumps(event))
        except (ConnectionClosed, OSError):
            return False
        return True

    @property
    def silent_ms(self) -> float:
        """Time since the last event, in ms."""
        return (time.perf_counter() - self._last_at) * 1000

    async def next(self, timeout_s: float) -> Arrival | Closed | None:
        """The next event, the end of the socket, or None when nothing came within `timeout_s`."""
        if self.closed is not None and self._queue.empty():
            return self.closed
        try:
            item = await asyncio.wait_for(self._queue.get(), max(0.001, timeout_s))
        except asyncio.TimeoutError:
            return None
        if isinstance(item, Arrival):
            self.last_event = item.type
            self._last_at = item.at
        return item

    async def until(
        self, wanted: Callable[[Arrival], bool], *, silence_s: float, deadline: float
    ) -> Arrival | Closed | None:
        """Events until `wanted` says yes to one; None when the server stays silent for `silence_s`.

        `deadline` is in seconds of `time.perf_counter` and ends the wait in any case.
        """
        while True:
            item = await self.next(min(silence_s, deadline - time.perf_counter()))
            if not isinstance(item, Arrival) or wanted(item):
                return item
            if time.perf_counter() >= deadline:
                return None

    async def _read(self) -> None:
        from websockets.exceptions import ConnectionClosed

        try:
            while True:
                frame = await self._connection.recv()
                at = time.perf_counter()
                await self._queue.put(Arrival(_decode(frame), at))
        except ConnectionClosed as end:
            received = end.rcvd
            self.closed = Closed(
                clean=received is not None,
                code=received.code if received else None,
                reason=received.reason if received else "",
            )
            await self._queue.put(self.closed)


def _decode(frame: str | bytes) -> Event:
    try:
        event = json.loads(frame)
    except ValueError:
        return {"type": "?", "not_json": True}
    return event if isinstance(event, dict) else {"type": "?"}
