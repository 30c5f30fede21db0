"""Items as a client describes them and as the buffer makes them."""

from __future__ import annotations

from typing import Any

from rtdoctor.simulator.session.conversation import Item
from rtdoctor.simulator.session.ids import new_id
from rtdoctor.simulator.session.input_buffer import decode_audio
from rtdoctor.simulator.sound.formats import bytes_per_ms


def described_item(wire: dict[str, Any], path: str, input_format: str) -> Item:
    """The item of a well-formed `wire`; its sound is decoded and not shown again.

    Raises `RefusedError` for audio that is no base64; `path` is where the item stands in the client event.
    """
    shown = {
        "id": new_id("item"),
        **wire,
        "object": "realtime.item",
        "status": wire.get("status", "completed"),
    }
    if wire["type"] == "function_call":
        shown.setdefault("call_id", new_id("call"))
    item = Item(shown, sound_format=input_format)
    if wire["type"] != "message":
        return item
    shown["content"] = []
    for index, part in enumerate(wire["content"]):
        if part["type"] != "input_audio":
            shown["content"].append(part)
            continue
        data = decode_audio(part["audio"], f"{path}.content[{index}].audio")
        item.sound[index] = data
        item.user_ms += len(data) / bytes_per_ms(input_format)
        shown["content"].append({"type": "input_audio", "transcript": part.get("transcript")})
    return item


def heard_item(item_id: str, data: bytes, input_format: str) -> Item:
    """The user's item of committed audio."""
    return Item(
        {
            "id": item_id,
            "object": "realtime.item",
            "type": "message",
            "status": "completed",
            "role": "user",
            "content": [{"type": "input_audio", "transcript": None}],
        },
        sound={0: data},
        sound_format=input_format,
        user_ms=len(data) / bytes_per_ms(input_format),
    )
