"""The Voice Live socket on the wire: its door, its flat session, its event names."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from inline_snapshot import snapshot
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import connect

from rtdoctor.simulator.credentials import issue_token
from rtdoctor.simulator.journal import EventSent, SocketOpened
from rtdoctor.simulator.running import RunningSimulator
from rtdoctor.simulator.sound.formats import PCM_16K, from_samples
from rtdoctor.simulator.sound.speech import speak
from rtdoctor.simulator.surfaces.voice_live import API_VERSIONS, CONNECTION_ERROR, MODELS

from .wire import Wire, names, silence

QUERY = {"api-version": "2025-10-01", "model": "gpt-realtime-1.5"}


def url(simulator: RunningSimulator, **query: str) -> str:
    """The socket's address; of `QUERY` what is not given otherwise, and nothing for an empty value."""
    given = {name: text for name, text in {**QUERY, **query}.items() if text}
    return (
        f"{simulator.origin.replace('http', 'ws', 1)}/voice-live/realtime?{urlencode(given, quote_via=quote)}"
    )


class VoiceLiveWire(Wire):
    """One Voice Live socket after `session.created`, which is `session`."""

    def __init__(self, simulator: RunningSimulator, **query: str) -> None:
        headers = {"api-key": simulator.api_key}
        self._connecting = connect(
            url(simulator, **query), additional_headers=headers, proxy=None, max_size=None
        )
        self.socket = self._connecting.__enter__()
        created = self.next()
        assert created["type"] == "session.created"
        self.session = created["session"]

    def update(self, **session: Any) -> dict[str, Any]:
        answer = self.ask("session.update", session=session)
        assert answer["type"] == "session.updated", answer
        updated: dict[str, Any] = answer["session"]
        return updated

    def quiet(self) -> None:
        self.update(turn_detection=None)

    def say(self, text: str) -> None:
        content = [{"type": "input_text", "text": text}]
        self.send("conversation.item.create", item={"type": "message", "role": "user", "content": content})
        self.until("conversation.item.created")


def refusal(simulator: RunningSimulator, *, key: bool = True, **query: str) -> tuple[int, Any]:
    """Status and body of an upgrade that must be refused."""
    headers = {"api-key": simulator.api_key} if key else {}
    with pytest.raises(InvalidStatus) as refused:
        connect(url(simulator, **query), additional_headers=headers, proxy=None)
    response = refused.value.response
    return response.status_code, json.loads(response.body or b"null")


# The door


@pytest.mark.parametrize("version", API_VERSIONS)
def test_every_published_api_version_opens(healthy: RunningSimulator, version: str) -> None:
    with VoiceLiveWire(healthy, **{"api-version": version}) as wire:
        assert wire.session["object"] == "realtime.session"


@pytest.mark.parametrize("model", MODELS)
def test_every_listed_model_answers(healthy: RunningSimulator, model: str) -> None:
    with VoiceLiveWire(healthy, model=model) as wire:
        assert wire.session["model"].startswith(model)


def test_an_api_version_is_needed(healthy: RunningSimulator) -> None:
    assert refusal(healthy, **{"api-version": ""}) == snapshot(
        (400, {"error": {"code": "BadRequest", "message": "The api-version query parameter is required."}})
    )


def test_an_api_version_of_another_service_is_refused(healthy: RunningSimulator) -> None:
    assert refusal(healthy, **{"api-version": "2025-04-01-preview"}) == snapshot(
        (404, {"error": {"code": "404", "message": "Resource not found"}})
    )


def test_a_model_is_needed(healthy: RunningSimulator) -> None:
    assert refusal(healthy, model="")[0] == 400


def test_a_caller_without_a_credential_is_refused_first(healthy: RunningSimulator) -> None:
    status, body = refusal(healthy, key=False, model="", **{"api-version": ""})
    assert (status, body["message"][:12]) == (401, "Unauthorized")


@pytest.mark.parametrize("place", ["api-key", "Authorization", "header"])
def test_key_and_token_may_stand_in_the_query(healthy: RunningSimulator, place: str) -> None:
    token, _ = issue_token(healthy._resource, "https://ai.azure.com")
    bearer = f"Bearer {token}"
    query = {"api-key": healthy.api_key, "Authorization": bearer}
    given = {} if place == "header" else {place: query[place]}
    headers = {"Authorization": bearer} if place == "header" else {}
    with connect(url(healthy, **given), additional_headers=headers, proxy=None) as socket:
        assert json.loads(socket.recv(timeout=10))["type"] == "session.created"


def test_a_bad_token_in_the_query_is_refused(healthy: RunningSimulator) -> None:
    token, _ = issue_token(healthy._resource, "https://management.azure.com")
    assert refusal(healthy, key=False, Authorization=f"Bearer {token}")[0] == 401


def test_a_plain_request_is_no_upgrade(healthy: RunningSimulator) -> None:
    import httpx

    address = url(healthy).replace("ws", "http", 1)
    assert httpx.get(address, headers={"api-key": healthy.api_key}, trust_env=False).status_code == 426


@pytest.mark.parametrize("fault", ["rate-limited", "service-unavailable"])
def test_a_fault_at_the_door_is_at_this_door_too(
    started: Callable[..., RunningSimulator], fault: str
) -> None:
    status, _ = refusal(started(faults=(fault,)))
    assert status == {"rate-limited": 429, "service-unavailable": 503}[fault]


@pytest.mark.parametrize(
    "model", ["gpt-4o-realtime-preview", "gpt-4o-mini-realtime-preview", "gpt-realtime-2026-02-23"]
)
def test_a_model_that_is_not_listed_fails_inside_the_socket(
    started: Callable[..., RunningSimulator], model: str
) -> None:
    simulator = started()
    headers = {"api-key": simulator.api_key}
    with connect(url(simulator, model=model), additional_headers=headers, proxy=None) as socket:
        event = json.loads(socket.recv(timeout=10))
        assert (event["type"], event["error"]["message"]) == ("error", CONNECTION_ERROR)
        with pytest.raises(ConnectionClosedError) as closed:
            socket.recv(timeout=10)
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1011, CONNECTION_ERROR)
    assert [entry.deployment for entry in simulator.journal.of(SocketOpened)] == [model]
    assert [entry.type for entry in simulator.journal.of(EventSent)] == ["error"]


# The session


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


# Turns


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


def test_credentials_of_the_query_are_not_in_the_transcript(
    started: Callable[..., RunningSimulator], tmp_path: Any
) -> None:
    path = tmp_path / "transcript.jsonl"
    simulator = started(transcript=path)
    token, _ = issue_token(simulator._resource, "https://ai.azure.com")
    for query in ({"api-key": simulator.api_key}, {"Authorization": f"Bearer {token}"}):
        with connect(url(simulator, **query), proxy=None) as socket:
            socket.recv(timeout=10)
    simulator.close()
    written = path.read_text(encoding="utf-8")
    assert "/voice-live/realtime" in written
    assert simulator.api_key not in written
    assert token not in written
    assert token.rpartition(".")[2] not in written
