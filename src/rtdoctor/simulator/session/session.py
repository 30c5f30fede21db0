"""The state machine of one GA realtime session: client events in, server events out.

A refused event changes nothing and leaves the socket open; of a `session.update` nothing is applied unless all is good
(P, 2025-09 to 2026-09).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from rtdoctor.simulator.network.stream import ClientGoneError
from rtdoctor.simulator.session.answering import Answering
from rtdoctor.simulator.session.configuration import updated
from rtdoctor.simulator.session.items import described_item
from rtdoctor.simulator.session.listening import Listening
from rtdoctor.simulator.session.state import SessionState
from rtdoctor.simulator.wire.client_events import check_client_event, parse
from rtdoctor.simulator.wire.refusal import RefusedError


class RealtimeSession:
    """A session from `session.created` until the socket closes."""

    def __init__(self, state: SessionState) -> None:
        self._state = state
        self._answering = Answering(state)
        self._listening = Listening(state, self._answering)
        self._handlers: dict[str, Callable[[dict[str, Any]], Awaitable[None]]] = {
            "session.update": self._update,
            "input_audio_buffer.append": self._listening.append,
            "input_audio_buffer.commit": self._listening.commit,
            "input_audio_buffer.clear": self._listening.clear,
            "conversation.item.create": self._create_item,
            "conversation.item.retrieve": self._retrieve_item,
            "conversation.item.truncate": self._truncate_item,
            "conversation.item.delete": self._delete_item,
            "response.create": self._answering.create,
            "response.cancel": self._answering.cancel,
        }

    async def run(self) -> None:
        """Serve until the client goes away; nothing of the session runs on afterwards."""
        channel = self._state.channel
        try:
            with contextlib.suppress(ClientGoneError):
                await channel.emit("session.created", session=self._shown)
                self._state.spawn(self._expire())
                while (message := await channel.next_message()) is not None:
                    await self._hear(message)
        finally:
            await self._state.end()

    async def _hear(self, message: str | bytes) -> None:
        event: dict[str, Any] = {}
        channel = self._state.channel
        try:
            if isinstance(message, bytes):
                channel.received({"binary": len(message)})
                # Seen on the public service, 2026-09 (P).
                raise RefusedError(
                    "invalid_event", "Expected a text WebSocket message; binary frames are not supported."
                )
            try:
                event = parse(message)
            finally:
                channel.received(event or message)
            await self._handle(event)
        except RefusedError as refusal:
            event_id = event.get("event_id")
            await channel.emit("error", error=refusal.error(event_id if isinstance(event_id, str) else None))

    async def _handle(self, event: dict[str, Any]) -> None:
        """Do what a client event asks; raises `RefusedError`."""
        check_client_event(event)
        await self._handlers[event["type"]](event)

    async def _expire(self) -> None:
        """End the session at its maximum duration, with the real words and close code (P, 2025-12)."""
        await asyncio.sleep(self._state.behaviour.lifetime_s)
        text = "Your session hit the maximum duration of 60 minutes."
        await self._state.channel.emit("error", error=RefusedError("session_expired", text).error(None))
        await self._state.channel.socket.begin_close(1001, text)

    async def _update(self, event: dict[str, Any]) -> None:
        before = self._state.configuration["audio"]["input"]
        self._configure(event["session"])
        self._listening.reconfigured(before)
        await self._state.channel.emit("session.updated", session=self._shown)

    @property
    def _shown(self) -> dict[str, Any]:
        """The `session` of the events."""
        return self._state.configuration

    def _configure(self, update: dict[str, Any]) -> None:
        """Change the configuration; raises `RefusedError`."""
        state = self._state
        state.configuration = updated(
            state.configuration, update, state.deployment, has_spoken=self._answering.has_spoken
        )

    async def _create_item(self, event: dict[str, Any]) -> None:
        item = described_item(event["item"], "item", self._state.input_format)
        await self._state.add(item, event.get("previous_item_id"))

    async def _retrieve_item(self, event: dict[str, Any]) -> None:
        item = self._state.conversation.get(event["item_id"])
        await self._state.channel.emit("conversation.item.retrieved", item=item.with_sound())

    async def _truncate_item(self, event: dict[str, Any]) -> None:
        place = {name: event[name] for name in ("item_id", "content_index", "audio_end_ms")}
        self._state.conversation.truncate(**place)
        await self._state.channel.emit("conversation.item.truncated", **place)

    async def _delete_item(self, event: dict[str, Any]) -> None:
        self._state.conversation.delete(event["item_id"])
        await self._state.channel.emit("conversation.item.deleted", item_id=event["item_id"])
