"""Formats, voice detection, speech and token accounting."""

from __future__ import annotations

import base64
import itertools
import math
from array import array
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtdoctor.simulator.running import RunningSimulator
from rtdoctor.simulator.sound.accounting import (
    Tokens,
    assistant_audio_tokens,
    text_pieces,
    usage,
    user_audio_tokens,
)
from rtdoctor.simulator.sound.formats import RATE, bytes_per_ms, from_samples, to_samples
from rtdoctor.simulator.sound.speech import one_second, speak
from rtdoctor.simulator.sound.voice_detection import Started, Stopped, VoiceDetector, rms

from .wire import Wire, silence, sound_of

FORMATS = ("audio/pcm", "audio/pcmu", "audio/pcma")


def tone(ms: int, amplitude: int = 8000) -> array[int]:
    return array("h", [int(amplitude * math.sin(math.tau * 440 * i / RATE)) for i in range(24 * ms)])


@pytest.mark.parametrize(
    ("format_name", "code", "sample"),
    [  # ITU-T G.711, tables 1a and 2a: the ends of the range and the smallest steps
        ("audio/pcmu", 0xFF, 0),
        ("audio/pcmu", 0x7F, 0),
        ("audio/pcmu", 0x80, 32124),
        ("audio/pcmu", 0x00, -32124),
        ("audio/pcma", 0xD5, 8),
        ("audio/pcma", 0x55, -8),
        ("audio/pcma", 0xAA, 32256),
        ("audio/pcma", 0x2A, -32256),
    ],
)
def test_g711_codes(format_name: str, code: int, sample: int) -> None:
    assert list(to_samples(bytes([code]), format_name)) == [sample] * 3


@pytest.mark.parametrize("format_name", FORMATS)
@given(samples=st.lists(st.integers(-32000, 32000), min_size=1, max_size=50))
def test_a_signal_survives_every_format(format_name: str, samples: list[int]) -> None:
    """PCM exactly, G.711 within half a step of its logarithmic scale."""
    held = array("h", [sample for sample in samples for _ in range(3)])
    back = to_samples(from_samples(held, format_name), format_name)
    assert len(back) == len(held)
    for before, after in zip(held, back, strict=True):
        allowed = 0 if format_name == "audio/pcm" else max(8, abs(before) // 24)
        assert abs(before - after) <= allowed


def test_an_odd_byte_is_no_sample() -> None:
    assert list(to_samples(b"\x01\x00\x02", "audio/pcm")) == [1]


def test_speech_is_loud_clean_and_always_the_same() -> None:
    said = speak("one two three four", "marin")
    assert said == speak("one two three four", "marin")
    assert said != speak("one two three four", "cedar")
    assert len(said) == round(4 * 0.36 * RATE)
    assert max(map(abs, said)) < 20_000
    assert -25 < 20 * math.log10(rms(said) / 32768) < -12
    assert len(speak("one two three four", "marin", speed=1.5)) < len(said)


def test_a_repeated_second_has_no_seam() -> None:
    second = one_second("alloy")
    largest = max(abs(a - b) for a, b in itertools.pairwise(second))
    assert abs(second[0] - second[-1]) <= largest


def detector(**options: int | float) -> VoiceDetector:
    defaults: dict[str, int | float] = {
        "threshold": 0.5,
        "prefix_padding_ms": 300,
        "silence_duration_ms": 200,
        "at_ms": 0,
    }
    return VoiceDetector(**{**defaults, **options})  # type: ignore[arg-type]


def test_speech_begins_with_its_padding_and_ends_after_silence() -> None:
    heard = list(detector().hear(silence(1000) + tone(600) + silence(1000)))
    assert heard == [Started(700), Stopped(1800)]


def test_padding_does_not_reach_before_the_stream() -> None:
    assert next(detector().hear(tone(200))) == Started(0)
    assert next(detector(at_ms=500).hear(tone(200))) == Started(500)


def test_a_click_is_not_speech_and_a_pause_is_not_the_end() -> None:
    assert list(detector().hear(silence(400) + tone(40) + silence(400))) == []
    heard = list(detector().hear(tone(300) + silence(180) + tone(300) + silence(300)))
    assert heard == [Started(0), Stopped(980)]


def test_padding_does_not_reach_into_the_turn_before() -> None:
    heard = list(detector().hear(tone(300) + silence(260) + tone(300)))
    assert heard == [Started(0), Stopped(500), Started(500)]


def test_a_higher_threshold_asks_for_louder_speech() -> None:
    quiet = tone(500, amplitude=800)  # -35 dBFS
    assert list(detector(threshold=0.5).hear(quiet))
    assert not list(detector(threshold=0.9).hear(quiet))


@given(cuts=st.lists(st.integers(1, 3000), max_size=30))
def test_how_the_stream_is_cut_does_not_matter(cuts: list[int]) -> None:
    stream = silence(200) + tone(400) + silence(300)
    whole = list(detector().hear(stream))
    hearing, pieces, position = detector(), [], 0
    for cut in [*cuts, len(stream)]:
        pieces += list(hearing.hear(stream[position : position + cut]))
        position += cut
    assert pieces == whole


@pytest.mark.parametrize("format_name", FORMATS)
def test_every_format_is_heard_and_spoken(healthy: RunningSimulator, format_name: str) -> None:
    kind = {"type": format_name}
    with Wire(healthy) as wire:
        wire.update(audio={"input": {"format": kind}, "output": {"format": kind}})
        data = from_samples(speak("one two three", "alloy") + silence(400), format_name)
        # Cut at odd places: a sample may be split between two appends.
        for start in range(0, len(data), 4801):
            wire.send(
                "input_audio_buffer.append", audio=base64.b64encode(data[start : start + 4801]).decode()
            )
        events = wire.until("response.done")
    answer = sound_of(events)
    usage_of = events[-1]["response"]["usage"]
    assert usage_of["input_token_details"]["audio_tokens"] in (13, 14)
    assert usage_of["output_token_details"]["audio_tokens"] == math.ceil(
        len(answer) / bytes_per_ms(format_name) / 50
    )
    assert rms(to_samples(answer, format_name)) > 1000


def test_an_echo_gives_back_what_it_was_sent(started: Callable[..., RunningSimulator]) -> None:
    sent = tone(730)
    with Wire(started(echo=True)) as wire:
        wire.quiet()
        wire.append(sent)
        wire.send("input_audio_buffer.commit")
        wire.send("response.create")
        assert sound_of(wire.until("response.done")) == sent.tobytes()
        wire.say("A written turn has no echo")
        wire.send("response.create")
        assert sound_of(wire.until_count("response.done", 1)) != sent.tobytes()


def test_audio_tokens() -> None:
    assert [user_audio_tokens(ms) for ms in (0, 1, 100, 100.5, 3000)] == [0, 1, 1, 2, 30]
    assert [assistant_audio_tokens(ms) for ms in (0, 1, 50, 51, 3000)] == [0, 1, 1, 2, 60]


@given(st.text())
def test_no_text_is_lost_between_tokens(text: str) -> None:
    assert "".join(text_pieces(text)) == text


def test_usage_adds_up() -> None:
    bill = usage(Tokens(200, 100), Tokens(150, 70), Tokens(5, 40))
    assert bill == {
        "total_tokens": 345,
        "input_tokens": 300,
        "output_tokens": 45,
        "input_token_details": {
            "text_tokens": 200,
            "audio_tokens": 100,
            "image_tokens": 0,
            "cached_tokens": 192,
            "cached_tokens_details": {"text_tokens": 128, "audio_tokens": 64, "image_tokens": 0},
        },
        "output_token_details": {"text_tokens": 5, "audio_tokens": 40},
    }


def test_two_turns_in_one_append_are_two_turns(healthy: RunningSimulator) -> None:
    with Wire(healthy) as wire:
        wire.update(audio={"input": {"turn_detection": {"type": "server_vad", "create_response": False}}})
        wire.append(silence(400) + tone(500) + silence(700) + tone(800) + silence(400))
        events = wire.until_count("input_audio_buffer.committed", 2)
        starts = [event["audio_start_ms"] for event in events if "audio_start_ms" in event]
        stops = [event["audio_end_ms"] for event in events if "audio_end_ms" in event]
        assert (starts, stops) == ([100, 1300], [1100, 2600])
        wire.until("conversation.item.done")
        held = wire.ask("conversation.item.retrieve", item_id=events[-1]["item_id"])["item"]["content"][0]
        assert len(base64.b64decode(held["audio"])) == 48 * 1300
