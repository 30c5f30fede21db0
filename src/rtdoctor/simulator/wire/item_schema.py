"""What a conversation item may look like when a client creates it.

Source: openai 3.54.0 `ConversationItemParam` and its members (C). The parts are checked per role: the beta's
`text` and `audio` parts are refused. An assistant's `output_audio` cannot be created, it is answered with
"Missing required parameter: 'item.content[0].text'." (P, openai-agents-js issue 963, 2026-02).
"""

from __future__ import annotations

from rtdoctor.simulator.wire.schema import Array, Choice, Field, Flag, Kind, Object, Tagged, Text

_TYPE = Field(Text(), required=True)

_COMMON = {
    "type": _TYPE,
    # An id longer than 32 characters is refused (R).
    "id": Field(Text(max_length=32)),
    "object": Field(Choice(("realtime.item",))),
    "status": Field(Choice(("completed", "incomplete", "in_progress"))),
}

_INPUT_TEXT = Object({"type": _TYPE, "text": Field(Text(), required=True)})

_PARTS = {
    "system": Tagged("type", {"input_text": _INPUT_TEXT}),
    "user": Tagged(
        "type",
        {
            "input_text": _INPUT_TEXT,
            "input_audio": Object(
                {
                    "type": _TYPE,
                    "audio": Field(Text(), required=True),
                    "transcript": Field(Text(), nullable=True),
                }
            ),
            "input_image": Object(
                {
                    "type": _TYPE,
                    "image_url": Field(Text(), required=True),
                    "detail": Field(Choice(("auto", "low", "high"))),
                }
            ),
        },
    ),
    "assistant": Tagged(
        "type",
        {
            "output_text": Object({"type": _TYPE, "text": Field(Text(), required=True)}),
            "output_audio": Object(
                {
                    "type": _TYPE,
                    "text": Field(Text(), required=True),
                    "transcript": Field(Text(), nullable=True),
                    "audio": Field(Text(), nullable=True),
                }
            ),
        },
    ),
}

_MESSAGES = Tagged(
    "role",
    {
        role: Object(
            {**_COMMON, "role": Field(Text(), required=True), "content": Field(Array(parts), required=True)}
        )
        for role, parts in _PARTS.items()
    },
)

_ITEMS: dict[str, Kind] = {
    "message": _MESSAGES,
    "function_call": Object(
        {
            **_COMMON,
            "name": Field(Text(), required=True),
            "arguments": Field(Text(), required=True),
            "call_id": Field(Text()),
        }
    ),
    "function_call_output": Object(
        {**_COMMON, "call_id": Field(Text(), required=True), "output": Field(Text(), required=True)}
    ),
    "mcp_approval_response": Object(
        {
            "type": _TYPE,
            "id": Field(Text(max_length=32)),
            "approval_request_id": Field(Text(), required=True),
            "approve": Field(Flag(), required=True),
            "reason": Field(Text(), nullable=True),
        }
    ),
}

ITEM = Tagged("type", _ITEMS)
"""`item` of a `conversation.item.create`."""

ITEM_OR_REFERENCE = Tagged(
    "type", {**_ITEMS, "item_reference": Object({"type": _TYPE, "id": Field(Text(), required=True)})}
)
"""A member of `response.input`: an item, or the id of one that the conversation holds."""
