"""What a client may say on a Voice Live socket, and in which shape.

Source: the client events, items and response parameters of azure-ai-voicelive 1.3.1 (C). Of the package's client
events those for avatars, MCP approvals, streamed text and `input_audio.turn` are not imitated and refused as unknown.
"""

from __future__ import annotations

from typing import Any

from rtdoctor.simulator.wire.client_events import CLIENT_EVENTS
from rtdoctor.simulator.wire.refusal import RefusedError
from rtdoctor.simulator.wire.schema import (
    Anything,
    Array,
    Choice,
    Field,
    Flag,
    Object,
    Tagged,
    Text,
    check,
    wrong_value,
)
from rtdoctor.simulator.wire.session_schema import MAX_OUTPUT_TOKENS, TOOL_CHOICE, TOOLS
from rtdoctor.simulator.wire.voice_live_session import (
    METADATA,
    MODALITIES,
    OUTPUT_FORMATS,
    REASONING_EFFORT,
    SESSION,
    TEMPERATURE,
    VOICE,
)

_TYPE = {"type": Field(Text(), required=True)}
_BASE = {**_TYPE, "event_id": Field(Text(max_length=512))}
_TEXT = Object({**_TYPE, "text": Field(Text(), required=True)})

_PARTS = {
    "system": Tagged("type", {"input_text": _TEXT}),
    "user": Tagged(
        "type",
        {
            "input_text": _TEXT,
            "input_audio": Object(
                {
                    **_TYPE,
                    "audio": Field(Text(), required=True),
                    "transcript": Field(Text(), nullable=True),
                }
            ),
            "input_image": Object(
                {
                    **_TYPE,
                    "image_url": Field(Text(), required=True),
                    "detail": Field(Choice(("auto", "low", "high"))),
                }
            ),
        },
    ),
    # The package sends `text`; `output_text` was taken too (P, 2026-07).
    "assistant": Tagged("type", {"text": _TEXT, "output_text": _TEXT}),
}

_ITEM_COMMON = {
    **_TYPE,
    "id": Field(Text()),
    "object": Field(Choice(("realtime.item",))),
    "status": Field(Choice(("completed", "incomplete", "in_progress"))),
}

ITEM = Tagged(
    "type",
    {
        "message": Tagged(
            "role",
            {
                role: Object(
                    {
                        **_ITEM_COMMON,
                        "role": Field(Text(), required=True),
                        "content": Field(Array(parts), required=True),
                    }
                )
                for role, parts in _PARTS.items()
            },
        ),
        "function_call": Object(
            {
                **_ITEM_COMMON,
                **{name: Field(Text(), required=True) for name in ("name", "call_id", "arguments")},
            }
        ),
        "function_call_output": Object(
            {**_ITEM_COMMON, **{name: Field(Text(), required=True) for name in ("call_id", "output")}}
        ),
    },
)

_RESPONSE = Object(
    {
        "commit": Field(Flag()),
        "cancel_previous": Field(Flag()),
        "append_input_items": Field(Array(ITEM)),
        "input_items": Field(Array(ITEM)),
        "modalities": Field(MODALITIES),
        "instructions": Field(Text()),
        "voice": Field(VOICE),
        "output_audio_format": Field(Choice(OUTPUT_FORMATS)),
        "tools": Field(TOOLS),
        "tool_choice": Field(TOOL_CHOICE),
        "temperature": Field(TEMPERATURE),
        "max_output_tokens": Field(MAX_OUTPUT_TOKENS),
        "reasoning_effort": Field(REASONING_EFFORT),
        "metadata": Field(METADATA, nullable=True),
        # Taken and without effect here.
        "pre_generated_assistant_message": Field(ITEM),
        "interim_response": Field(Anything()),
        "invoke_input": Field(Anything()),
    }
)

_OWN_SHAPE: dict[str, Object] = {
    "session.update": Object({**_BASE, "session": Field(SESSION, required=True)}),
    "conversation.item.create": Object(
        {**_BASE, "previous_item_id": Field(Text(), nullable=True), "item": Field(ITEM, required=True)}
    ),
    "response.create": Object(
        {**_BASE, "response": Field(_RESPONSE), "additional_instructions": Field(Text())}
    ),
}

VOICE_LIVE_CLIENT_EVENTS: dict[str, Object] = {**CLIENT_EVENTS, **_OWN_SHAPE}
"""The other events have one shape on both surfaces."""


def check_voice_live_event(event: dict[str, Any]) -> None:
    """Raise `RefusedError` unless `event` is one of `VOICE_LIVE_CLIENT_EVENTS` in its shape."""
    name = event["type"]
    check(Text(), name, "type")
    if name not in VOICE_LIVE_CLIENT_EVENTS:
        raise wrong_value(name, tuple(VOICE_LIVE_CLIENT_EVENTS), "type")
    check(VOICE_LIVE_CLIENT_EVENTS[name], event, "")
    for holder in ("session", "response"):
        if event.get(holder, {}).get("modalities") == []:
            # Assumed, in the words of the preview's refusal.
            raise RefusedError(
                "invalid_value",
                "Invalid modalities: []. Supported combinations are: ['text'] and ['audio', 'text'].",
                f"{holder}.modalities",
            )
