"""What an answer consists of, before any of it is sent: words, sound or a function call, cut to the token limit.

The words are simple on purpose and always the same for the same conversation. With `tool_choice` auto a function is
called if the user's last words name it, otherwise none is (assumed: a model decides by itself).
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rtdoctor.simulator.session.conversation import Item
from rtdoctor.simulator.sound.accounting import Tokens, assistant_audio_tokens, text_pieces
from rtdoctor.simulator.sound.formats import RATE, to_samples
from rtdoctor.simulator.sound.speech import speak

_LONGEST_QUOTE = 8
"""Words of the user's that are repeated."""

_SAMPLES_PER_TOKEN = RATE // 20
"""50 ms."""


@dataclass(frozen=True, slots=True)
class Call:
    """A function call."""

    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Words:
    """A message: its text in pieces of one token, its 24 kHz sound if it is spoken, and whether it was cut short."""

    pieces: Sequence[str]
    sound: array[int] | None
    cut: bool


def compose(
    context: Sequence[Item],
    config: dict[str, Any],
    *,
    echo: bool,
    sound: Literal["speech", "silence", "none"],
) -> Call | Words:
    """The answer to `context` under the response's `config`; `sound` is what a spoken one sounds like."""
    call = _call(context, config["tools"], config["tool_choice"])
    if call is not None:
        return call
    text = _text(context)
    if config["output_modalities"] == ["text"]:
        return _cut(Words(text_pieces(text), None, cut=False), config["max_output_tokens"])
    heard = _last_heard(context) if echo else None
    voice = config["voice"] if isinstance(config["voice"], str) else config["voice"]["id"]
    said = heard if heard is not None else speak(text, voice, config["speed"])
    if sound != "speech":
        said = array("h", bytes(2 * len(said) if sound == "silence" else 0))
    return _cut(Words(text_pieces(text), said, cut=False), config["max_output_tokens"])


def tokens_of(pieces: Sequence[str], sound_ms: float) -> Tokens:
    """What a spoken or written answer costs."""
    return Tokens(len(pieces), assistant_audio_tokens(sound_ms))


def _cut(words: Words, limit: int | str) -> Words:
    """`words` within `limit` tokens; of a spoken answer text and sound shrink together."""
    sound_tokens = -(-len(words.sound) // _SAMPLES_PER_TOKEN) if words.sound is not None else 0
    needed = len(words.pieces) + sound_tokens
    if isinstance(limit, str) or needed <= limit:
        return words
    pieces = (
        words.pieces[: limit * len(words.pieces) // needed]
        if words.sound is not None
        else words.pieces[:limit]
    )
    if words.sound is None:
        return Words(pieces, None, cut=True)
    return Words(pieces, words.sound[: (limit - len(pieces)) * _SAMPLES_PER_TOKEN], cut=True)


def _text(context: Sequence[Item]) -> str:
    last = next((item for item in reversed(context) if item.wire.get("role") != "system"), None)
    if last is None or last.wire.get("role") == "assistant":
        return "Hello, how can I help you?"
    if last.wire["type"] != "message":
        return f"The result is {_quote(str(last.wire.get('output', '')))}."
    if last.user_ms:
        return f"I heard {last.user_ms / 1000:.1f} seconds of audio."
    return f"You said: {_quote(last.text)}." if last.text else "Hello, how can I help you?"


def _quote(text: str) -> str:
    words = text.split()
    return " ".join(words[:_LONGEST_QUOTE]).rstrip(".!?")


def _last_heard(context: Sequence[Item]) -> array[int] | None:
    """The sound of the last user turn, None if the last turn was not spoken."""
    last = next((item for item in reversed(context) if item.wire.get("role") == "user"), None)
    if last is None or not last.user_ms:
        return None
    samples: array[int] = array("h")
    for data in last.sound.values():
        samples.extend(to_samples(data, last.sound_format))
    return samples


def _call(context: Sequence[Item], tools: list[dict[str, Any]], choice: Any) -> Call | None:
    functions = {tool["name"]: tool for tool in tools if tool["type"] == "function"}
    if not functions or choice == "none":
        return None
    if isinstance(choice, dict):
        wanted: str | None = choice.get("name") if choice["type"] == "function" else None
    elif choice == "required":
        wanted = next(iter(functions))
    else:
        last = context[-1] if context else None
        said = last.text if last is not None and last.wire.get("role") == "user" else ""
        wanted = next((name for name in functions if name in said), None)
    if wanted is None or wanted not in functions:
        return None
    return Call(wanted, json.dumps(_example(functions[wanted].get("parameters") or {})))


def _example(schema: Any) -> Any:
    """A value for a JSON schema of the simple kind: all required members, the first of each enumeration.

    A schema that is no schema gets an empty object: it is the client's, and the service does not read it either.
    """
    if not isinstance(schema, dict):
        return {}
    choices = schema.get("enum")
    if isinstance(choices, list) and choices:
        return choices[0]
    plain: dict[Any, Any] = {"string": "example", "integer": 1, "number": 1.0, "boolean": True, "array": []}
    kind = schema.get("type")
    if isinstance(kind, str) and kind in plain:
        return plain[kind]
    properties, required = schema.get("properties"), schema.get("required")
    if not isinstance(properties, dict) or not isinstance(required, list):
        return {}
    return {
        name: _example(properties[name]) for name in required if isinstance(name, str) and name in properties
    }
