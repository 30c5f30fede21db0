"""Every fault does what it says, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import connect

from rtdoctor.errors import UsageError
from rtdoctor.simulator.behaviour import Behaviour
from rtdoctor.simulator.faults import FAULTS, behaviour_with
from rtdoctor.simulator.journal import HttpExchange
from rtdoctor.simulator.options import SimulatorOptions
from rtdoctor.simulator.running import RunningSimulator, start
from rtdoctor.simulator.sound.speech import speak

from .wire import Wire, silence, sound_of

HANDSHAKE_REFUSALS = {
    "bad-key": (401, "401", "PermissionDenied"),
    "key-auth-disabled": (403, "AuthenticationTypeDisabled", "Forbidden"),
    "unknown-deployment": (404, "DeploymentNotFound", "Not Found"),
    "not-a-realtime-model": (400, "OpperationNotSupported", "Bad Request"),
    "rate-limited": (429, "429", "Too Many Requests"),
    "network-rules": (403, "403", "Forbidden"),
    "service-unavailable": (503, "ServiceUnavailable", "Service Unavailable"),
}

PRINTED_ENDPOINTS = {
    "stray-api-version": (
        "{origin}/openai/v1/realtime?api-version=2025-04-01-preview&model=gpt-realtime-1.5",
        401,
    ),
    "preview-path": (
        "{origin}/openai/realtime?api-version=2025-04-01-preview&deployment=gpt-realtime-1.5",
        404,
    ),
}

ANSWERS = {
    "dropped-mid-answer",
    "closed-mid-answer",
    "stalled-answer",
    "silent-audio",
    "no-audio",
    "deaf",
    "out-of-quota",
    "server-error",
}


def test_every_fault_is_tested_here() -> None:
    assert set(FAULTS) == {*HANDSHAKE_REFUSALS, *PRINTED_ENDPOINTS, *ANSWERS}


def test_the_table_is_frozen_and_complete() -> None:
    with pytest.raises(TypeError):
        FAULTS["new"] = FAULTS["bad-key"]  # type: ignore[index]
    for name, fault in FAULTS.items():
        assert fault.name == name
        assert fault.evidence in ("D", "C", "P", "R", "assumed")
        assert fault.expected_domain in ("you", "network", "azure")
        assert fault.imitates.endswith(".")
        assert fault.apply(Behaviour()) != Behaviour()


@pytest.mark.parametrize("name", HANDSHAKE_REFUSALS)
def test_handshake_faults(started: Callable[..., RunningSimulator], name: str) -> None:
    simulator = started(faults=(name,))
    with pytest.raises(InvalidStatus) as caught:
        Wire(simulator)
    response = caught.value.response
    code = json.loads(bytes(response.body or b""))["error"]["code"]
    assert (response.status_code, code, response.reason_phrase) == HANDSHAKE_REFUSALS[name]


def test_a_rate_limited_handshake_says_when_to_come_back(started: Callable[..., RunningSimulator]) -> None:
    simulator = started(faults=("rate-limited",))
    for _ in range(2):
        with pytest.raises(InvalidStatus) as caught:
            Wire(simulator)
        body = json.loads(bytes(caught.value.response.body or b""))
        seconds = caught.value.response.headers["Retry-After"]
        assert "onHandshake" in body["error"]["message"]
        assert f"Please retry after {seconds} seconds." in body["error"]["message"]
    statuses = [exchange.status for exchange in simulator.journal.of(HttpExchange)]
    assert statuses == [429, 429]


@pytest.mark.parametrize("name", PRINTED_ENDPOINTS)
def test_address_faults_are_in_what_is_printed(started: Callable[..., RunningSimulator], name: str) -> None:
    simulator = started(faults=(name,))
    template, status = PRINTED_ENDPOINTS[name]
    assert simulator.endpoint == template.format(origin=simulator.origin)
    assert simulator.environment()["AZURE_OPENAI_ENDPOINT"] == simulator.endpoint
    with pytest.raises(InvalidStatus) as caught:
        connect(
            simulator.endpoint.replace("http", "ws", 1),
            additional_headers={"api-key": simulator.api_key},
            proxy=None,
        )
    assert caught.value.response.status_code == status
    # The service itself is well: the bare origin works.
    with Wire(simulator) as wire:
        assert wire.session["model"] == "gpt-realtime-1.5"


@pytest.mark.parametrize("modality", ["text", "audio"])
def test_a_dropped_answer(started: Callable[..., RunningSimulator], modality: str) -> None:
    wire = Wire(started(faults=("dropped-mid-answer",)))
    wire.say("Hello")
    wire.send("response.create", response={"output_modalities": [modality]})
    seen: list[str] = []
    with pytest.raises(ConnectionClosedError) as caught:
        seen.extend(event["type"] for event in iter(wire.next, None))
    assert caught.value.rcvd is None  # no close frame: code 1006
    assert any(name.endswith(".delta") for name in seen)
    assert "response.done" not in seen


@pytest.mark.parametrize("modality", ["text", "audio"])
def test_a_stalled_answer(started: Callable[..., RunningSimulator], modality: str) -> None:
    with Wire(started(faults=("stalled-answer",))) as wire:
        wire.quiet()
        wire.say("Hello")
        wire.send("response.create", response={"output_modalities": [modality]})
        wire.until("response.output_text.delta" if modality == "text" else "response.output_audio.delta")
        with pytest.raises(TimeoutError):
            list(iter(lambda: wire.socket.recv(timeout=0.4), None))
        assert wire.socket.ping().wait(5)
        assert wire.update()
        # The stall ends as a real one may: the client gives up.
        wire.send("response.cancel")
        assert wire.until("response.done")[-1]["response"]["status"] == "cancelled"


def test_silent_audio(started: Callable[..., RunningSimulator]) -> None:
    with Wire(started(faults=("silent-audio",))) as wire:
        wire.append(speak("one two three", "alloy") + silence(400))
        events = wire.until("response.done")
    sound = sound_of(events)
    assert len(sound) > 48 * 500
    assert not any(sound)
    spoken = events[-1]["response"]
    assert spoken["usage"]["output_token_details"]["audio_tokens"] == -(-len(sound) // (48 * 50))
    assert spoken["output"][0]["content"][0]["transcript"]


def test_an_answer_without_audio(started: Callable[..., RunningSimulator]) -> None:
    with Wire(started(faults=("no-audio",))) as wire:
        wire.say("Hello")
        wire.send("response.create")
        events = wire.until("response.done")
        assert sound_of(events) == b""
        assert events[-1]["response"]["status"] == "completed"
        assert events[-1]["response"]["usage"]["output_token_details"]["audio_tokens"] == 0
        transcript = next(
            event for event in events if event["type"] == "response.output_audio_transcript.done"
        )
        assert transcript["transcript"] == "You said: Hello."
        wire.next()
        wire.send("response.create", response={"output_modalities": ["text"]})
        assert wire.until("response.done")[-1]["response"]["usage"]["output_tokens"] > 0


def test_a_deaf_service_counts_no_audio(started: Callable[..., RunningSimulator]) -> None:
    with Wire(started(faults=("deaf",))) as wire:
        wire.append(speak("one two three", "alloy") + silence(400))
        events = wire.until("response.done")
    assert "input_audio_buffer.committed" in [event["type"] for event in events]
    assert events[-1]["response"]["usage"]["input_token_details"]["audio_tokens"] == 0


def test_a_response_that_fails_for_quota(started: Callable[..., RunningSimulator]) -> None:
    with Wire(started(faults=("out-of-quota",))) as wire:
        wire.send("response.create")
        created, done = wire.until("response.done")
        assert created["type"] == "response.created"
        assert done["response"]["status"] == "failed"
        assert done["response"]["status_details"]["error"]["code"] == "rate_limit_exceeded"
        assert done["response"]["output"] == []
        wire.next()
        assert wire.update()


def test_a_response_that_fails_with_a_server_error(started: Callable[..., RunningSimulator]) -> None:
    with Wire(started(faults=("server-error",))) as wire:
        wire.send("response.create")
        _, error, done = wire.until("response.done")
        assert error["error"]["type"] == "server_error"
        assert done["response"]["status_details"]["error"]["message"] == error["error"]["message"]


def test_a_closed_answer(started: Callable[..., RunningSimulator]) -> None:
    wire = Wire(started(faults=("closed-mid-answer",)))
    wire.say("Hello")
    wire.send("response.create")
    seen: list[str] = []
    with pytest.raises(ConnectionClosedError) as caught:
        seen.extend(event["type"] for event in iter(wire.next, None))
    assert caught.value.rcvd is not None
    assert caught.value.rcvd.code == 1011


def test_a_network_rule_closes_everything(started: Callable[..., RunningSimulator]) -> None:
    simulator = started(faults=("network-rules",))
    answer = httpx.get(f"{simulator.origin}/openai/deployments?api-version=2022-12-01")
    assert answer.status_code == 403
    assert answer.headers["policy-id"] == "ThrowExceptionDueToTrafficDenied"


def test_faults_combine_unless_they_want_the_same_thing_differently() -> None:
    assert behaviour_with(()) == Behaviour()
    both = behaviour_with(("bad-key", "silent-audio", "bad-key"))
    assert (both.key_accepted, both.sound) == (False, "silence")
    with pytest.raises(UsageError, match="'dropped-mid-answer' and 'stalled-answer' exclude each other"):
        behaviour_with(("dropped-mid-answer", "stalled-answer"))


def test_an_unknown_fault_is_a_usage_error_with_near_misses() -> None:
    with pytest.raises(UsageError, match="unknown fault 'stalled'") as caught:
        start(SimulatorOptions(faults=("stalled",)))
    assert caught.value.hint == "did you mean stalled-answer?"
