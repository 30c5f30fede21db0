"""`session.update`: all or nothing, in the service's words."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rtdoctor.simulator.running import RunningSimulator

from .wire import Wire

FULL: dict[str, Any] = {
    "type": "realtime",
    "model": "gpt-realtime-1.5",
    "output_modalities": ["audio"],
    "instructions": "Be brief.",
    "audio": {
        "input": {
            "format": {"type": "audio/pcm", "rate": 24000},
            "noise_reduction": {"type": "near_field", "strength": 0.5},
            "transcription": {"model": "gpt-4o-mini-transcribe", "language": "en", "prompt": "names"},
            "turn_detection": {
                "type": "server_vad",
                "threshold": 0.6,
                "prefix_padding_ms": 200,
                "silence_duration_ms": 400,
                "idle_timeout_ms": 6000,
                "create_response": True,
                "interrupt_response": False,
            },
        },
        "output": {"format": {"type": "audio/pcm", "rate": 24000}, "voice": "marin", "speed": 1.1},
    },
    "tools": [
        {"type": "function", "name": "f", "description": "d", "parameters": {"type": "object"}},
        {
            "type": "mcp",
            "server_label": "s",
            "server_url": "https://example.org",
            "headers": {"a": "b"},
            "allowed_tools": ["t"],
            "require_approval": {"never": {"tool_names": ["t"]}},
        },
    ],
    "tool_choice": {"type": "function", "name": "f"},
    "max_output_tokens": 200,
    "include": ["item.input_audio_transcription.logprobs"],
    "prompt": {"id": "pmpt_1", "version": "2", "variables": {"city": "Bonn"}},
    "tracing": {"workflow_name": "w", "group_id": "g", "metadata": {"k": "v"}},
    "truncation": {
        "type": "retention_ratio",
        "retention_ratio": 0.8,
        "token_limits": {"post_instructions": 8000},
    },
}

FREE = (("tools", 0, "parameters"), ("tracing", "metadata"), ("prompt", "variables"), ("tools", 1, "headers"))
"""Places whose members are the client's own."""


@pytest.fixture(scope="module")
def wire(healthy: RunningSimulator) -> Iterator[Wire]:
    with Wire(healthy) as connected:
        yield connected


def objects(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all objects whose members the service knows."""
    if path in FREE:
        return
    if isinstance(value, dict):
        yield path
        for name, member in value.items():
            yield from objects(member, (*path, name))
    if isinstance(value, list):
        for index, member in enumerate(value):
            yield from objects(member, (*path, index))


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def written(path: tuple[str | int, ...]) -> str:
    return "session" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


def test_the_defaults_of_session_created(healthy: RunningSimulator) -> None:
    with Wire(healthy) as fresh:
        session = fresh.session
    assert session.pop("id").startswith("sess_")
    assert session.pop("instructions")
    assert session.pop("expires_at") > 1_700_000_000
    assert session == {
        "type": "realtime",
        "object": "realtime.session",
        "model": "gpt-realtime-1.5",
        "output_modalities": ["audio"],
        "tools": [],
        "tool_choice": "auto",
        "max_output_tokens": "inf",
        "tracing": None,
        "truncation": "auto",
        "prompt": None,
        "audio": {
            "input": {
                "format": {"type": "audio/pcm", "rate": 24000},
                "transcription": None,
                "noise_reduction": None,
                "turn_detection": {
                    "type": "server_vad",
                    "threshold": 0.5,
                    "prefix_padding_ms": 300,
                    "silence_duration_ms": 200,
                    "idle_timeout_ms": None,
                    "create_response": True,
                    "interrupt_response": True,
                },
            },
            "output": {"format": {"type": "audio/pcm", "rate": 24000}, "voice": "alloy", "speed": 1.0},
        },
        "include": None,
    }


def test_everything_known_is_accepted_and_shown(healthy: RunningSimulator) -> None:
    with Wire(healthy) as fresh:
        session = fresh.update(**{name: value for name, value in FULL.items() if name != "type"})
    for name, value in FULL.items():
        if name != "audio":
            assert session[name] == value
    assert session["audio"] == FULL["audio"]


def test_only_what_is_present_changes(healthy: RunningSimulator) -> None:
    with Wire(healthy) as fresh:
        before = fresh.update()
        assert before == fresh.session
        after = fresh.update(audio={"input": {"turn_detection": {"type": "server_vad", "threshold": 0.9}}})
        before["audio"]["input"]["turn_detection"]["threshold"] = 0.9
        assert after == before
        kept = fresh.update(
            audio={"input": {"turn_detection": {"type": "server_vad", "silence_duration_ms": 700}}}
        )
        assert kept["audio"]["input"]["turn_detection"]["threshold"] == 0.9
        semantic = fresh.update(audio={"input": {"turn_detection": {"type": "semantic_vad"}}})
        assert semantic["audio"]["input"]["turn_detection"] == {
            "type": "semantic_vad",
            "eagerness": "auto",
            "create_response": True,
            "interrupt_response": True,
        }
        assert (
            fresh.update(audio={"input": {"turn_detection": None}})["audio"]["input"]["turn_detection"]
            is None
        )


BETA = {
    "modalities": ["text", "audio"],
    "voice": "alloy",
    "input_audio_format": "pcm16",
    "turn_detection": {"type": "server_vad"},
    "temperature": 0.8,
}


@pytest.mark.parametrize(
    ("session", "code", "message", "param"),
    [
        (
            BETA,
            "missing_required_parameter",
            "Missing required parameter: 'session.type'.",
            "session.type",
        ),
        (
            {"type": "realtime", **BETA},
            "unknown_parameter",
            "Unknown parameter: 'session.modalities'.",
            "session.modalities",
        ),
        (
            {"type": "transcription", "audio": {}},
            "invalid_parameter",
            "Passing a transcription session update event to a realtime session is not allowed.",
            None,
        ),
        (
            {"type": "realtime", "audio": {"input": {"format": "pcm16"}}},
            "invalid_type",
            "Invalid type for 'session.audio.input.format': expected an object, but got a string instead.",
            "session.audio.input.format",
        ),
        (
            {"type": "realtime", "audio": {"input": {"format": {"type": "audio/pcm", "rate": 16000}}}},
            "integer_below_min_value",
            "Invalid 'session.audio.input.format.rate': integer below minimum value. "
            "Expected a value >= 24000, but got 16000 instead.",
            "session.audio.input.format.rate",
        ),
        (
            {"type": "realtime", "audio": {"input": {"turn_detection": {"type": "none"}}}},
            "invalid_value",
            "Invalid value: 'none'. Supported values are: 'server_vad' and 'semantic_vad'.",
            "session.audio.input.turn_detection.type",
        ),
        (
            {"type": "realtime", "audio": {"input": {"turn_detection": {"threshold": 0.5}}}},
            "missing_required_parameter",
            "Missing required parameter: 'session.audio.input.turn_detection.type'.",
            "session.audio.input.turn_detection.type",
        ),
        (
            {"type": "realtime", "output_modalities": ["text", "audio"]},
            "invalid_value",
            "Invalid modalities: ['text', 'audio']. Supported combinations are: ['text'] and ['audio'].",
            "session.output_modalities",
        ),
        (
            {"type": "realtime", "output_modalities": []},
            "invalid_value",
            "Invalid modalities: []. Supported combinations are: ['text'] and ['audio'].",
            "session.output_modalities",
        ),
        (
            {"type": "realtime", "max_output_tokens": 5000},
            "integer_above_max_value",
            "Invalid 'session.max_output_tokens': integer above maximum value. "
            "Expected a value <= 4096, but got 5000 instead.",
            "session.max_output_tokens",
        ),
        (
            {"type": "realtime", "tools": [{"type": "function", "function": {"name": "f"}}]},
            "missing_required_parameter",
            "Missing required parameter: 'session.tools[0].name'.",
            "session.tools[0].name",
        ),
        (
            {"type": "realtime", "tools": [{"type": "function", "name": "f", "strict": True}]},
            "unknown_parameter",
            "Unknown parameter: 'session.tools[0].strict'.",
            "session.tools[0].strict",
        ),
        (
            {"type": "realtime", "model": "gpt-4o-realtime-preview"},
            "invalid_value",
            "Cannot update a session's model.",
            "session.model",
        ),
        (
            {"type": "realtime", "reasoning": {"effort": "low"}},
            "unknown_parameter",
            "Unknown parameter: 'session.reasoning'.",
            "session.reasoning",
        ),
        (
            None,
            "invalid_type",
            "Invalid type for 'session': expected an object, but got null instead.",
            "session",
        ),
    ],
)
def test_refusals(wire: Wire, session: Any, code: str, message: str, param: str | None) -> None:
    error = wire.refused("session.update", session=session, event_id="event_mine")
    assert error == {
        "type": "invalid_request_error",
        "code": code,
        "message": message,
        "param": param,
        "event_id": "event_mine",
    }


def test_without_an_event_id_the_error_names_none(wire: Wire) -> None:
    assert wire.refused("session.update", session={})["event_id"] is None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_unknown_member_anywhere_refuses_the_whole_update(wire: Wire, data: st.DataObject) -> None:
    """Whatever the depth, the update is named, refused, and nothing of it is applied."""
    before = wire.update()
    place = data.draw(st.sampled_from(sorted(objects(FULL), key=str)))
    target = at(FULL, place)
    name = data.draw(st.from_regex(r"[a-z_]{1,12}", fullmatch=True).filter(lambda text: text not in target))
    # `rate` and the like are known elsewhere in the same union, never here.
    mutated = copy.deepcopy(FULL)
    mutated["instructions"] = data.draw(st.text(max_size=20))
    at(mutated, place)[name] = data.draw(st.none() | st.booleans() | st.integers() | st.text(max_size=5))

    if _known_there(place, name):
        return
    error = wire.refused("session.update", session=mutated)
    assert error["code"] == "unknown_parameter"
    assert error["param"] == f"{written(place)}.{name}"
    assert wire.update() == before


def _known_there(place: tuple[str | int, ...], name: str) -> bool:
    """Members that FULL leaves out and the service knows."""
    optional = {
        ("audio", "input", "transcription"): {"languages", "keywords", "delay"},
        ("tools", 1): {"server_description", "connector_id", "authorization", "defer_loading"},
        ("tools", 1, "require_approval"): {"always"},
        ("tools", 1, "require_approval", "never"): {"read_only"},
    }
    return name in optional.get(place, set())


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "properties", "required", "enum", "a"]),
            inner | st.sampled_from(["object", "string"]),
            max_size=4,
        )
    ),
    max_leaves=10,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parameters=JSON)
def test_any_parameters_of_a_tool_are_taken(wire: Wire, parameters: Any) -> None:
    tool = {"type": "function", "name": "f", "parameters": parameters}
    wire.send("response.create", response={"tools": [tool], "tool_choice": "required", "input": []})
    done = wire.until("rate_limits.updated")[-2]["response"]
    assert done["status"] == "completed"
    json.loads(done["output"][0]["arguments"])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    message=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["type", "session", "audio", "input", "item", "response", "event_id", "tools"]
                )
                | st.text(max_size=5),
                inner
                | st.sampled_from(
                    ["session.update", "response.create", "conversation.item.create", "realtime"]
                ),
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
@example(message={"type": "response.create"})
def test_no_json_breaks_the_socket(wire: Wire, message: Any) -> None:
    """Any JSON at all is answered, and the session goes on."""
    before = wire.update()
    wire.socket.send(json.dumps(message))
    if wire.next()["type"] == "response.created":
        # A whole turn was asked for: its other events must not be taken for the next answer.
        wire.until("rate_limits.updated")
    after = wire.update()
    assert after["id"] == before["id"]
