"""Client events of the GA protocol, as a client builds them.

Shapes: OpenAI's specification (2026-08-21) and Azure's migration guide (2026-07-29).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

SAMPLE_RATE_HZ = 24_000
"""PCM16 mono; the GA protocol accepts no other PCM rate."""

ClientEvent = dict[str, Any]


def session_update(session: Mapping[str, Any]) -> ClientEvent:
    """`session.update`; `session.type` is required on GA and added here."""
    return {"type": "session.update", "session": {"type": "realtime", **session}}


def audio_session(*, modality: str, max_output_tokens: int, instructions: str) -> ClientEvent:
    """A session whose turns are taken by the client: no voice detection, PCM16 at 24 kHz both ways.

    `modality` is `text` or `audio`: the GA protocol answers in one of the two, not both.
    """
    pcm = {"type": "audio/pcm", "rate": SAMPLE_RATE_HZ}
    return session_update(
        {
            "output_modalities": [modality],
            "instructions": instructions,
            "max_output_tokens": max_output_tokens,
            "audio": {"input": {"format": pcm, "turn_detection": None}, "output": {"format": pcm}},
        }
    )


def user_text(text: str) -> ClientEvent:
    """`conversation.item.create` with one user message."""
    content = [{"type": "input_text", "text": text}]
    return {
        "type": "conversation.item.create",
        "item": {"type": "message", "role": "user", "content": content},
    }


def response_create(*, modality: str, max_output_tokens: int) -> ClientEvent:
    """`response.create`; a token is 50 ms of answered audio or about four characters of text."""
    return {
        "type": "response.create",
        "response": {"output_modalities": [modality], "max_output_tokens": max_output_tokens},
    }


def audio_append(pcm: bytes) -> ClientEvent:
    """`input_audio_buffer.append` with base64 audio; 48,000 bytes are one second."""
    return {"type": "input_audio_buffer.append", "audio": base64.b64encode(pcm).decode("ascii")}


def audio_commit() -> ClientEvent:
    """`input_audio_buffer.commit`: makes a user item of the buffer, starts no answer."""
    return {"type": "input_audio_buffer.commit"}
