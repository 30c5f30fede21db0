"""Turns of a Voice Live session on the wire: written, spoken, interrupted."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from inline_snapshot import snapshot

from rtdoctor.simulator.running import RunningSimulator
from rtdoctor.simulator.sound.formats import PCM_16K, from_samples
from rtdoctor.simulator.sound.speech import speak

from .voice_live_wire import VoiceLiveWire
from .wire import names, silence


def test_a_text_turn(healthy: RunningSimulator) -> None:
    with VoiceLiveWire(healthy) as wire:
        wire.update(modalities=["text"], temperature=0.7)
        wire.say("Say hi")
        wire.send("response.create")
        events = wire.until("response.done")
    assert names(events) == snapshot(
        [
            "response.created",
            "response.output_item.added",
            "conversation.item.created",
            "response.content_part.added",
            "response.text.delta",
            "response.text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.done",
        ]
    )
    assert "".join(e["delta"] for e in events if e["type"] == "response.text.delta") == "You said: Say hi."
    assert not any("obfuscation" in event for event in events)
    response = events[-1]["response"]
    assert response["output"][0]["content"] == [{"type": "text", "text": "You said: Say hi."}]
    assert {name: response[name] for name in response if name not in ("id", "output", "usage", "object")} == {
        "status": "completed",
        "status_details": None,
        "conversation_id": response["conversation_id"],
        "modalities": ["text"],
        "voice": {"name": "alloy", "type": "openai"},
        "output_audio_format": "pcm16",
        "temperature": None,
        "max_output_tokens": "inf",
        "metadata": None,
    }
    assert response["usage"]["output_token_details"] == {
        "text_tokens": 6,
        "audio_tokens": 0,
        "reasoning_tokens": 0,
    }


@pytest.mark.parametrize(
    ("session", "per_ms"),
    [
        ({}, (48, 48)),
        ({"input_audio_sampling_rate": 16000, "output_audio_format": "pcm16_16000hz"}, (32, 32)),
        ({"input_audio_sampling_rate": 8000, "output_audio_format": "pcm16_8000hz"}, (16, 16)),
        ({"input_audio_format": "g711_ulaw", "output_audio_format": "g711_alaw"}, (8, 8)),
    ],
    ids=["24 kHz", "16 kHz", "8 kHz", "G.711"],
)
def test_audio_in_every_format_is_counted_by_its_length(
    healthy: RunningSimulator, session: dict[str, Any], per_ms: tuple[int, int]
) -> None:
    with VoiceLiveWire(healthy) as wire:
        updated = wire.update(turn_detection=None, **session)
        assert updated["input_audio_sampling_rate"] == per_ms[0] * 500 if per_ms[0] > 8 else 8000
        wire.send("input_audio_buffer.append", audio=base64.b64encode(bytes(per_ms[0] * 1000)).decode())
        wire.ask("input_audio_buffer.commit")
        wire.until("conversation.item.created")
        wire.send("response.create")
        events = wire.until("response.done")
    heard = events[-1]["response"]["usage"]
    assert heard["input_token_details"]["audio_tokens"] == 10  # 1 s, one per 100 ms
    sound = b"".join(base64.b64decode(e["delta"]) for e in events if e["type"] == "response.audio.delta")
    assert heard["output_token_details"]["audio_tokens"] == -(-len(sound) // (per_ms[1] * 50))


def test_speech_under_azures_semantic_detection_is_a_turn(healthy: RunningSimulator) -> None:
    with VoiceLiveWire(healthy) as wire:
        wire.update(
            modalities=["text", "audio"],
            voice={"type": "azure-standard", "name": "en-US-AvaNeural"},
            turn_detection={"type": "azure_semantic_vad", "silence_duration_ms": 300},
            input_audio_transcription={"model": "azure-speech"},
        )
        wire.append(speak("one two three", "alloy"))
        wire.append(silence(400))
        events = wire.until("response.done")
    assert [name for name in names(events) if name.startswith(("input_audio_buffer", "conversation"))] == [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.created",
        "conversation.item.input_audio_transcription.delta",
        "conversation.item.input_audio_transcription.completed",
        "conversation.item.created",
    ]
    spoken = events[-1]["response"]
    assert spoken["voice"] == {"type": "azure-standard", "name": "en-US-AvaNeural"}
    assert spoken["modalities"] == ["text", "audio"]
    assert spoken["output"][0]["content"][0]["type"] == "audio"
    assert {"response.audio.delta", "response.audio.done", "response.audio_transcript.done"} <= set(
        names(events)
    )


def test_speech_at_16_khz_is_timed_by_its_own_rate(healthy: RunningSimulator) -> None:
    with VoiceLiveWire(healthy) as wire:
        wire.update(
            modalities=["text"],
            input_audio_sampling_rate=16000,
            turn_detection={"type": "server_vad", "prefix_padding_ms": 0, "silence_duration_ms": 200},
        )
        speech = from_samples(silence(1000) + speak("one two three", "alloy") + silence(400), PCM_16K)
        for start in range(0, len(speech), 1001):
            chunk = base64.b64encode(speech[start : start + 1001]).decode()
            wire.send("input_audio_buffer.append", audio=chunk)
        events = {event["type"]: event for event in wire.until("input_audio_buffer.committed")}
    # "one two three" takes 1080 ms; a frame is 20 ms, the silence 200 ms.
    assert abs(events["input_audio_buffer.speech_started"]["audio_start_ms"] - 1000) <= 40
    assert abs(events["input_audio_buffer.speech_stopped"]["audio_end_ms"] - 2280) <= 100


def test_an_echo_in_azures_slower_formats(started: Callable[..., RunningSimulator]) -> None:
    with VoiceLiveWire(started(echo=True)) as wire:
        wire.update(turn_detection=None, input_audio_sampling_rate=16000, output_audio_format="pcm16_8000hz")
        said = from_samples(speak("one two three", "alloy"), PCM_16K)
        wire.send("input_audio_buffer.append", audio=base64.b64encode(said).decode())
        wire.send("input_audio_buffer.commit")
        wire.send("response.create")
        events = wire.until("response.done")
    heard = b"".join(base64.b64decode(e["delta"]) for e in events if e["type"] == "response.audio.delta")
    assert heard == b"".join(said[at : at + 2] for at in range(0, len(said), 4))


def test_a_delay_may_be_asked_for_by_the_name_the_event_has_here(
    started: Callable[..., RunningSimulator],
) -> None:
    simulator = started(latency_ms={"response.text.done": 30.0})
    with VoiceLiveWire(simulator) as wire:
        wire.update(modalities=["text"])
        wire.send("response.create")
        wire.until("response.done")
    assert [delay.took_ms >= 30 for delay in simulator.journal.delays("response.text.done")] == [True]


def test_a_response_of_its_own_shape(healthy: RunningSimulator) -> None:
    given = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Only this"}]}
    with VoiceLiveWire(healthy) as wire:
        wire.quiet()
        wire.say("Before")
        asked = {"modalities": ["text"], "voice": "marin", "output_audio_format": "g711_ulaw"}
        wire.send("response.create", response={**asked, "commit": False, "input_items": [given]})
        alone = wire.until("response.done")[-1]["response"]
        wire.send("response.create", response={"modalities": ["text"], "append_input_items": [given]})
        appended = wire.until("response.done")[-1]["response"]
        error = wire.refused("response.create", response={"output_modalities": ["text"]})
    assert alone["output"][0]["content"][0]["text"] == "You said: Only this."
    assert (alone["conversation_id"], alone["voice"], alone["output_audio_format"]) == (
        None,
        {"name": "marin", "type": "openai"},
        "g711_ulaw",
    )
    assert appended["usage"]["input_tokens"] > alone["usage"]["input_tokens"]
    assert error["message"] == "Unknown parameter: 'response.output_modalities'."


def test_a_new_response_takes_the_place_of_one_in_progress_unless_told_not_to(
    started: Callable[..., RunningSimulator],
) -> None:
    with VoiceLiveWire(started(latency_ms={"first_text": 300.0})) as wire:
        wire.update(modalities=["text"])
        wire.send("response.create")
        wire.until("response.content_part.added")
        wire.send("response.create", response={"cancel_previous": False})
        assert wire.until("error")[-1]["error"]["code"] == "conversation_already_has_active_response"
        wire.send("response.create")
        first = wire.until("response.done")[-1]["response"]
        second = wire.until("response.done")[-1]["response"]
    assert (first["status"], second["status"]) == ("cancelled", "completed")


@pytest.mark.parametrize("part", ["text", "output_text"])
def test_history_of_the_assistant_comes_back_as_the_preview_names_it(
    healthy: RunningSimulator, part: str
) -> None:
    with VoiceLiveWire(healthy) as wire:
        content = [{"type": part, "text": "Nice to meet you."}]
        item = {"id": "greeting", "type": "message", "role": "assistant", "content": content}
        created = wire.ask("conversation.item.create", item=item)
        shown = wire.ask("conversation.item.retrieve", item_id="greeting")
    assert created["type"] == "conversation.item.created"
    assert (
        created["item"]["content"]
        == shown["item"]["content"]
        == [{"type": "text", "text": "Nice to meet you."}]
    )


def test_a_truncated_answer_keeps_its_name(healthy: RunningSimulator) -> None:
    with VoiceLiveWire(healthy) as wire:
        wire.quiet()
        wire.say("Hello")
        wire.send("response.create")
        said = wire.until("response.done")[-1]["response"]["output"][0]
        place = {"item_id": said["id"], "content_index": 0, "audio_end_ms": 100}
        assert wire.ask("conversation.item.truncate", **place)["type"] == "conversation.item.truncated"
        shown = wire.ask("conversation.item.retrieve", item_id=said["id"])["item"]["content"][0]
    assert (shown["type"], shown["transcript"], len(base64.b64decode(shown["audio"]))) == (
        "audio",
        None,
        4800,
    )
