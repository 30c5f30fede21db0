"""The configuration of a session: the defaults of `session.created`, and what an update changes.

Defaults: a real `session.created` of the GA service (P, public service, 2026-09): server_vad 0.5/300/200, voice alloy,
audio/pcm 24000, "inf", truncation auto, one hour. Azure's own for gpt-realtime-1.5 has not been seen; that `model` is
the deployed model's name there is assumed. The service also sets instructions of its own.
"""

from __future__ import annotations

import copy
import time
from typing import Any

from rtdoctor.simulator.resource import Deployment
from rtdoctor.simulator.session.ids import new_id
from rtdoctor.simulator.wire.refusal import RefusedError
from rtdoctor.simulator.wire.session_schema import PCM

_INSTRUCTIONS = "You are a helpful assistant who speaks naturally and briefly."

_PCM_FORMAT = {"type": PCM, "rate": 24000}

_TURN_DETECTION_DEFAULTS: dict[str, dict[str, Any]] = {
    "server_vad": {
        "type": "server_vad",
        "threshold": 0.5,
        "prefix_padding_ms": 300,
        "silence_duration_ms": 200,
        "idle_timeout_ms": None,
        "create_response": True,
        "interrupt_response": True,
    },
    "semantic_vad": {
        "type": "semantic_vad",
        "eagerness": "auto",
        "create_response": True,
        "interrupt_response": True,
    },
}

_TRANSCRIPTION_DEFAULTS = {"model": None, "language": None, "prompt": None}


def default_configuration(deployment: Deployment, lifetime_s: float) -> dict[str, Any]:
    """The `session` of a `session.created`; it expires in `lifetime_s`."""
    return {
        "type": "realtime",
        "object": "realtime.session",
        "id": new_id("sess"),
        "model": deployment.model,
        "output_modalities": ["audio"],
        "instructions": _INSTRUCTIONS,
        "tools": [],
        "tool_choice": "auto",
        "max_output_tokens": "inf",
        "tracing": None,
        "truncation": "auto",
        "prompt": None,
        "expires_at": int(time.time() + lifetime_s),
        "audio": {
            "input": {
                "format": dict(_PCM_FORMAT),
                "transcription": None,
                "noise_reduction": None,
                "turn_detection": dict(_TURN_DETECTION_DEFAULTS["server_vad"]),
            },
            "output": {"format": dict(_PCM_FORMAT), "voice": "alloy", "speed": 1.0},
        },
        "include": None,
    }


def updated(
    current: dict[str, Any], update: dict[str, Any], deployment: Deployment, *, has_spoken: bool
) -> dict[str, Any]:
    """`current` with a well-formed `update` applied, as a new object.

    Only the members that are present change. Raises `RefusedError` for another model (immutable, D; code and text
    assumed), and for another voice after the assistant has spoken (P, openai-agents-python issue 1661, 2025-09).
    """
    if update.get("model", deployment.name) not in (deployment.name, deployment.model):
        raise RefusedError("invalid_value", "Cannot update a session's model.", "session.model")
    result = copy.deepcopy(current)
    for name, value in update.items():
        if name not in ("audio", "model"):
            result[name] = value
    audio = update.get("audio", {})
    for name, value in audio.get("input", {}).items():
        result["audio"]["input"][name] = _input_member(name, value, current["audio"]["input"][name])
    for name, value in audio.get("output", {}).items():
        if name == "voice":
            check_voice(value, current["audio"]["output"]["voice"], has_spoken=has_spoken)
        result["audio"]["output"][name] = _format(value) if name == "format" else value
    return copy.deepcopy(result)


def check_voice(asked: Any, current: Any, *, has_spoken: bool) -> None:
    """Raise `RefusedError` if the voice would change after audio has been said with another."""
    if has_spoken and asked != current:
        raise RefusedError(
            "cannot_update_voice", "Cannot update a conversation's voice if assistant audio is present."
        )


def _input_member(name: str, value: Any, current: Any) -> Any:
    """What the update leaves out stays as it is; a kind that was not active starts from its defaults (assumed)."""
    if value is None:
        return None
    if name == "format":
        return _format(value)
    if name == "turn_detection":
        same_kind = isinstance(current, dict) and current["type"] == value["type"]
        return {**(current if same_kind else _TURN_DETECTION_DEFAULTS[value["type"]]), **value}
    if name == "transcription":
        return {**(current or _TRANSCRIPTION_DEFAULTS), **value}
    return {**(current or {}), **value}


def _format(value: dict[str, Any]) -> dict[str, Any]:
    return dict(_PCM_FORMAT) if value["type"] == PCM else dict(value)
