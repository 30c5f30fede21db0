"""The newest official `openai` package talks to the simulator over TLS, and every event is what it says it is.

The package constructs loosely and falls back to untyped values, so each event is checked twice: it must be an instance
of a class of the package's own union, and the bytes must pass that class under pydantic's strict mode.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import subprocess
import sys
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot
from openai import AsyncOpenAI, OpenAI
from openai.types.realtime import RealtimeServerEvent
from pydantic import BaseModel, TypeAdapter

from rtdoctor.simulator.running import RunningSimulator
from rtdoctor.simulator.sound.speech import speak

EVENT_CLASSES = typing.get_args(typing.get_args(RealtimeServerEvent)[0])

TOOL = {
    "type": "function",
    "name": "get_weather",
    "description": "The weather in a city.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}

CALLER = Path(__file__).parent / "official_caller.py"


@pytest.fixture
def trusted(started: Callable[..., RunningSimulator], monkeypatch: pytest.MonkeyPatch) -> RunningSimulator:
    """A TLS simulator that this process trusts."""
    simulator = started(tls=True)
    for name, value in simulator.environment().items():
        monkeypatch.setenv(name, value)
    return simulator


def strictly(raw: bytes) -> Any:
    """The event of these bytes in the package's own concrete type, validated without any leniency."""
    matching = [kind for kind in EVENT_CLASSES if _literal(kind) == json.loads(raw)["type"]]
    assert len(matching) == 1, raw[:200]
    event = TypeAdapter(matching[0]).validate_json(raw, strict=True)
    _no_fallback(event)
    return event


def _literal(kind: type[BaseModel]) -> str:
    return str(typing.get_args(kind.model_fields["type"].annotation)[0])


def _no_fallback(model: BaseModel) -> None:
    """Nothing the type declares as required may be missing, here or in any nested model."""
    for name, info in type(model).model_fields.items():
        assert not info.is_required() or name in model.model_fields_set, (type(model), name)
        value = getattr(model, name, None)
        for nested in value if isinstance(value, list) else [value]:
            if isinstance(nested, BaseModel):
                _no_fallback(nested)


def extras(model: BaseModel) -> set[str]:
    """The members that the package's types do not name, here and below."""
    found = {f"{type(model).__name__}.{name}" for name in model.model_extra or {}}
    for name in type(model).model_fields:
        value = getattr(model, name, None)
        for nested in value if isinstance(value, list) else [value]:
            if isinstance(nested, BaseModel):
                found |= extras(nested)
    return found


def test_a_text_and_an_audio_turn_with_the_synchronous_client(trusted: RunningSimulator) -> None:
    client = OpenAI()
    seen: list[Any] = []
    with client.realtime.connect(model=trusted.deployment) as connection:

        def until(event_type: str) -> Any:
            while True:
                event = strictly(connection.recv_bytes())
                assert isinstance(connection.parse_event(event.to_json().encode()), type(event))
                seen.append(event)
                if event.type == event_type:
                    return event

        until("session.created")
        connection.session.update(session={"type": "realtime", "output_modalities": ["text"]})
        until("session.updated")
        connection.conversation.item.create(
            item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Say hi"}]}
        )
        connection.response.create()
        done = until("response.done")
        assert done.response.status == "completed"
        assert done.response.output[0].content[0].text == "You said: Say hi."
        until("rate_limits.updated")

        connection.session.update(
            session={
                "type": "realtime",
                "output_modalities": ["audio"],
                "audio": {
                    "input": {
                        "turn_detection": None,
                        "transcription": {"model": "gpt-4o-mini-transcribe"},
                    }
                },
            }
        )
        until("session.updated")
        spoken = speak("one two three four", "alloy").tobytes()
        for start in range(0, len(spoken), 4800):
            chunk = base64.b64encode(spoken[start : start + 4800]).decode()
            connection.input_audio_buffer.append(audio=chunk)
        connection.input_audio_buffer.commit()
        connection.response.create()
        done = until("response.done")
        until("rate_limits.updated")
        assert done.response.usage.input_token_details.audio_tokens == 15  # 1.44 s, one per 100 ms

        connection.conversation.item.retrieve(item_id=done.response.output[0].id)
        until("conversation.item.retrieved")
        connection.conversation.item.truncate(
            item_id=done.response.output[0].id, content_index=0, audio_end_ms=300
        )
        until("conversation.item.truncated")
        connection.conversation.item.delete(item_id=done.response.output[0].id)
        until("conversation.item.deleted")
        connection.input_audio_buffer.clear()
        until("input_audio_buffer.cleared")
        connection.response.cancel()
        assert until("error").error.code == "response_cancel_not_active"
        connection.session.update(session={"type": "realtime", "modalities": ["text"]})  # type: ignore[typeddict-unknown-key]
        assert until("error").error.message == "Unknown parameter: 'session.modalities'."

    # What is sent beyond the types is what the service was seen to send, and nothing more.
    assert sorted(set().union(*map(extras, seen))) == snapshot(
        [
            "ConversationItemInputAudioTranscriptionDeltaEvent.obfuscation",
            "RealtimeSessionCreateRequest.expires_at",
            "RealtimeSessionCreateRequest.id",
            "RealtimeSessionCreateRequest.object",
            "ResponseAudioTranscriptDeltaEvent.obfuscation",
            "ResponseTextDeltaEvent.obfuscation",
        ]
    )
    for event_type in (
        "response.output_audio.delta",
        "response.output_audio_transcript.delta",
        "response.output_text.delta",
        "conversation.item.input_audio_transcription.completed",
    ):
        assert any(event.type == event_type for event in seen)


def test_voice_detection_and_a_function_call_with_the_asynchronous_client(trusted: RunningSimulator) -> None:
    async def talk() -> list[Any]:
        seen: list[Any] = []
        async with AsyncOpenAI() as client, client.realtime.connect(model=trusted.deployment) as connection:

            async def until(event_type: str) -> Any:
                while True:
                    seen.append(strictly(await connection.recv_bytes()))
                    if seen[-1].type == event_type:
                        return seen[-1]

            await until("session.created")
            spoken = speak("one two three", "alloy").tobytes() + bytes(48 * 600)
            for start in range(0, len(spoken), 4800):
                chunk = base64.b64encode(spoken[start : start + 4800]).decode()
                await connection.input_audio_buffer.append(audio=chunk)
            await until("response.done")
            await connection.session.update(
                session={"type": "realtime", "tools": [TOOL], "tool_choice": "required"}  # type: ignore[list-item]
            )
            await until("session.updated")
            await connection.response.create(response={"output_modalities": ["text"]})
            called = (await until("response.done")).response.output[0]
            assert json.loads(called.arguments) == {"city": "example"}
            await connection.conversation.item.create(
                item={"type": "function_call_output", "call_id": called.call_id, "output": "sunny"}
            )
            await connection.response.create(
                response={"tool_choice": "none", "output_modalities": ["text"], "metadata": {"step": "2"}}
            )
            answered = (await until("response.done")).response
            assert answered.output[0].content[0].text == "The result is sunny."
            assert answered.metadata == {"step": "2"}
        return seen

    types = {event.type for event in asyncio.run(talk())}
    assert {
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "response.function_call_arguments.delta",
        "response.function_call_arguments.done",
    } <= types


def test_the_printed_variables_alone_lead_a_program_here(started: Callable[..., RunningSimulator]) -> None:
    simulator = started(tls=True)
    _call(sys.executable, simulator, HTTPS_PROXY="http://127.0.0.1:9", HTTP_PROXY="http://127.0.0.1:9")


def test_a_program_that_does_not_trust_the_authority_is_refused_by_itself(
    started: Callable[..., RunningSimulator],
) -> None:
    simulator = started(tls=True)
    clean = {
        name: value for name, value in os.environ.items() if not name.endswith(("_CERT_FILE", "_BUNDLE"))
    }
    finished = subprocess.run(
        [sys.executable, str(CALLER)],
        env=clean
        | {
            name: value
            for name, value in simulator.environment().items()
            if "CERT" not in name and "BUNDLE" not in name
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode != 0
    assert "CERTIFICATE_VERIFY_FAILED" in finished.stderr


@pytest.mark.full
def test_the_first_package_with_the_ga_shape(
    started: Callable[..., RunningSimulator], tmp_path: Path
) -> None:
    """openai 1.107.1, which always speaks TLS, in an environment of its own."""
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    python = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run(
        [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "openai[realtime]==1.107.1",
        ],
        check=True,
    )
    _call(str(python), started(tls=True))


def _call(python: str, simulator: RunningSimulator, **more: str) -> None:
    finished = subprocess.run(
        [python, str(CALLER)],
        env={**os.environ, **simulator.environment(), **more},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.split() == ["text", "audio", "error"]
