"""One response: from `response.created` to `response.done`, whatever ends it.

The order of the events is that of a captured GA turn (P, public service, 2026-09): `rate_limits.updated` comes after
`response.done`, `conversation.item.done` before `response.output_item.done`. In content_part events the part is still
called `text` or `audio`, in items it is `output_text` or `output_audio` (C, P).
"""

from __future__ import annotations

import asyncio
import base64
from array import array
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from rtdoctor.simulator.behaviour import Behaviour
from rtdoctor.simulator.network.stream import ClientGoneError
from rtdoctor.simulator.session.channel import Channel
from rtdoctor.simulator.session.conversation import Conversation, Item
from rtdoctor.simulator.session.failures import FAILURES, Failure
from rtdoctor.simulator.session.ids import new_id, obfuscation
from rtdoctor.simulator.session.reply import Call, Words, compose, tokens_of
from rtdoctor.simulator.session.state import SocketCutError
from rtdoctor.simulator.sound.accounting import Tokens, text_pieces, usage
from rtdoctor.simulator.sound.formats import RATE, from_samples

_FIRST_CHUNK = RATE // 10
_CHUNK = RATE // 4
"""Samples of an audio delta: 100 ms at first, then 250 ms (sample logs show 4 800 to 12 000 bytes; D)."""

_DELTAS_BEFORE_BREAK = 2
"""How much of an answer arrives where a fault then cuts or stalls it."""

_ARGUMENT_PIECE = 12
"""Characters of one function_call_arguments.delta."""

Reason = Literal["client_cancelled", "turn_detected"]


@dataclass(slots=True)
class Order:
    """What a response is to be made of: its effective configuration and what it reads.

    `conversation` is None for an out-of-band response, which adds nothing to the conversation.
    """

    config: dict[str, Any]
    context: Sequence[Item]
    read: Tokens
    known: Tokens
    conversation: Conversation | None
    echo: bool
    behaviour: Behaviour


@dataclass(slots=True)
class _Progress:
    """What has been sent so far."""

    pieces: list[str] = field(default_factory=list)
    samples: int = 0
    sound: bytearray = field(default_factory=bytearray)
    deltas: int = 0


class Response:
    """A response in progress; `run` sends it, `cancel` ends it early."""

    def __init__(self, channel: Channel, order: Order) -> None:
        self.id = new_id("resp")
        self._channel = channel
        self._order = order
        self._cancelled: Reason | None = None
        self._deltas: asyncio.Future[None] | None = None
        self._done = False
        self._status = "in_progress"
        self._details: dict[str, Any] | None = None
        self._item: Item | None = None
        self._said = Tokens()
        self._progress = _Progress()

    @property
    def done(self) -> bool:
        """Whether `response.done` is being sent or was: then another response may begin."""
        return self._done

    @property
    def said(self) -> Tokens:
        """What it has cost so far."""
        return self._said

    @property
    def sound_ms(self) -> float:
        """Milliseconds of sound sent so far."""
        return self._progress.samples * 1000 / RATE

    async def run(self) -> None:
        """Send the whole response; raises `SocketCutError` where a fault says so."""
        await self._emit_state("response.created")
        failure = FAILURES.get(self._order.behaviour.answer)
        if failure is not None:
            await self._fail(failure)
            return
        reply = compose(
            self._order.context,
            self._order.config,
            echo=self._order.echo,
            sound=self._order.behaviour.sound,
        )
        if isinstance(reply, Call):
            await self._call(reply)
        else:
            await self._say(reply)
        await self._emit_state("response.done")

    async def _fail(self, failure: Failure) -> None:
        """End a response that produced nothing: as `failed`, after an `error` event where the service sends one."""
        if failure.announced:
            await self._channel.emit("error", error={**failure.error, "param": None, "event_id": None})
        self._status = "failed"
        self._details = {"type": "failed", "error": failure.error}
        await self._emit_state("response.done")

    def cancel(self, reason: Reason) -> None:
        """End the response now: what is left of it is not sent, the closing events are."""
        self._cancelled = self._cancelled or reason
        if self._deltas is not None:
            self._deltas.cancel()

    async def _unless_cancelled(self, deltas: Coroutine[Any, Any, None]) -> None:
        """Run `deltas`, the part of a response that `cancel` may cut short; any other cancellation goes through."""
        if self._cancelled is not None:
            deltas.close()
            return
        self._deltas = asyncio.ensure_future(deltas)
        try:
            await self._deltas
        except asyncio.CancelledError:
            if self._cancelled is None:
                raise
        finally:
            self._deltas = None

    async def _say(self, words: Words) -> None:
        spoken = words.sound is not None
        part_kind = "output_audio" if spoken else "output_text"
        item = await self._open_item({"type": "message", "role": "assistant", "content": []})
        place = {"response_id": self.id, "item_id": item.id, "output_index": 0, "content_index": 0}
        empty = {"type": "audio", "transcript": ""} if spoken else {"type": "text", "text": ""}
        await self._channel.emit("response.content_part.added", **place, part=empty)
        if words.sound is not None:
            await self._unless_cancelled(self._speak(words.pieces, words.sound, place))
        else:
            await self._unless_cancelled(self._write(words.pieces, place))
        text = "".join(self._progress.pieces)
        self._said = tokens_of(self._progress.pieces, self.sound_ms)
        if spoken:
            await self._channel.emit("response.output_audio.done", **place)
            await self._channel.emit("response.output_audio_transcript.done", **place, transcript=text)
            part = {"type": "audio", "transcript": text}
            item.wire["content"] = [{"type": part_kind, "transcript": text}]
            item.sound = {0: bytes(self._progress.sound)}
            item.sound_format = self._order.config["format"]["type"]
            item.assistant_ms = self.sound_ms
        else:
            await self._channel.emit("response.output_text.done", **place, text=text)
            part = {"type": "text", "text": text}
            item.wire["content"] = [{"type": part_kind, "text": text}]
        await self._channel.emit("response.content_part.done", **place, part=part)
        self._settle(cut=words.cut)
        await self._close_item(item)

    async def _write(self, pieces: Sequence[str], place: dict[str, Any]) -> None:
        for piece in pieces:
            if not self._progress.pieces:
                await self._channel.delays.take("first_text")
            await self._channel.emit(
                "response.output_text.delta", **place, delta=piece, obfuscation=obfuscation()
            )
            self._progress.pieces.append(piece)
            await self._break_if_faulty()
        await self._break_if_faulty(at_end=True)

    async def _speak(self, pieces: Sequence[str], sound: array[int], place: dict[str, Any]) -> None:
        """Transcript and sound in step: the words of each chunk go before it."""
        starts = [0, *range(_FIRST_CHUNK, len(sound), _CHUNK)] if sound else []
        chunks = [sound[start:end] for start, end in zip(starts, [*starts[1:], None], strict=False)]
        for index, chunk in enumerate(chunks):
            await self._transcribe(pieces[: len(pieces) * (index + 1) // len(chunks)], place)
            data = from_samples(chunk, self._order.config["format"]["type"])
            delta = base64.b64encode(data).decode()
            if index == 0:
                await self._channel.delays.take("first_audio")
            await self._channel.emit("response.output_audio.delta", **place, delta=delta)
            self._progress.samples += len(chunk)
            self._progress.sound += data
            await self._break_if_faulty()
            # A cancel that has already arrived is read before the next chunk.
            await asyncio.sleep(0)
        await self._transcribe(pieces, place)
        await self._break_if_faulty(at_end=True)

    async def _transcribe(self, until: Sequence[str], place: dict[str, Any]) -> None:
        """Send what is still missing of these words."""
        for piece in until[len(self._progress.pieces) :]:
            await self._channel.emit(
                "response.output_audio_transcript.delta", **place, delta=piece, obfuscation=obfuscation()
            )
            self._progress.pieces.append(piece)

    async def _call(self, call: Call) -> None:
        call_id = new_id("call")
        item = await self._open_item(
            {"type": "function_call", "name": call.name, "call_id": call_id, "arguments": ""}
        )
        place = {"response_id": self.id, "item_id": item.id, "output_index": 0, "call_id": call_id}
        await self._unless_cancelled(self._pass_arguments(call.arguments, place))
        arguments = "".join(self._progress.pieces)
        item.wire["arguments"] = arguments
        self._said = Tokens(text=len(text_pieces(call.name + arguments)))
        await self._channel.emit(
            "response.function_call_arguments.done", **place, name=call.name, arguments=arguments
        )
        self._settle(cut=False)
        await self._close_item(item)

    async def _pass_arguments(self, arguments: str, place: dict[str, Any]) -> None:
        for start in range(0, len(arguments), _ARGUMENT_PIECE):
            piece = arguments[start : start + _ARGUMENT_PIECE]
            await self._channel.emit(
                "response.function_call_arguments.delta", **place, delta=piece, obfuscation=obfuscation()
            )
            self._progress.pieces.append(piece)
            await self._break_if_faulty()
        await self._break_if_faulty(at_end=True)

    async def _open_item(self, wire: dict[str, Any]) -> Item:
        item = Item({"id": new_id("item"), "object": "realtime.item", "status": "in_progress", **wire})
        self._item = item
        await self._channel.emit(
            "response.output_item.added", response_id=self.id, output_index=0, item=item.shown()
        )
        if self._order.conversation is not None:
            previous = self._order.conversation.add(item)
            await self._channel.emit("conversation.item.added", previous_item_id=previous, item=item.shown())
        return item

    async def _close_item(self, item: Item) -> None:
        item.wire["status"] = "completed" if self._status == "completed" else "incomplete"
        if self._order.conversation is not None:
            previous = self._order.conversation.before(item)
            await self._channel.emit("conversation.item.done", previous_item_id=previous, item=item.shown())
        await self._channel.emit(
            "response.output_item.done", response_id=self.id, output_index=0, item=item.shown()
        )

    def _settle(self, *, cut: bool) -> None:
        """Decide how the response ended."""
        if self._cancelled is not None:
            self._status = "cancelled"
            self._details = {"type": "cancelled", "reason": self._cancelled}
        elif cut:
            self._status = "incomplete"
            self._details = {"type": "incomplete", "reason": "max_output_tokens"}
        else:
            self._status = "completed"

    async def _break_if_faulty(self, *, at_end: bool = False) -> None:
        self._progress.deltas += 0 if at_end else 1
        if self._order.behaviour.answer == "whole" or (
            self._progress.deltas < _DELTAS_BEFORE_BREAK and not at_end
        ):
            return
        if self._order.behaviour.answer == "dropped":
            raise SocketCutError
        if self._order.behaviour.answer == "closed":
            await self._channel.socket.begin_close(1011, "Internal server error")
            raise ClientGoneError
        # Stalled: only a cancel or the end of the session gets out of here.
        await asyncio.Event().wait()

    async def _emit_state(self, event_type: str) -> None:
        done = self._done = event_type == "response.done"
        config = self._order.config
        voice = config["voice"]
        await self._channel.emit(
            event_type,
            response={
                "object": "realtime.response",
                "id": self.id,
                "status": self._status,
                "status_details": self._details,
                "output": [self._item.shown()] if done and self._item else [],
                "conversation_id": self._order.conversation.id if self._order.conversation else None,
                "output_modalities": config["output_modalities"],
                "max_output_tokens": config["max_output_tokens"],
                "audio": {
                    "output": {
                        "format": config["format"],
                        "voice": voice if isinstance(voice, str) else voice["id"],
                    }
                },
                "usage": usage(self._order.read, self._order.known, self._said) if done else None,
                "metadata": config["metadata"],
            },
        )
