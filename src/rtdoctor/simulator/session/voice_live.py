"""A Voice Live session: the realtime session behind it, spoken to and shown in the preview's shape.

Client events are checked against the flat shapes and handed on in the shape of the GA surface; server events come back
through `VoiceLiveChannel`. So buffer, voice detection, conversation, answers and tokens are one for both.
"""

from __future__ import annotations

from typing import Any

from rtdoctor.simulator.session.channel import Channel
from rtdoctor.simulator.session.session import RealtimeSession
from rtdoctor.simulator.session.state import SessionState
from rtdoctor.simulator.session.voice_live_configuration import (
    machinery_configuration,
    output_format,
    output_format_name,
    updated_session,
    voice_name,
    voice_object,
)
from rtdoctor.simulator.wire.voice_live_events import check_voice_live_event
from rtdoctor.simulator.wire.voice_live_server_events import RENAMED, UNSENT

_INWARD = {"text": "output_text"}
_OUTWARD = {"output_text": "text", "output_audio": "audio"}
"""The parts of an assistant's message."""

_WITHOUT_OBFUSCATION = ("response.text.delta", "response.audio_transcript.delta")
_TRANSCRIPTION = "conversation.item.input_audio_transcription."


class VoiceLiveChannel(Channel):
    """Sends each server event of the machinery as Voice Live sends it, or not at all.

    `voices` are the voice objects that events show, by their names.
    """

    voices: dict[str, dict[str, Any]]

    async def emit(self, event_type: str, **members: Any) -> None:
        """Send one event; raises `ClientGoneError` if nobody listens."""
        if event_type in UNSENT:
            return
        name = RENAMED.get(event_type, event_type)
        if name in _WITHOUT_OBFUSCATION or name.startswith(_TRANSCRIPTION):
            # Seen with function call arguments only, and a transcription without its usage (P, 2026-07 and 2026-09).
            members = {key: value for key, value in members.items() if key not in ("obfuscation", "usage")}
        if "item" in members:
            members["item"] = with_parts(members["item"], _OUTWARD)
        if "response" in members:
            members["response"] = self._response(members["response"])
        await super().emit(name, **members)

    def _response(self, response: dict[str, Any]) -> dict[str, Any]:
        """A `response` in the preview's shape; its temperature is null whatever was asked for (P)."""
        output = response["audio"]["output"]
        flat = {name: value for name, value in response.items() if name not in ("output_modalities", "audio")}
        if flat["usage"] is not None:
            details = {**flat["usage"]["output_token_details"], "reasoning_tokens": 0}
            flat["usage"] = {**flat["usage"], "output_token_details": details}
        return {
            **flat,
            "output": [with_parts(item, _OUTWARD) for item in response["output"]],
            "modalities": response["output_modalities"],
            "voice": self.voices[output["voice"]],
            "output_audio_format": output_format_name(output["format"]),
            "temperature": None,
        }


class VoiceLiveSession(RealtimeSession):
    """A session from `session.created` until the socket closes; `session` is the flat configuration it begins with."""

    def __init__(self, state: SessionState, channel: VoiceLiveChannel, session: dict[str, Any]) -> None:
        channel.voices = {voice_name(session["voice"]): session["voice"]}
        super().__init__(state)
        self._voices = channel.voices
        self._session = session

    @property
    def _shown(self) -> dict[str, Any]:
        return self._session

    def _configure(self, update: dict[str, Any]) -> None:
        self._session = updated_session(
            self._session, update, self._state.deployment, has_spoken=self._answering.has_spoken
        )
        self._state.configuration = machinery_configuration(self._session)
        self._voices[voice_name(self._session["voice"])] = self._session["voice"]

    async def _handle(self, event: dict[str, Any]) -> None:
        check_voice_live_event(event)
        if event["type"] == "conversation.item.create":
            event = {**event, "item": with_parts(event["item"], _INWARD)}
        elif event["type"] == "response.create":
            asked = event.get("response", {})
            if asked.get("cancel_previous", True):
                # The package documents it as the default; what the service does has not been seen (C).
                await self._answering.stop("client_cancelled")
            event = {**event, "response": self._response(asked, event.get("additional_instructions"))}
        await self._handlers[event["type"]](event)

    def _response(self, asked: dict[str, Any], additional: str | None) -> dict[str, Any]:
        """What `response.create` asks for, in the shape of the GA surface."""
        same = ("instructions", "tools", "tool_choice", "max_output_tokens", "metadata")
        response = {name: asked[name] for name in same if name in asked}
        response["conversation"] = "auto" if asked.get("commit", True) else "none"
        if additional is not None:
            base = response.get("instructions", self._session["instructions"])
            response["instructions"] = f"{base}\n{additional}"
        if "modalities" in asked:
            response["output_modalities"] = asked["modalities"]
        output: dict[str, Any] = {}
        if "voice" in asked:
            output["voice"] = voice_name(asked["voice"])
            self._voices[output["voice"]] = voice_object(asked["voice"])
        if "output_audio_format" in asked:
            output["format"] = output_format(asked["output_audio_format"])
        response["audio"] = {"output": output}
        if "input_items" in asked or "append_input_items" in asked:
            known = [{"type": "item_reference", "id": item.id} for item in self._state.conversation]
            given = [*asked.get("input_items", known), *asked.get("append_input_items", [])]
            response["input"] = [with_parts(item, _INWARD) for item in given]
        return response


def with_parts(item: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """`item` with the types of an assistant's content parts renamed."""
    if item.get("role") != "assistant":
        return item
    parts = [{**part, "type": names.get(part["type"], part["type"])} for part in item["content"]]
    return {**item, "content": parts}
