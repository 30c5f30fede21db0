"""The flat configuration of a Voice Live session, and what the machinery of a realtime session makes of it.

Defaults: real `session.created` and `session.updated` events with gpt-realtime (P, 2026-07 and 2026-09). They are the
same here whatever the model is; a session with a text model has others (P).
"""

from __future__ import annotations

import copy
import time
from typing import Any

from rtdoctor.simulator.resource import Deployment
from rtdoctor.simulator.session.configuration import check_voice
from rtdoctor.simulator.session.ids import new_id
from rtdoctor.simulator.sound.formats import PCM_8K, PCM_16K, RATE
from rtdoctor.simulator.wire.refusal import RefusedError
from rtdoctor.simulator.wire.session_schema import PCM, PCMA, PCMU

_INSTRUCTIONS = "You are a helpful assistant who speaks naturally and briefly."

_PCM_BY_RATE = {RATE: PCM, 16_000: PCM_16K, 8_000: PCM_8K}
_G711 = {"g711_ulaw": PCMU, "g711_alaw": PCMA}
_OUTPUT = {"pcm16": PCM, "pcm16_16000hz": PCM_16K, "pcm16_8000hz": PCM_8K, **_G711}

_TURN_TAKING = {"create_response": True, "interrupt_response": True, "auto_truncate": False}
_UNSET = dict.fromkeys(
    ("idle_timeout_ms", "speech_duration_ms", "end_of_utterance_detection", "appended_text_after_truncation")
)
_SERVER_VAD = {"threshold": 0.5, "prefix_padding_ms": 400, "silence_duration_ms": 500}
_SEMANTIC = {
    **dict.fromkeys(_SERVER_VAD),
    **_TURN_TAKING,
    **_UNSET,
    "remove_filler_words": False,
}
_DETECTION_DEFAULTS: dict[str, dict[str, Any]] = {
    "server_vad": {**_SERVER_VAD, **_TURN_TAKING, **_UNSET},
    "semantic_vad": {"eagerness": "auto", **_TURN_TAKING},
    "azure_semantic_vad": {**_SEMANTIC, "languages": None},
    "azure_semantic_vad_en": _SEMANTIC,
    "azure_semantic_vad_multilingual": {**_SEMANTIC, "languages": None},
}

_TRANSCRIPTION_DEFAULTS = dict.fromkeys(("language", "prompt", "delay", "custom_speech", "phrase_list"))


def default_session(deployment: Deployment, lifetime_s: float) -> dict[str, Any]:
    """The `session` of a `session.created`; it expires in `lifetime_s`."""
    name = deployment.model
    return {
        "id": new_id("sess"),
        "object": "realtime.session",
        # What the service shows for gpt-realtime (P) and gpt-realtime-2.1 (R).
        "model": f"{name}-global-standard" if name.startswith("gpt-realtime") else name,
        "modalities": ["audio"],
        "instructions": _INSTRUCTIONS,
        "voice": {"name": "alloy", "type": "openai"},
        "input_audio_format": "pcm16",
        "output_audio_format": "pcm16",
        "input_audio_sampling_rate": RATE,
        "input_audio_transcription": None,
        "input_audio_noise_reduction": None,
        "input_audio_echo_cancellation": None,
        "turn_detection": {
            "type": "server_vad",
            **_DETECTION_DEFAULTS["server_vad"],
            # The model's own, until an update says otherwise.
            "prefix_padding_ms": 300,
            "silence_duration_ms": 200,
        },
        "tools": [],
        "tool_choice": "auto",
        "max_response_output_tokens": "inf",
        "expires_at": int(time.time() + lifetime_s),
        "animation": None,
        "avatar": None,
        "output_audio_timestamp_types": None,
        "truncation_strategy": None,
        "include": None,
        "greeting": None,
        "handoff": None,
    }


def updated_session(
    current: dict[str, Any], update: dict[str, Any], deployment: Deployment, *, has_spoken: bool
) -> dict[str, Any]:
    """`current` with a well-formed `update` applied, as a new object.

    Members that are left out stay (a benchmark says that an update replaces the session; R, 2026-08); what is left out
    of a turn detection or a transcription falls back to its default (P). Raises `RefusedError` as the GA surface does
    for another model and for another voice after the assistant has spoken, and for a rate that the input format does
    not have (all assumed).
    """
    result = {**current, **{name: value for name, value in update.items() if name != "model"}}
    if update.get("model", deployment.model) not in (deployment.model, current["model"]):
        raise RefusedError("invalid_value", "Cannot update a session's model.", "session.model")
    if "voice" in update:
        result["voice"] = voice_object(update["voice"])
        check_voice(result["voice"], current["voice"], has_spoken=has_spoken)
    detection = update.get("turn_detection")
    if detection is not None:
        result["turn_detection"] = {
            "type": detection["type"],
            **_DETECTION_DEFAULTS[detection["type"]],
            **detection,
        }
    if update.get("input_audio_transcription") is not None:
        result["input_audio_transcription"] = {
            **_TRANSCRIPTION_DEFAULTS,
            **update["input_audio_transcription"],
        }
    rates = _rates(result["input_audio_format"])
    if result["input_audio_format"] != current["input_audio_format"]:
        # A rate that is not given follows the format (assumed).
        result["input_audio_sampling_rate"] = update.get("input_audio_sampling_rate", rates[0])
    _check_rate(result["input_audio_sampling_rate"], rates)
    return copy.deepcopy(result)


def voice_object(voice: str | dict[str, Any]) -> dict[str, Any]:
    """A voice as the service shows it: a bare name is an OpenAI voice (P)."""
    return {"name": voice, "type": "openai"} if isinstance(voice, str) else voice


def voice_name(voice: str | dict[str, Any]) -> str:
    """What tells a voice from others; a voice that follows an avatar has a model and no name."""
    shown = voice_object(voice)
    return str(shown.get("name") or shown["model"])


def output_format(name: str) -> dict[str, Any]:
    """The machinery's format for one of `OUTPUT_FORMATS`."""
    return {"type": _OUTPUT[name]}


def output_format_name(audio_format: dict[str, Any]) -> str:
    """The reverse of `output_format`."""
    return next(name for name, wire in _OUTPUT.items() if wire == audio_format["type"])


def machinery_configuration(session: dict[str, Any]) -> dict[str, Any]:
    """The nested configuration of a realtime session that behaves as the flat `session` says.

    A voice is its name there, and the modalities are passed through.
    """
    detection = session["turn_detection"]
    kind = session["input_audio_format"]
    return {
        "instructions": session["instructions"],
        "tools": session["tools"],
        "tool_choice": session["tool_choice"],
        "output_modalities": session["modalities"],
        "max_output_tokens": session["max_response_output_tokens"],
        "audio": {
            "input": {
                "format": {"type": _G711.get(kind) or _PCM_BY_RATE[session["input_audio_sampling_rate"]]},
                "transcription": session["input_audio_transcription"],
                "noise_reduction": session["input_audio_noise_reduction"],
                "turn_detection": detection and _heard_with(detection),
            },
            "output": {
                "format": output_format(session["output_audio_format"]),
                "voice": voice_name(session["voice"]),
                "speed": 1.0,
            },
        },
    }


def _heard_with(detection: dict[str, Any]) -> dict[str, Any]:
    """The detector that stands in: Azure's semantic detection is imitated by energy with its parameters (assumed)."""
    if detection["type"] == "semantic_vad":
        return detection
    given = {name: detection[name] for name in _SERVER_VAD if detection[name] is not None}
    return {**detection, **_SERVER_VAD, **given, "type": "server_vad"}


def _rates(input_format: str) -> tuple[int, ...]:
    """The sampling rates of an input format in Hz, its default first (C)."""
    return tuple(_PCM_BY_RATE) if input_format == "pcm16" else (8_000,)


def _check_rate(rate: int, rates: tuple[int, ...]) -> None:
    if rate not in rates:
        raise RefusedError(
            "invalid_value",
            f"Invalid value: '{rate}'. Supported values are: {', '.join(map(str, rates))}.",
            "session.input_audio_sampling_rate",
        )
