"""Tokens, as the service bills them.

Audio: one token for 100 ms of the user's, one for 50 ms of the assistant's (OpenAI's realtime costs guide, D).
Text: the service's tokenizer is not reproduced; a token here is a word of up to six letters, with the space before
it, or a sign (assumed). The whole conversation is billed again with every answer (D); what an earlier answer of the
session has already read counts as cached, in steps of 64 (P, 2026-09).
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

_PIECE = re.compile(r"\s?\w{1,6}|\s?[^\w\s]|\s+")
_CACHE_STEP = 64
_ITEM_OVERHEAD = 4
"""Special tokens around each item (the guide says "a small overhead", the number is assumed)."""


def text_pieces(text: str) -> list[str]:
    """`text` cut into its tokens."""
    return _PIECE.findall(text)


def user_audio_tokens(ms: float) -> int:
    """Tokens of audio that the user sent."""
    return math.ceil(round(ms, 3) / 100)


def assistant_audio_tokens(ms: float) -> int:
    """Tokens of audio that the assistant said."""
    return math.ceil(round(ms, 3) / 50)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A number of text tokens and a number of audio tokens."""

    text: int = 0
    audio: int = 0

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(self.text + other.text, self.audio + other.audio)

    @property
    def total(self) -> int:
        """Both together."""
        return self.text + self.audio


def of_configuration(instructions: str, tools: list[dict[str, Any]]) -> Tokens:
    """What the session's instructions and tools add to every input."""
    written = instructions + (json.dumps(tools) if tools else "")
    return Tokens(text=len(text_pieces(written)) + _ITEM_OVERHEAD)


def of_item(text: str, *, user_audio_ms: float = 0.0, assistant_audio_ms: float = 0.0) -> Tokens:
    """What one conversation item adds to every later input."""
    return Tokens(
        text=len(text_pieces(text)) + _ITEM_OVERHEAD,
        audio=user_audio_tokens(user_audio_ms) + assistant_audio_tokens(assistant_audio_ms),
    )


def usage(read: Tokens, known: Tokens, said: Tokens) -> dict[str, Any]:
    """`usage` of a response: `read` is its input, `known` the part of it an earlier response has read."""
    cached = Tokens(
        min(read.text, known.text) // _CACHE_STEP * _CACHE_STEP,
        min(read.audio, known.audio) // _CACHE_STEP * _CACHE_STEP,
    )
    return {
        "total_tokens": read.total + said.total,
        "input_tokens": read.total,
        "output_tokens": said.total,
        "input_token_details": {
            "text_tokens": read.text,
            "audio_tokens": read.audio,
            "image_tokens": 0,
            "cached_tokens": cached.total,
            "cached_tokens_details": {
                "text_tokens": cached.text,
                "audio_tokens": cached.audio,
                "image_tokens": 0,
            },
        },
        "output_token_details": {"text_tokens": said.text, "audio_tokens": said.audio},
    }
