"""Turns: the order of the events, what ends a response early, and what it costs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from inline_snapshot import snapshot
from websockets.exceptions import ConnectionClosedOK

from rtdoctor.simulator.behaviour import Behaviour
from rtdoctor.simulator.options import SimulatorOptions
from rtdoctor.simulator.resource import Resource
from rtdoctor.simulator.running import RunningSimulator
from rtdoctor.simulator.sound.speech import speak
from rtdoctor.simulator.transcript import NoTranscript

from .wire import Wire, names, silence, sound_of

SLOW = {"response.output_audio.delta": 25.0, "response.output_text.delta": 25.0}


def test_the_order_of_a_text_turn(healthy: RunningSimulator) -> None:
    with Wire(healthy) as wire:
        wire.update(output_modalities=["text"])
        wire.say("Say hi in three words")
        wire.send("response.create")
        events = wire.until("rate_limits.updated")
    assert names(events) == snapshot(
        [
            "response.created",
            "response.output_item.added",
            "conversation.item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "conversation.item.done",
            "response.output_item.done",
            "response.done",
            "rate_limits.updated",
        ]
    )
    done = events[-2]["response"]
    assert done["status"] == "completed"
    assert done["status_details"] is None
    assert done["output"][0]["content"] == [
        {"type": "output_text", "text": "You said: Say hi in three words."}
    ]
    said = "".join(event["delta"] for event in events if event["type"] == "response.output_text.delta")
    assert said == "You said: Say hi in three words."
    parts = [event["part"] for event in events if "part" in event]
    assert parts == [{"type": "text", "text": ""}, {"type": "text", "text": said}]


def test_the_order_of_a_spoken_turn_with_voice_detection(healthy: RunningSimulator) -> None:
    with Wire(healthy) as wire:
        wire.append(silence(500) + speak("one two three", "alloy") + silence(400))
        events = wire.until("rate_limits.updated")
    assert names(events) == snapshot(
        [
            "input_audio_buffer.speech_started",
            "input_audio_buffer.speech_stopped",
            "input_audio_buffer.committed",
            "conversation.item.added",
            "conversation.item.done",
            "response.created",
            "response.output_item.added",
            "conversation.item.added",
            "response.content_part.added",
            "response.output_audio_transcript.delta",
            "response.output_audio.delta",
            "response.output_audio_transcript.delta",
            "response.output_audio.delta",
            "response.output_audio_transcript.delta",
            "response.output_audio.delta",
            "response.output_audio_transcript.delta",
            "response.output_audio.delta",
            "response.output_audio_transcript.delta",
            "response.output_audio.delta",
            "response.output_audio_transcript.delta",
            "response.output_audio.delta",
            "response.output_audio_transcript.delta",
            "response.output_audio.delta",
            "response.output_audio_transcript.delta",
            "response.output_audio.delta",
            "response.output_audio_transcript.delta",
            "response.output_audio.delta",
            "response.output_audio_transcript.delta",
            "response.output_audio.delta",
            "response.output_audio.done",
            "response.output_audio_transcript.done",
            "response.content_part.done",
            "conversation.item.done",
            "response.output_item.done",
            "response.done",
            "rate_limits.updated",
        ]
    )
    started, stopped, committed = events[:3]
    assert 200 <= started["audio_start_ms"] <= 300  # 500 ms of silence less 300 ms of padding, and the attack
    assert started["item_id"] == stopped["item_id"] == committed["item_id"]
    done = next(event["response"] for event in events if event["type"] == "response.done")
    usage = done["usage"]
    sound_ms = len(sound_of(events)) / 48
    assert usage["output_token_details"]["audio_tokens"] == -(-sound_ms // 50)
    heard_ms = stopped["audio_end_ms"] - started["audio_start_ms"]
    assert usage["input_token_details"]["audio_tokens"] == -(-heard_ms // 100)
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]


def test_the_whole_conversation_is_billed_again(healthy: RunningSimulator) -> None:
    with Wire(healthy) as wire:
        wire.quiet()
        bills = []
        for _ in range(3):
            wire.append(speak("one two three", "alloy"))  # 1.08 s: 11 tokens
            wire.send("input_audio_buffer.commit")
            wire.send("response.create", response={"output_modalities": ["text"]})
            bills.append(wire.until("response.done")[-1]["response"]["usage"]["input_token_details"])
    assert [bill["audio_tokens"] for bill in bills] == [11, 22, 33]
    assert bills[0]["text_tokens"] < bills[1]["text_tokens"] < bills[2]["text_tokens"]
    assert bills[0]["cached_tokens"] == 0


def test_what_was_read_before_is_cached(healthy: RunningSimulator) -> None:
    with Wire(healthy) as wire:
        wire.update(output_modalities=["text"], instructions="Be brief. " * 40)
        cached = []
        for _ in range(2):
            wire.send("response.create")
            usage = wire.until("rate_limits.updated")[-2]["response"]["usage"]
            cached.append(usage["input_token_details"]["cached_tokens"])
    assert cached[0] == 0
    assert 64 <= cached[1] <= usage["input_tokens"]
    assert cached[1] % 64 == 0


def test_a_new_input_format_begins_with_an_empty_buffer(healthy: RunningSimulator) -> None:
    with Wire(healthy) as wire:
        wire.quiet()
        wire.append(silence(300))
        wire.update(audio={"input": {"format": {"type": "audio/pcmu"}}})
        assert "0.00ms" in wire.refused("input_audio_buffer.commit")["message"]


def test_a_commit_below_100_ms_is_refused_with_the_real_text(healthy: RunningSimulator) -> None:
    with Wire(healthy) as wire:
        wire.quiet()
        wire.append(silence(99))
        error = wire.refused("input_audio_buffer.commit")
        assert error["code"] == "input_audio_buffer_commit_empty"
        assert error["message"] == (
            "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer "
            "only has 99.00ms of audio."
        )
        wire.append(silence(1))
        assert wire.ask("input_audio_buffer.commit")["type"] == "input_audio_buffer.committed"
        assert wire.until("conversation.item.done")
        assert "0.00ms" in wire.refused("input_audio_buffer.commit")["message"]


def test_committing_what_the_server_has_committed_is_refused(healthy: RunningSimulator) -> None:
    with Wire(healthy) as wire:
        wire.update(output_modalities=["text"])
        wire.append(speak("one two three", "alloy") + silence(220))
        wire.until("rate_limits.updated")
        assert wire.refused("input_audio_buffer.commit")["code"] == "input_audio_buffer_commit_empty"


def test_voice_detection_that_only_listens(healthy: RunningSimulator) -> None:
    """`create_response: false` commits and does not answer."""
    with Wire(healthy) as wire:
        wire.update(audio={"input": {"turn_detection": {"type": "server_vad", "create_response": False}}})
        wire.append(speak("one two three", "alloy") + silence(400))
        wire.until("conversation.item.done")
        assert wire.ask("input_audio_buffer.clear")["type"] == "input_audio_buffer.cleared"


def test_silence_alone_starts_nothing(healthy: RunningSimulator) -> None:
    with Wire(healthy) as wire:
        wire.append(silence(3000))
        assert wire.ask("input_audio_buffer.clear")["type"] == "input_audio_buffer.cleared"


def test_semantic_voice_detection(healthy: RunningSimulator) -> None:
    with Wire(healthy) as wire:
        wire.update(output_modalities=["text"], audio={"input": {"turn_detection": {"type": "semantic_vad"}}})
        wire.append(speak("one two three", "alloy") + silence(700))
        assert wire.until("response.done")[-1]["response"]["status"] == "completed"


def test_cancel(started: Callable[..., RunningSimulator]) -> None:
    with Wire(started(latency_ms=SLOW)) as wire:
        wire.quiet()
        wire.send("response.create")
        wire.until("response.output_audio.delta")
        second = wire.refused_among("response.create")
        assert second["code"] == "conversation_already_has_active_response"
        assert second["message"].startswith("Conversation already has an active response in progress: resp_")
        wire.send("response.cancel", response_id="resp_other")
        assert wire.until("error")[-1]["error"]["code"] == "response_cancel_not_active"
        wire.send("response.cancel")
        events = wire.until("response.done")
        done = events[-1]["response"]
        assert done["status"] == "cancelled"
        assert done["status_details"] == {"type": "cancelled", "reason": "client_cancelled"}
        assert done["output"][0]["status"] == "incomplete"
        assert "response.output_audio.done" in names(events)
        wire.until("rate_limits.updated")
        wire.send("response.create", response={"output_modalities": ["text"]})
        assert wire.until("response.done")[-1]["response"]["status"] == "completed"


def test_a_session_ends_at_its_maximum_duration() -> None:
    options = SimulatorOptions(tls=False)
    behaviour = Behaviour(lifetime_s=0.2)
    with RunningSimulator(options, behaviour, Resource(), None, NoTranscript()) as simulator:
        simulator.listen()
        wire = Wire(simulator)
        error = wire.next()["error"]
        with pytest.raises(ConnectionClosedOK) as caught:
            wire.next()
    assert error["code"] == "session_expired"
    assert caught.value.rcvd is not None
    assert (caught.value.rcvd.code, caught.value.rcvd.reason) == (1001, error["message"])


def test_silence_after_an_answer_brings_another_one(healthy: RunningSimulator) -> None:
    """`idle_timeout_ms`, at its minimum of five seconds."""
    with Wire(healthy) as wire:
        wire.update(
            output_modalities=["text"],
            audio={"input": {"turn_detection": {"type": "server_vad", "idle_timeout_ms": 5000}}},
        )
        wire.send("response.create")
        wire.until("rate_limits.updated")
        wire.append(silence(120))
        events = wire.until("response.done")
    assert names(events)[:5] == [
        "input_audio_buffer.timeout_triggered",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
        "response.created",
    ]
    assert (events[0]["audio_start_ms"], events[0]["audio_end_ms"]) == (0, 120)


def test_cancel_before_the_first_delta(started: Callable[..., RunningSimulator]) -> None:
    with Wire(started(latency_ms={"response.content_part.added": 150.0})) as wire:
        wire.quiet()
        wire.send("response.create")
        wire.until("conversation.item.added")
        wire.send("response.cancel")
        events = wire.until("response.done")
        assert not [event for event in events if event["type"].endswith(".delta")]
        assert events[-1]["response"]["status"] == "cancelled"
        assert events[-1]["response"]["usage"]["output_tokens"] == 0


def test_speech_interrupts_an_answer(started: Callable[..., RunningSimulator]) -> None:
    with Wire(started(latency_ms=SLOW)) as wire:
        wire.say("Tell me something that takes a while to say")
        wire.send("response.create")
        wire.until("response.output_audio.delta")
        wire.append(speak("one", "alloy"))
        events = wire.until("response.done")
        assert "input_audio_buffer.speech_started" in names(events)
        assert events[-1]["response"]["status_details"] == {"type": "cancelled", "reason": "turn_detected"}


def test_speech_may_be_told_not_to_interrupt(started: Callable[..., RunningSimulator]) -> None:
    """The turn is committed, and gets no answer of its own while another one runs."""
    with Wire(started(latency_ms=SLOW)) as wire:
        wire.update(audio={"input": {"turn_detection": {"type": "server_vad", "interrupt_response": False}}})
        wire.say("Tell me something that takes a while to say")
        wire.send("response.create")
        wire.until("response.output_audio.delta")
        wire.append(speak("one two", "alloy") + silence(300))
        events = wire.until("rate_limits.updated")
        assert "input_audio_buffer.committed" in names(events)
        assert [event["response"]["status"] for event in events if "response" in event] == ["completed"]
        assert wire.ask("input_audio_buffer.clear")["type"] == "input_audio_buffer.cleared"


def test_max_output_tokens(healthy: RunningSimulator) -> None:
    with Wire(healthy) as wire:
        wire.quiet()
        for modality in ("text", "audio"):
            wire.send("response.create", response={"output_modalities": [modality], "max_output_tokens": 4})
            events = wire.until("rate_limits.updated")
            done = events[-2]["response"]
            assert done["status"] == "incomplete"
            assert done["status_details"] == {"type": "incomplete", "reason": "max_output_tokens"}
            assert done["usage"]["output_tokens"] == 4
            assert done["max_output_tokens"] == 4
        # "Hello, how can I help you?" is eight tokens: exactly the limit is not too much.
        for limit, status in ((8, "completed"), (7, "incomplete")):
            wire.send("response.create", response={"output_modalities": ["text"], "max_output_tokens": limit})
            assert wire.until("rate_limits.updated")[-2]["response"]["status"] == status
        assert len(sound_of(events)) == 48 * 50 * done["usage"]["output_token_details"]["audio_tokens"] > 0


def test_the_voice_is_locked_once_it_was_heard(healthy: RunningSimulator) -> None:
    with Wire(healthy) as wire:
        wire.update(audio={"output": {"voice": "marin"}})
        wire.say("Hello")
        wire.send("response.create")
        wire.until("response.done")
        wire.next()
        for event_type, members in (
            ("session.update", {"session": {"type": "realtime", "audio": {"output": {"voice": "cedar"}}}}),
            ("response.create", {"response": {"audio": {"output": {"voice": "cedar"}}}}),
        ):
            error = wire.refused(event_type, **members)
            assert error["code"] == "cannot_update_voice"
        before = wire.update()
        wire.refused(
            "session.update",
            session={
                "type": "realtime",
                "instructions": "New ones.",
                "audio": {"output": {"speed": 1.5, "voice": "cedar"}},
            },
        )
        assert wire.update() == before
        assert wire.update(audio={"output": {"voice": "marin"}})


def test_truncation(healthy: RunningSimulator) -> None:
    with Wire(healthy) as wire:
        wire.say("Hello")
        wire.send("response.create")
        events = wire.until("rate_limits.updated")
        item_id = events[-2]["response"]["output"][0]["id"]
        length = len(sound_of(events)) // 48
        place = {"item_id": item_id, "content_index": 0}
        error = wire.refused("conversation.item.truncate", **place, audio_end_ms=length + 60)
        assert error["message"] == f"Audio content of {length}ms is already shorter than {length + 60}ms"
        truncated = wire.ask("conversation.item.truncate", **place, audio_end_ms=200)
        assert truncated["type"] == "conversation.item.truncated"
        error = wire.refused("conversation.item.truncate", **place, audio_end_ms=300)
        assert error["message"] == "Audio content of 200ms is already shorter than 300ms"
        part = wire.ask("conversation.item.retrieve", item_id=item_id)["item"]["content"][0]
        assert part["transcript"] is None
        assert len(part["audio"]) == 48 * 200 * 4 // 3


def test_an_out_of_band_response_leaves_the_conversation_alone(
    started: Callable[..., RunningSimulator],
) -> None:
    with Wire(started(latency_ms=SLOW)) as wire:
        wire.quiet()
        wire.say("in the conversation")
        wire.send("response.create")
        first = wire.next()["response"]["id"]
        aside = [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "aside"}]}]
        wire.send(
            "response.create",
            response={
                "conversation": "none",
                "input": aside,
                "output_modalities": ["text"],
                "metadata": {"a": "b"},
            },
        )
        done = [
            event["response"]
            for event in wire.until_count("response.done", 2)
            if event["type"] == "response.done"
        ]
        other = next(response for response in done if response["id"] != first)
        assert other["conversation_id"] is None
        assert other["output"][0]["content"][0]["text"] == "You said: aside."
        assert other["metadata"] == {"a": "b"}
        assert wire.refused_among("conversation.item.retrieve", item_id=other["output"][0]["id"])


def test_a_reference_is_read(healthy: RunningSimulator) -> None:
    with Wire(healthy) as wire:
        item = {
            "id": "mine",
            "type": "message",
            "role": "user",
            "content": [{"type": "input_text", "text": "first"}],
        }
        wire.send("conversation.item.create", item=item)
        wire.until("conversation.item.done")
        wire.say("second")
        wire.send(
            "response.create",
            response={"output_modalities": ["text"], "input": [{"type": "item_reference", "id": "mine"}]},
        )
        done = wire.until("response.done")[-1]["response"]
        assert done["output"][0]["content"][0]["text"] == "You said: first."


def test_a_function_call(healthy: RunningSimulator) -> None:
    parameters = {
        "type": "object",
        "properties": {"city": {"type": "string"}, "unit": {"enum": ["c", "f"]}, "days": {"type": "integer"}},
        "required": ["city", "unit"],
    }
    tool = {"type": "function", "name": "get_weather", "parameters": parameters}
    with Wire(healthy) as wire:
        wire.update(tools=[tool], output_modalities=["text"])
        wire.say("No tool here")
        wire.send("response.create")
        assert wire.until("rate_limits.updated")[-2]["response"]["output"][0]["type"] == "message"
        wire.say("Please get_weather now")
        wire.send("response.create")
        events = wire.until("rate_limits.updated")
    assert names(events) == snapshot(
        [
            "response.created",
            "response.output_item.added",
            "conversation.item.added",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "conversation.item.done",
            "response.output_item.done",
            "response.done",
            "rate_limits.updated",
        ]
    )
    call = events[-2]["response"]["output"][0]
    assert call["arguments"] == '{"city": "example", "unit": "c"}'
    assert call["call_id"].startswith("call_")


def test_transcription_needs_a_deployment(healthy: RunningSimulator) -> None:
    prefix = "conversation.item.input_audio_transcription"
    with Wire(healthy) as wire:
        wire.quiet()
        wire.update(audio={"input": {"transcription": {"model": "whisper-1"}}})
        wire.append(speak("one two three", "alloy"))
        wire.send("input_audio_buffer.commit")
        assert wire.until(f"{prefix}.failed")[-1]["error"]["code"] == "DeploymentNotFound"
        wire.update(audio={"input": {"transcription": {"model": "gpt-4o-mini-transcribe"}}})
        wire.append(speak("one two three", "alloy"))
        wire.send("input_audio_buffer.commit")
        completed = wire.until(f"{prefix}.completed")[-1]
        assert completed["usage"]["input_token_details"]["audio_tokens"] == 11
