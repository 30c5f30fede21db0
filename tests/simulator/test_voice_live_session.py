"""The configuration of a Voice Live session on the wire: flat, strict, and shown back."""

from __future__ import annotations

from typing import Any

import pytest
from inline_snapshot import snapshot

from rtdoctor.simulator.running import RunningSimulator

from .voice_live_wire import VoiceLiveWire


def test_session_created_is_flat(healthy: RunningSimulator) -> None:
    with VoiceLiveWire(healthy) as wire:
        session = wire.session
    assert {**session, "id": "", "expires_at": 0} == snapshot(
        {
            "id": "",
            "object": "realtime.session",
            "model": "gpt-realtime-1.5-global-standard",
            "modalities": ["audio"],
            "instructions": "You are a helpful assistant who speaks naturally and briefly.",
            "voice": {"name": "alloy", "type": "openai"},
            "input_audio_format": "pcm16",
            "output_audio_format": "pcm16",
            "input_audio_sampling_rate": 24000,
            "input_audio_transcription": None,
            "input_audio_noise_reduction": None,
            "input_audio_echo_cancellation": None,
            "turn_detection": {
                "type": "server_vad",
                "threshold": 0.5,
                "prefix_padding_ms": 300,
                "silence_duration_ms": 200,
                "create_response": True,
                "interrupt_response": True,
                "auto_truncate": False,
                "idle_timeout_ms": None,
                "speech_duration_ms": None,
                "end_of_utterance_detection": None,
                "appended_text_after_truncation": None,
            },
            "tools": [],
            "tool_choice": "auto",
            "max_response_output_tokens": "inf",
            "expires_at": 0,
            "animation": None,
            "avatar": None,
            "output_audio_timestamp_types": None,
            "truncation_strategy": None,
            "include": None,
            "greeting": None,
            "handoff": None,
        }
    )


@pytest.mark.parametrize(
    ("session", "message"),
    [
        ({"type": "realtime"}, "Unknown parameter: 'session.type'."),
        ({"output_modalities": ["text"]}, "Unknown parameter: 'session.output_modalities'."),
        ({"audio": {"output": {"voice": "alloy"}}}, "Unknown parameter: 'session.audio'."),
        ({"max_output_tokens": 10}, "Unknown parameter: 'session.max_output_tokens'."),
        (
            {"turn_detection": {"type": "azure_semantic_vad", "eagerness": "high"}},
            "Unknown parameter: 'session.turn_detection.eagerness'.",
        ),
        (
            {"turn_detection": {"type": "server_vad", "languages": ["en"]}},
            "Unknown parameter: 'session.turn_detection.languages'.",
        ),
        ({"voice": {"type": "azure-standard"}}, "Missing required parameter: 'session.voice.name'."),
        (
            {"input_audio_format": {"type": "audio/pcm"}},
            "Invalid type for 'session.input_audio_format': expected one of "
            "'pcm16','g711_ulaw','g711_alaw', but got an object instead.",
        ),
        (
            {"modalities": []},
            "Invalid modalities: []. Supported combinations are: ['text'] and ['audio', 'text'].",
        ),
        (
            {"input_audio_format": "g711_ulaw", "input_audio_sampling_rate": 24000},
            "Invalid value: '24000'. Supported values are: 8000.",
        ),
        ({"model": "gpt-4.1"}, "Cannot update a session's model."),
    ],
)
def test_what_is_not_of_this_shape_is_refused_and_nothing_applied(
    healthy: RunningSimulator, session: dict[str, Any], message: str
) -> None:
    with VoiceLiveWire(healthy) as wire:
        assert wire.refused("session.update", session={"instructions": "Be brief.", **session})[
            "message"
        ] == (message)
        assert wire.update() == wire.session


@pytest.mark.parametrize(
    "session",
    [
        {"voice": "marin"},
        {"voice": {"type": "azure-standard", "name": "en-US-Ava:DragonHDLatestNeural", "temperature": 0.8}},
        {"voice": {"type": "azure-custom", "name": "mine", "endpoint_id": "e"}},
        {"voice": {"type": "azure-personal", "name": "me", "model": "DragonLatestNeural"}},
        {"turn_detection": {"type": "azure_semantic_vad_multilingual", "languages": ["en", "pl"]}},
        {"turn_detection": {"type": "azure_semantic_vad_en", "remove_filler_words": True}},
        {"turn_detection": {"type": "semantic_vad", "eagerness": "high"}},
        {"turn_detection": None},
        {"input_audio_noise_reduction": {"type": "azure_deep_noise_suppression"}},
        {"input_audio_echo_cancellation": {"type": "server_echo_cancellation"}},
        {"input_audio_transcription": {"model": "azure-speech", "phrase_list": ["rtdoctor"]}},
        {"temperature": 0.8, "max_response_output_tokens": 200, "parallel_tool_calls": False},
        {"modalities": ["text", "audio", "avatar"], "avatar": {"character": "lisa", "customized": False}},
        {"model": "gpt-realtime-1.5"},
    ],
)
def test_what_the_package_can_say_is_taken_and_shown(
    healthy: RunningSimulator, session: dict[str, Any]
) -> None:
    with VoiceLiveWire(healthy) as wire:
        updated = wire.update(**session)
    for name, value in session.items():
        if isinstance(value, dict):
            assert value.items() <= updated[name].items()
        elif name == "voice":
            assert updated[name] == {"name": value, "type": "openai"}
        elif name != "model":
            assert updated[name] == value


def test_what_an_update_leaves_out_stays_but_a_turn_detection_starts_anew(healthy: RunningSimulator) -> None:
    with VoiceLiveWire(healthy) as wire:
        wire.update(instructions="Be brief.", turn_detection={"type": "server_vad", "threshold": 0.9})
        updated = wire.update(turn_detection={"type": "server_vad", "create_response": False})
    assert updated["instructions"] == "Be brief."
    detection = updated["turn_detection"]
    assert (detection["threshold"], detection["prefix_padding_ms"], detection["silence_duration_ms"]) == (
        0.5,
        400,
        500,
    )
    assert detection["create_response"] is False


@pytest.mark.parametrize("name", ["session.avatar.connect", "output_audio_buffer.clear", "nonsense"])
def test_client_events_that_are_not_imitated_are_unknown(healthy: RunningSimulator, name: str) -> None:
    with VoiceLiveWire(healthy) as wire:
        assert wire.refused(name)["message"].startswith(f"Invalid value: '{name}'.")
