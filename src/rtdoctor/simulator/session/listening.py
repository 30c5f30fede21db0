"""The input side of a session: the buffer, voice detection, and what a committed turn sets off."""

from __future__ import annotations

import asyncio
from typing import Any

from rtdoctor.simulator.journal import AudioReceived
from rtdoctor.simulator.session.answering import Answering
from rtdoctor.simulator.session.ids import new_id
from rtdoctor.simulator.session.input_buffer import SHORTEST_COMMIT_MS, InputBuffer, decode_audio
from rtdoctor.simulator.session.items import heard_item
from rtdoctor.simulator.session.state import SessionState
from rtdoctor.simulator.session.transcription import transcribe
from rtdoctor.simulator.sound.formats import bytes_per_ms
from rtdoctor.simulator.sound.voice_detection import Started, Stopped, VoiceDetector, detector_for


class Listening:
    """Handles the `input_audio_buffer` events of one session."""

    def __init__(self, state: SessionState, answering: Answering) -> None:
        self._state = state
        self._answering = answering
        self._buffer = InputBuffer()
        self._detector: VoiceDetector | None = None
        self._speech: tuple[str, int] | None = None
        self._waiting: asyncio.Task[None] | None = None
        answering.when_answered = self._wait_for_speech
        self._restart()

    def reconfigured(self, before: dict[str, Any]) -> None:
        """Follow a change of the session's configuration; `before` is its `audio.input` of before."""
        after = self._state.configuration["audio"]["input"]
        if after["format"] != before["format"]:
            self._buffer.clear()
        if any(after[name] != before[name] for name in ("format", "turn_detection")):
            self._stop_waiting()
            self._restart()

    async def append(self, event: dict[str, Any]) -> None:
        """`input_audio_buffer.append`: keep the audio, and hear whether speech begins or ends in it."""
        data = decode_audio(event["audio"], "audio")
        state = self._state
        ms = len(data) / bytes_per_ms(state.input_format)
        state.journal.write(AudioReceived(state.journal.now_ms(), state.channel.connection, len(data), ms))
        samples = self._buffer.append(data, state.input_format)
        if self._detector is None:
            return
        for change in self._detector.hear(samples):
            if isinstance(change, Started):
                await self._speech_started(change)
            else:
                await self._speech_stopped(change)

    async def commit(self, _: dict[str, Any]) -> None:
        """`input_audio_buffer.commit`: the client ends the turn; no response follows by itself."""
        item_id, since_ms = self._speech or (new_id("item"), None)
        data = self._buffer.take(self._state.input_format, since_ms=since_ms, at_least_ms=SHORTEST_COMMIT_MS)
        await self._committed(item_id, data)
        self._restart()

    async def clear(self, _: dict[str, Any]) -> None:
        """`input_audio_buffer.clear`."""
        self._buffer.clear()
        self._restart()
        await self._state.channel.emit("input_audio_buffer.cleared")

    @property
    def _turn_detection(self) -> dict[str, Any] | None:
        detection: dict[str, Any] | None = self._state.configuration["audio"]["input"]["turn_detection"]
        return detection

    def _restart(self) -> None:
        """Begin voice detection anew, at the present end of the stream."""
        self._speech = None
        detection = self._turn_detection
        self._detector = detector_for(detection, round(self._buffer.end_ms)) if detection else None

    async def _speech_started(self, started: Started) -> None:
        item_id = new_id("item")
        self._speech = (item_id, started.at_ms)
        self._stop_waiting()
        await self._state.channel.emit(
            "input_audio_buffer.speech_started", audio_start_ms=started.at_ms, item_id=item_id
        )
        if self._turn_detection and self._turn_detection["interrupt_response"]:
            await self._answering.stop("turn_detected")

    def _wait_for_speech(self, playback_ms: float) -> None:
        """Begin to wait for the user, if the session says for how long."""
        idle_ms = (self._turn_detection or {}).get("idle_timeout_ms")
        self._stop_waiting()
        if idle_ms is not None:
            self._waiting = self._state.spawn(self._time_out(playback_ms + idle_ms))

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    async def _time_out(self, after_ms: float) -> None:
        """`idle_timeout_ms`: nobody spoke since the last answer was played, so the model speaks again (C)."""
        since_ms = round(self._buffer.end_ms)
        await asyncio.sleep(after_ms / 1000)
        if self._answering.active:
            return
        item_id = new_id("item")
        until_ms = round(self._buffer.end_ms)
        await self._state.channel.emit(
            "input_audio_buffer.timeout_triggered",
            audio_start_ms=since_ms,
            audio_end_ms=until_ms,
            item_id=item_id,
        )
        await self._committed(item_id, self._buffer.take(self._state.input_format, since_ms=since_ms))
        self._restart()
        self._answering.begin({})

    async def _speech_stopped(self, stopped: Stopped) -> None:
        assert self._speech is not None
        item_id, since_ms = self._speech
        await self._state.channel.emit(
            "input_audio_buffer.speech_stopped", audio_end_ms=stopped.at_ms, item_id=item_id
        )
        data = self._buffer.take(self._state.input_format, since_ms=since_ms, until_ms=stopped.at_ms)
        await self._committed(item_id, data)
        if self._turn_detection and self._turn_detection["create_response"] and not self._answering.active:
            self._answering.begin({})

    async def _committed(self, item_id: str, data: bytes) -> None:
        self._speech = None
        state = self._state
        item = heard_item(item_id, data, state.input_format)
        if not state.behaviour.hears:
            item.user_ms = 0.0
        await state.channel.emit(
            "input_audio_buffer.committed", previous_item_id=state.conversation.last_id, item_id=item_id
        )
        await state.add(item)
        transcription = state.configuration["audio"]["input"]["transcription"]
        if transcription is not None:
            state.spawn(transcribe(state.channel, item, transcription["model"], state.resource))
