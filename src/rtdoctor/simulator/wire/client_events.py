"""What a client may say on a GA realtime socket, and in which shape.

Source: the client events of openai 3.54.0 (C). The set is the one that the GA service itself lists when it is sent
an unknown type (P, public service, 2026-09), without the two names it lists for translation sessions. So
`transcription_session.update` (the beta's) and `output_audio_buffer.clear` (WebRTC and SIP only) are refused here.
"""

from __future__ import annotations

import json
import math
from typing import Any

from rtdoctor.simulator.wire.item_schema import ITEM, ITEM_OR_REFERENCE
from rtdoctor.simulator.wire.refusal import RefusedError
from rtdoctor.simulator.wire.schema import (
    AnyObject,
    Array,
    Choice,
    Field,
    Integer,
    Object,
    Text,
    check,
    wrong_value,
)
from rtdoctor.simulator.wire.session_schema import (
    AUDIO_FORMAT,
    MAX_OUTPUT_TOKENS,
    MODALITIES,
    PROMPT,
    REALTIME_SESSION,
    TOOL_CHOICE,
    TOOLS,
    VOICE,
)

_BASE = {"type": Field(Text(), required=True), "event_id": Field(Text(max_length=512))}
_ITEM_ID = {"item_id": Field(Text(), required=True)}

_RESPONSE = Object(
    {
        "conversation": Field(Choice(("auto", "none"))),
        "output_modalities": Field(MODALITIES),
        "instructions": Field(Text()),
        "audio": Field(
            Object({"output": Field(Object({"format": Field(AUDIO_FORMAT), "voice": Field(VOICE)}))})
        ),
        "tools": Field(TOOLS),
        "tool_choice": Field(TOOL_CHOICE),
        "max_output_tokens": Field(MAX_OUTPUT_TOKENS),
        "metadata": Field(AnyObject(Text(max_length=512), max_members=16), nullable=True),
        "prompt": Field(PROMPT, nullable=True),
        "input": Field(Array(ITEM_OR_REFERENCE)),
    }
)

CLIENT_EVENTS: dict[str, Object] = {
    "session.update": Object({**_BASE, "session": Field(REALTIME_SESSION, required=True)}),
    "input_audio_buffer.append": Object({**_BASE, "audio": Field(Text(), required=True)}),
    "input_audio_buffer.commit": Object(_BASE),
    "input_audio_buffer.clear": Object(_BASE),
    "conversation.item.create": Object(
        {**_BASE, "previous_item_id": Field(Text(), nullable=True), "item": Field(ITEM, required=True)}
    ),
    "conversation.item.truncate": Object(
        {
            **_BASE,
            **_ITEM_ID,
            "content_index": Field(Integer(0), required=True),
            "audio_end_ms": Field(Integer(0), required=True),
        }
    ),
    "conversation.item.delete": Object({**_BASE, **_ITEM_ID}),
    "conversation.item.retrieve": Object({**_BASE, **_ITEM_ID}),
    "response.create": Object({**_BASE, "response": Field(_RESPONSE)}),
    "response.cancel": Object({**_BASE, "response_id": Field(Text())}),
}


def parse(message: str) -> dict[str, Any]:
    """The JSON object of a text message.

    Raises `RefusedError`: `invalid_json` for what does not parse (P, 2026-09; the parser's own words after it are not
    known and left out), the missing `type` as seen (P); that anything but an object is `invalid_json` too is assumed.
    """
    try:
        event = json.loads(message, parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict):
        raise RefusedError("invalid_json", "Invalid event: failed to parse JSON value.")
    if "type" not in event:
        raise RefusedError("invalid_event", "The 'type' field is missing.")
    return event


def _finite(text: str) -> float:
    """A number that can be sent back: neither `NaN` nor one beyond the range of a double."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def check_client_event(event: dict[str, Any]) -> None:
    """Raise `RefusedError` unless `event` is one of `CLIENT_EVENTS` in its shape."""
    name = event["type"]
    check(Text(), name, "type")
    if name not in CLIENT_EVENTS:
        raise wrong_value(name, tuple(CLIENT_EVENTS), "type")
    if name == "session.update":
        _refuse_other_session_kinds(event.get("session"))
    check(CLIENT_EVENTS[name], event, "")
    _check_modalities(event.get("session"), "session")
    _check_modalities(event.get("response"), "response")


def _refuse_other_session_kinds(session: Any) -> None:
    """A transcription update on a realtime session (P, Q&A 5916641, 2026-06)."""
    if isinstance(session, dict) and session.get("type") == "transcription":
        raise RefusedError(
            "invalid_parameter",
            "Passing a transcription session update event to a realtime session is not allowed.",
        )


def _check_modalities(holder: Any, path: str) -> None:
    """Text or audio, not both and not none: GA documentation (D); sentence pattern of the beta's refusal (R)."""
    if not isinstance(holder, dict) or "output_modalities" not in holder:
        return
    asked = holder["output_modalities"]
    if asked not in (["text"], ["audio"]):
        listed = ", ".join(f"'{name}'" for name in asked)
        raise RefusedError(
            "invalid_value",
            f"Invalid modalities: [{listed}]. Supported combinations are: ['text'] and ['audio'].",
            f"{path}.output_modalities",
        )
