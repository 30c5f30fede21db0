"""The flat session of Voice Live as data: nothing a client sends breaks it, and what is taken can be acted on."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtdoctor.simulator.resource import Deployment
from rtdoctor.simulator.session.voice_live_configuration import (
    default_session,
    machinery_configuration,
    output_format,
    output_format_name,
    updated_session,
)
from rtdoctor.simulator.sound.formats import bytes_per_ms
from rtdoctor.simulator.sound.voice_detection import detector_for
from rtdoctor.simulator.wire.refusal import RefusedError
from rtdoctor.simulator.wire.voice_live_events import check_voice_live_event
from rtdoctor.simulator.wire.voice_live_session import INPUT_FORMATS, OUTPUT_FORMATS, SESSION, TURN_DETECTION

MODEL = Deployment("gpt-realtime-1.5", "gpt-realtime-1.5", "", realtime=True)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-1, 30000)
    | st.floats(0, 2, allow_nan=False)
    | st.text(max_size=8)
)
WORDS = st.sampled_from(
    ("text", "audio", "alloy", "azure-standard", "openai", *INPUT_FORMATS, *OUTPUT_FORMATS)
)
MEMBERS = st.sampled_from(
    ("type", "name", "model", "threshold", "silence_duration_ms", "eagerness", "languages")
)
ANYTHING = st.recursive(
    SCALARS | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(MEMBERS, inner, max_size=3),
    max_leaves=5,
)
DETECTIONS = st.none() | st.builds(
    lambda kind, more: {"type": kind, **more},
    st.sampled_from(tuple(TURN_DETECTION.variants)),
    st.fixed_dictionaries(
        {},
        optional={
            "threshold": st.none() | st.floats(0, 1),
            "silence_duration_ms": st.none() | st.integers(0, 2000),
            "prefix_padding_ms": st.none() | st.integers(0, 2000),
            "create_response": st.booleans(),
        },
    ),
)
UPDATES = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys((name for name in SESSION.fields if name != "turn_detection"), ANYTHING),
        "input_audio_format": st.sampled_from(INPUT_FORMATS),
        "output_audio_format": st.sampled_from(OUTPUT_FORMATS),
        "input_audio_sampling_rate": st.sampled_from((8000, 16000, 24000, 44100)),
        "turn_detection": DETECTIONS | ANYTHING,
    },
)


@given(st.lists(UPDATES, max_size=3))
def test_what_is_not_refused_can_be_acted_on(updates: list[dict[str, Any]]) -> None:
    session = default_session(MODEL, 60)
    for update in updates:
        before, taken = json.dumps(session), session
        with suppress(RefusedError):
            check_voice_live_event({"type": "session.update", "session": update})
            taken = updated_session(session, update, MODEL, has_spoken=False)
        assert json.dumps(session) == before
        session = taken
    heard = machinery_configuration(session)["audio"]["input"]
    assert bytes_per_ms(heard["format"]["type"]) * 1000 in (8000, 16000, 32000, 48000)
    if heard["turn_detection"] is not None:
        detector_for(heard["turn_detection"], 0)


@given(st.dictionaries(st.sampled_from(("session", "response", "item", "event_id", "audio")), ANYTHING))
def test_any_event_is_taken_or_refused(members: dict[str, Any]) -> None:
    for name in ("session.update", "response.create", "conversation.item.create", "input_audio_buffer.clear"):
        with suppress(RefusedError):
            check_voice_live_event({"type": name, **members})


@pytest.mark.parametrize("name", OUTPUT_FORMATS)
def test_an_output_format_comes_back_under_its_name(name: str) -> None:
    assert output_format_name(output_format(name)) == name


def test_a_rate_that_is_not_given_follows_the_format() -> None:
    session = default_session(MODEL, 60)
    rates = []
    for update in (
        {"input_audio_format": "g711_ulaw"},
        {"input_audio_format": "pcm16"},
        {"input_audio_sampling_rate": 16000},
        {"input_audio_format": "pcm16"},
    ):
        session = updated_session(session, update, MODEL, has_spoken=False)
        rates.append(session["input_audio_sampling_rate"])
    assert rates == [8000, 24000, 16000, 16000]


def test_another_voice_is_refused_once_the_assistant_has_spoken() -> None:
    session = default_session(MODEL, 60)
    assert updated_session(session, {"voice": "alloy"}, MODEL, has_spoken=True) == session
    with pytest.raises(RefusedError, match="voice"):
        updated_session(session, {"voice": "marin"}, MODEL, has_spoken=True)
