"""The state machine of one GA realtime session: client events in, server events out.

A refused event changes nothing and leaves the socket open; of a `session.update` nothing is applied unless all is good
(P, 2025-09 to 2026-09).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from rtdoctor.simulator.behaviour import Behaviour
from rtdoctor.simulator.journal import AudioReceived, Journal
from rtdoctor.simulator.network.stream import ClientGoneError
from rtdoctor.simulator.resource import Deployment, Resource
from rtdoctor.simulator.session.channel import Channel
from rtdoctor.simulator.session.configuration import check_voice, default_configuration, updated
from rtdoctor.simulator.session.conversation import Conversation, Item
from rtdoctor.simulator.session.ids import new_id
from rtdoctor.simulator.session.input_buffer import InputBuffer, decode_audio
from rtdoctor.simulator.session.response import Order, Reason, Response, SocketCutError
from rtdoctor.simulator.session.transcription import transcribe
from rtdoctor.simulator.sound.accounting import Tokens, of_configuration
from rtdoctor.simulator.sound.formats import bytes_per_ms
from rtdoctor.simulator.sound.voice_detection import Started, Stopped, VoiceDetector, detector_for
from rtdoctor.simulator.wire.client_events import check_client_event, parse
from rtdoctor.simulator.wire.refusal import RefusedError

_TOKEN_LIMIT = 10_000
"""Tokens a minute of one capacity unit of gpt-realtime-1.5 (P, ARM listing of 2026-08)."""


class RealtimeSession:
    """A session from `session.created` until the socket closes."""

    def __init__(
        self,
        channel: Channel,
        journal: Journal,
        resource: Resource,
        deployment: Deployment,
        behaviour: Behaviour,
        *,
        echo: bool,
    ) -> None:
        self._channel = channel
        self._journal = journal
        self._resource = resource
        self._deployment = deployment
        self._behaviour = behaviour
        self._echo = echo
        self.configuration = default_configuration(deployment)
        self._conversation = Conversation()
        self._buffer = InputBuffer()
        self._detector: VoiceDetector | None = None
        self._heard_item: tuple[str, int] | None = None
        self._response: Response | None = None
        self._answering: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._known = Tokens()
        self._spoke_before = False
        self._handlers: dict[str, Callable[[dict[str, Any]], Awaitable[None]]] = {
            "session.update": self._update,
            "input_audio_buffer.append": self._append,
            "input_audio_buffer.commit": self._commit_by_client,
            "input_audio_buffer.clear": self._clear,
            "conversation.item.create": self._create_item,
            "conversation.item.retrieve": self._retrieve_item,
            "conversation.item.truncate": self._truncate_item,
            "conversation.item.delete": self._delete_item,
            "response.create": self._create_response,
            "response.cancel": self._cancel_response,
        }

    async def run(self) -> None:
        """Serve until the client goes away; nothing of the session runs on afterwards."""
        try:
            with contextlib.suppress(ClientGoneError):
                self._detect_voice()
                await self._channel.emit("session.created", session=self.configuration)
                while (message := await self._channel.next_message()) is not None:
                    await self._hear(message)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _hear(self, message: str | bytes) -> None:
        event: dict[str, Any] = {}
        try:
            if isinstance(message, bytes):
                self._channel.received({"binary": len(message)})
                # Seen on the public service, 2026-09 (P).
                raise RefusedError(
                    "invalid_event", "Expected a text WebSocket message; binary frames are not supported."
                )
            try:
                event = parse(message)
            finally:
                self._channel.received(event or message)
            check_client_event(event)
            await self._handlers[event["type"]](event)
        except RefusedError as refusal:
            event_id = event.get("event_id")
            await self._channel.emit(
                "error", error=refusal.error(event_id if isinstance(event_id, str) else None)
            )

    # -- configuration

    async def _update(self, event: dict[str, Any]) -> None:
        before = self.configuration["audio"]["input"]
        self.configuration = updated(
            self.configuration, event["session"], self._deployment, has_spoken=self._has_spoken()
        )
        after = self.configuration["audio"]["input"]
        if after["format"] != before["format"]:
            self._buffer.clear()
        if after["turn_detection"] != before["turn_detection"] or after["format"] != before["format"]:
            self._detect_voice()
        await self._channel.emit("session.updated", session=self.configuration)

    def _detect_voice(self) -> None:
        """Start voice detection anew, at the present end of the stream."""
        turn_detection = self.configuration["audio"]["input"]["turn_detection"]
        self._heard_item = None
        self._detector = detector_for(turn_detection, round(self._buffer.end_ms)) if turn_detection else None

    # -- input audio

    @property
    def _input_format(self) -> str:
        return str(self.configuration["audio"]["input"]["format"]["type"])

    async def _append(self, event: dict[str, Any]) -> None:
        data = decode_audio(event["audio"], "audio")
        ms = len(data) / bytes_per_ms(self._input_format)
        self._journal.write(AudioReceived(self._journal.now_ms(), self._channel.connection, len(data), ms))
        samples = self._buffer.append(data, self._input_format)
        if self._detector is None:
            return
        for change in self._detector.hear(samples):
            if isinstance(change, Started):
                await self._speech_started(change)
            else:
                await self._speech_stopped(change)

    async def _speech_started(self, started: Started) -> None:
        item_id = new_id("item")
        self._heard_item = (item_id, started.at_ms)
        await self._channel.emit(
            "input_audio_buffer.speech_started", audio_start_ms=started.at_ms, item_id=item_id
        )
        if self._turn_detection["interrupt_response"]:
            await self._stop_response("turn_detected")

    async def _speech_stopped(self, stopped: Stopped) -> None:
        assert self._heard_item is not None
        item_id, since_ms = self._heard_item
        await self._channel.emit(
            "input_audio_buffer.speech_stopped", audio_end_ms=stopped.at_ms, item_id=item_id
        )
        await self._commit(item_id, since_ms, stopped.at_ms)
        if self._turn_detection["create_response"] and self._active() is None:
            self._start_response({})

    @property
    def _turn_detection(self) -> dict[str, Any]:
        turn_detection: dict[str, Any] = self.configuration["audio"]["input"]["turn_detection"]
        return turn_detection

    async def _commit_by_client(self, _: dict[str, Any]) -> None:
        item_id, since_ms = self._heard_item or (new_id("item"), None)
        await self._commit(item_id, since_ms)
        self._detect_voice()

    async def _commit(self, item_id: str, since_ms: int | None, until_ms: int | None = None) -> None:
        data = self._buffer.take(self._input_format, since_ms, until_ms)
        self._heard_item = None
        item = Item(
            {
                "id": item_id,
                "object": "realtime.item",
                "type": "message",
                "status": "completed",
                "role": "user",
                "content": [{"type": "input_audio", "transcript": None}],
            },
            sound={0: data},
            sound_format=self._input_format,
            user_ms=len(data) / bytes_per_ms(self._input_format),
        )
        await self._channel.emit(
            "input_audio_buffer.committed", previous_item_id=self._conversation.last_id, item_id=item_id
        )
        await self._add(item)
        transcription = self.configuration["audio"]["input"]["transcription"]
        if transcription is not None:
            self._spawn(transcribe(self._channel, item, transcription["model"], self._resource))

    async def _clear(self, _: dict[str, Any]) -> None:
        self._buffer.clear()
        self._detect_voice()
        await self._channel.emit("input_audio_buffer.cleared")

    # -- conversation items

    async def _add(self, item: Item, after: str | None = None) -> None:
        previous = self._conversation.add(item, after)
        for event_type in ("conversation.item.added", "conversation.item.done"):
            await self._channel.emit(event_type, previous_item_id=previous, item=item.shown())

    async def _create_item(self, event: dict[str, Any]) -> None:
        await self._add(self._item(event["item"], "item"), event.get("previous_item_id"))

    def _item(self, wire: dict[str, Any], path: str) -> Item:
        """The item that a client describes; its sound is decoded and not shown again."""
        shown = {
            "id": new_id("item"),
            **wire,
            "object": "realtime.item",
            "status": wire.get("status", "completed"),
        }
        if wire["type"] == "function_call":
            shown.setdefault("call_id", new_id("call"))
        item = Item(shown, sound_format=self._input_format)
        if wire["type"] != "message":
            return item
        content = []
        for index, part in enumerate(wire["content"]):
            if part["type"] == "input_audio":
                data = decode_audio(part["audio"], f"{path}.content[{index}].audio")
                item.sound[index] = data
                item.user_ms += len(data) / bytes_per_ms(self._input_format)
                part = {"type": "input_audio", "transcript": part.get("transcript")}
            content.append(part)
        shown["content"] = content
        return item

    async def _retrieve_item(self, event: dict[str, Any]) -> None:
        await self._channel.emit(
            "conversation.item.retrieved", item=self._conversation.get(event["item_id"]).with_sound()
        )

    async def _truncate_item(self, event: dict[str, Any]) -> None:
        place = {name: event[name] for name in ("item_id", "content_index", "audio_end_ms")}
        self._conversation.truncate(**place)
        await self._channel.emit("conversation.item.truncated", **place)

    async def _delete_item(self, event: dict[str, Any]) -> None:
        self._conversation.delete(event["item_id"])
        await self._channel.emit("conversation.item.deleted", item_id=event["item_id"])

    # -- responses

    def _active(self) -> Response | None:
        """The response in progress in the default conversation."""
        return None if self._response is None or self._response.done else self._response

    def _has_spoken(self) -> bool:
        """Whether the assistant has said anything aloud, now or before."""
        return self._spoke_before or (self._response is not None and self._response.spoke)

    async def _create_response(self, event: dict[str, Any]) -> None:
        asked = event.get("response") or {}
        active = self._active()
        if asked.get("conversation") != "none" and active is not None:
            raise RefusedError(
                "conversation_already_has_active_response",
                f"Conversation already has an active response in progress: {active.id}. Wait until the "
                "response is finished before creating a new one.",
            )
        voice = asked.get("audio", {}).get("output", {}).get("voice")
        if voice is not None:
            check_voice(voice, self.configuration["audio"]["output"]["voice"], has_spoken=self._has_spoken())
        self._start_response(asked)

    def _start_response(self, asked: dict[str, Any]) -> None:
        context = self._context(asked)
        config = self._effective(asked)
        read = of_configuration(config["instructions"], config["tools"])
        for item in context:
            read += item.tokens
        in_conversation = asked.get("conversation") != "none"
        known = self._known
        order = Order(
            config=config,
            context=context,
            read=read,
            known=known,
            conversation=self._conversation if in_conversation else None,
            echo=self._echo,
            behaviour=self._behaviour,
        )
        response = Response(self._channel, order)
        task = self._spawn(self._answer(response, read))
        if in_conversation:
            self._spoke_before = self._has_spoken()
            self._known = read
            self._response, self._answering = response, task

    def _context(self, asked: dict[str, Any]) -> list[Item]:
        """What the response reads: the conversation, or the items and references that were given instead."""
        if "input" not in asked:
            return list(self._conversation)
        context = []
        for index, wire in enumerate(asked["input"]):
            path = f"response.input[{index}]"
            if wire["type"] == "item_reference":
                known = self._conversation.find(wire["id"])
                if known is None:
                    raise RefusedError(
                        "invalid_value",
                        f"Item with id '{wire['id']}' not found in conversation.",
                        f"{path}.id",
                    )
                context.append(known)
            else:
                context.append(self._item(wire, path))
        return context

    def _effective(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The session's configuration with what `response.create` says instead."""
        session = self.configuration
        output = {**session["audio"]["output"], **asked.get("audio", {}).get("output", {})}
        return {
            **{
                name: asked.get(name, session[name])
                for name in ("instructions", "tools", "tool_choice", "output_modalities", "max_output_tokens")
            },
            **{name: output[name] for name in ("voice", "speed", "format")},
            "metadata": asked.get("metadata"),
        }

    async def _answer(self, response: Response, read: Tokens) -> None:
        try:
            await response.run()
        except SocketCutError:
            self._channel.socket.drop()
            return
        remaining = max(0, _TOKEN_LIMIT - read.total - response.said.total)
        await self._channel.emit(
            "rate_limits.updated",
            rate_limits=[
                {"name": "tokens", "limit": _TOKEN_LIMIT, "remaining": remaining, "reset_seconds": 60.0}
            ],
        )

    async def _cancel_response(self, event: dict[str, Any]) -> None:
        asked = event.get("response_id")
        active = self._active()
        if active is None or asked not in (None, active.id):
            raise RefusedError("response_cancel_not_active", "Cancellation failed: no active response found")
        await self._stop_response("client_cancelled")

    async def _stop_response(self, reason: Reason) -> None:
        active = self._active()
        if active is not None and self._answering is not None:
            active.cancel(reason)
            await asyncio.wait([self._answering])

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        async def guarded() -> None:
            with contextlib.suppress(ClientGoneError):
                await work

        task = asyncio.create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
