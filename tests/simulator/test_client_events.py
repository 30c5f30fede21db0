"""Client events other than `session.update`: what is no event, what is not allowed, what is missing."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosedError

from rtdoctor.simulator.running import RunningSimulator

from .wire import Wire


@pytest.fixture(scope="module")
def wire(healthy: RunningSimulator) -> Iterator[Wire]:
    with Wire(healthy) as connected:
        connected.quiet()
        yield connected


@pytest.mark.parametrize(
    ("message", "code", "text"),
    [
        ("not json", "invalid_json", "Invalid event: failed to parse JSON value."),
        ("[1]", "invalid_json", "Invalid event: failed to parse JSON value."),
        ('{"type":"session.update","x":NaN}', "invalid_json", "Invalid event: failed to parse JSON value."),
        ("[" * 100_000, "invalid_json", "Invalid event: failed to parse JSON value."),
        ("{}", "invalid_event", "The 'type' field is missing."),
        (
            b"\x00\x01",
            "invalid_event",
            "Expected a text WebSocket message; binary frames are not supported.",
        ),
        (
            '{"type":7}',
            "invalid_type",
            "Invalid type for 'type': expected a string, but got an integer instead.",
        ),
    ],
)
def test_what_is_no_event(wire: Wire, message: str | bytes, code: str, text: str) -> None:
    wire.socket.send(message)
    error = wire.next()["error"]
    assert (error["code"], error["message"]) == (code, text)


@pytest.mark.parametrize(
    "event_type", ["ping", "transcription_session.update", "output_audio_buffer.clear", "session.close"]
)
def test_unknown_events_are_answered_with_the_list(wire: Wire, event_type: str) -> None:
    error = wire.refused(event_type)
    assert error["param"] == "type"
    assert error["message"] == (
        f"Invalid value: '{event_type}'. Supported values are: 'session.update', 'input_audio_buffer.append', "
        "'input_audio_buffer.commit', 'input_audio_buffer.clear', 'conversation.item.create', "
        "'conversation.item.truncate', 'conversation.item.delete', 'conversation.item.retrieve', "
        "'response.create', and 'response.cancel'."
    )


def message(role: str, *content: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"item": {"type": "message", "role": role, "content": list(content), **more}}


@pytest.mark.parametrize(
    ("event_type", "members", "code", "param"),
    [
        ("input_audio_buffer.append", {}, "missing_required_parameter", "audio"),
        ("input_audio_buffer.append", {"audio": 1}, "invalid_type", "audio"),
        ("input_audio_buffer.append", {"audio": "AAAA", "x": 1}, "unknown_parameter", "x"),
        ("input_audio_buffer.append", {"audio": "AA=A"}, "invalid_value", "audio"),
        ("input_audio_buffer.append", {"audio": "A A A A "}, "invalid_value", "audio"),
        ("input_audio_buffer.commit", {"audio": ""}, "unknown_parameter", "audio"),
        ("input_audio_buffer.clear", {"event_id": 3}, "invalid_type", "event_id"),
        ("conversation.item.create", {}, "missing_required_parameter", "item"),
        ("conversation.item.create", {"item": {}}, "missing_required_parameter", "item.type"),
        ("conversation.item.create", {"item": {"type": "text"}}, "invalid_value", "item.type"),
        (
            "conversation.item.create",
            {"item": {"type": "message"}},
            "missing_required_parameter",
            "item.role",
        ),
        ("conversation.item.create", message("robot"), "invalid_value", "item.role"),
        (
            "conversation.item.create",
            {"item": {"type": "message", "role": "user"}},
            "missing_required_parameter",
            "item.content",
        ),
        (
            "conversation.item.create",
            {"item": {"type": "message", "role": "user", "content": "Hello"}},
            "invalid_type",
            "item.content",
        ),
        (
            "conversation.item.create",
            message("user", {"type": "text", "text": "x"}),
            "invalid_value",
            "item.content[0].type",
        ),
        (
            "conversation.item.create",
            message("user", {"type": "input_text"}),
            "missing_required_parameter",
            "item.content[0].text",
        ),
        (
            "conversation.item.create",
            message("user", {"type": "input_audio", "audio": "?"}),
            "invalid_value",
            "item.content[0].audio",
        ),
        (
            "conversation.item.create",
            message("assistant", {"type": "text", "text": "x"}),
            "invalid_value",
            "item.content[0].type",
        ),
        (
            "conversation.item.create",
            message("assistant", {"type": "output_audio", "transcript": "x"}),
            "missing_required_parameter",
            "item.content[0].text",
        ),
        (
            "conversation.item.create",
            message("system", {"type": "input_audio", "audio": ""}),
            "invalid_value",
            "item.content[0].type",
        ),
        (
            "conversation.item.create",
            message("user", id="i" * 33),
            "string_above_max_length",
            "item.id",
        ),
        (
            "conversation.item.create",
            {**message("user"), "previous_item_id": "nowhere"},
            "item_create_invalid_previous_item_id",
            "previous_item_id",
        ),
        (
            "conversation.item.create",
            {"item": {"type": "function_call_output", "call_id": "call_x", "output": ""}},
            "invalid_tool_call_id",
            "item.call_id",
        ),
        ("conversation.item.retrieve", {"item_id": "x"}, "item_retrieve_invalid_item_id", "item_id"),
        ("conversation.item.delete", {"item_id": "x"}, "item_delete_invalid_item_id", "item_id"),
        (
            "conversation.item.truncate",
            {"item_id": "x", "content_index": 0, "audio_end_ms": 1},
            "item_truncate_invalid_item_id",
            "item_id",
        ),
        (
            "conversation.item.truncate",
            {"item_id": "x", "content_index": 0},
            "missing_required_parameter",
            "audio_end_ms",
        ),
        (
            "response.create",
            {"response": {"modalities": ["text"]}},
            "unknown_parameter",
            "response.modalities",
        ),
        ("response.create", {"response": {"voice": "alloy"}}, "unknown_parameter", "response.voice"),
        ("response.create", {"response": {"temperature": 0.8}}, "unknown_parameter", "response.temperature"),
        (
            "response.create",
            {"response": {"output_modalities": ["audio", "text"]}},
            "invalid_value",
            "response.output_modalities",
        ),
        ("response.create", {"response": {"conversation": "all"}}, "invalid_value", "response.conversation"),
        (
            "response.create",
            {"response": {"metadata": {"k": 1}}},
            "invalid_type",
            "response.metadata.k",
        ),
        (
            "response.create",
            {"response": {"input": [{"type": "item_reference", "id": "gone"}]}},
            "invalid_value",
            "response.input[0].id",
        ),
        (
            "response.create",
            {"response": {"input": [{"type": "message", "role": "user", "content": [{"type": "audio"}]}]}},
            "invalid_value",
            "response.input[0].content[0].type",
        ),
        ("response.cancel", {}, "response_cancel_not_active", None),
    ],
)
def test_refusals(wire: Wire, event_type: str, members: dict[str, Any], code: str, param: str | None) -> None:
    error = wire.refused(event_type, **members)
    assert (error["code"], error["param"]) == (code, param)


def test_items_are_placed_retrieved_and_deleted(healthy: RunningSimulator) -> None:
    with Wire(healthy) as wire:
        sound = base64.b64encode(bytes(9600)).decode()
        for item_id, content in (
            ("one", {"type": "input_text", "text": "1"}),
            ("two", {"type": "input_audio", "audio": sound, "transcript": "two"}),
        ):
            added = wire.ask("conversation.item.create", **message("user", content, id=item_id))
            assert added["type"] == "conversation.item.added"
            assert wire.next()["type"] == "conversation.item.done"
        assert added["previous_item_id"] == "one"
        assert added["item"]["content"] == [{"type": "input_audio", "transcript": "two"}]

        middle = wire.ask(
            "conversation.item.create",
            previous_item_id="one",
            **message("assistant", {"type": "output_text", "text": "m"}, id="middle"),
        )
        wire.next()
        assert middle["previous_item_id"] == "one"
        first = wire.ask(
            "conversation.item.create",
            previous_item_id="root",
            **message("system", {"type": "input_text", "text": "s"}, id="first"),
        )
        wire.next()
        assert first["previous_item_id"] is None
        assert wire.refused("conversation.item.create", **message("user", id="one"))["param"] == "item.id"

        retrieved = wire.ask("conversation.item.retrieve", item_id="two")
        assert retrieved["item"]["content"][0]["audio"] == sound
        error = wire.refused("conversation.item.truncate", item_id="two", content_index=0, audio_end_ms=1)
        assert error["code"] == "unsupported_content_type"
        assert wire.ask("conversation.item.delete", item_id="two")["type"] == "conversation.item.deleted"
        assert (
            wire.refused("conversation.item.retrieve", item_id="two")["code"]
            == "item_retrieve_invalid_item_id"
        )


def test_an_append_above_the_limit_is_refused_and_the_socket_lives(wire: Wire) -> None:
    error = wire.refused(
        "input_audio_buffer.append", audio=base64.b64encode(bytes(15 * 1024 * 1024 + 2)).decode()
    )
    assert error["param"] == "audio"
    wire.send("input_audio_buffer.append", audio=base64.b64encode(bytes(15 * 1024 * 1024)).decode())
    assert wire.ask("input_audio_buffer.clear")["type"] == "input_audio_buffer.cleared"


def test_text_that_is_no_utf_8_ends_the_socket(healthy: RunningSimulator) -> None:
    with Wire(healthy) as wire:
        wire.socket.send(b"\xff\xfe", text=True)
        with pytest.raises(ConnectionClosedError) as caught:
            wire.next()
    assert caught.value.rcvd is not None
    assert caught.value.rcvd.code == 1007


def test_fragments_and_pings(wire: Wire) -> None:
    text = json.dumps({"type": "input_audio_buffer.clear"})
    wire.socket.send([text[:5], text[5:9], text[9:]])
    assert wire.next()["type"] == "input_audio_buffer.cleared"
    assert wire.socket.ping().wait(5)
