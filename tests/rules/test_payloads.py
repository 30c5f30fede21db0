"""Sessions and responses of every layout: what they mean afterwards, their comments, the bytes around them."""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtdoctor.migrate.edit import splice
from rtdoctor.migrate.python import rewrite_python
from rtdoctor.migrate.rewriting import RewriteOptions, Rewriting

FORMATS = {
    "pcm16": {"type": "audio/pcm", "rate": 24000},
    "g711_ulaw": {"type": "audio/pcmu"},
    "g711_alaw": {"type": "audio/pcma"},
}
VALUES: dict[str, list[Any]] = {
    "modalities": [["text"], ["audio", "text"], ["text", "audio"], ["audio"]],
    "instructions": ["Be brief.", "Say \"yes\" or 'no' # now", "ünï\n"],
    "voice": ["alloy", "verse"],
    "speed": [1.25],
    "input_audio_format": list(FORMATS),
    "output_audio_format": list(FORMATS),
    "input_audio_transcription": [None, {"model": "whisper-1", "language": "en"}],
    "input_audio_noise_reduction": [None, {"type": "near_field"}],
    "turn_detection": [None, {"type": "none"}, {"type": "server_vad", "threshold": 0.5}],
    "tools": [[], [{"type": "function", "name": "now", "parameters": {"type": "object", "properties": {}}}]],
    "tool_choice": ["auto"],
    "temperature": [0.8],
    "max_response_output_tokens": [200, "inf"],
    "tracing": ["auto"],
}
RESPONSE_KEYS = (
    "modalities",
    "instructions",
    "voice",
    "output_audio_format",
    "temperature",
    "tools",
    "metadata",
)


def expected(session: dict[str, Any], *, response: bool) -> dict[str, Any]:
    """The GA shape, written from the documents and not from the rules."""
    new: dict[str, Any] = {} if response else {"type": "realtime"}
    audio: dict[str, dict[str, Any]] = {"input": {}, "output": {}}
    for key, value in session.items():
        match key:
            case "modalities":
                new["output_modalities"] = ["audio"] if "audio" in value else ["text"]
            case "voice" | "speed":
                audio["output"][key] = value
            case "output_audio_format" | "input_audio_format":
                audio[key.partition("_")[0]]["format"] = FORMATS[value]
            case "input_audio_transcription" | "input_audio_noise_reduction":
                audio["input"][key.removeprefix("input_audio_")] = value
            case "turn_detection":
                audio["input"][key] = None if value == {"type": "none"} else value
            case "max_response_output_tokens":
                new["max_output_tokens"] = value
            case "temperature":
                pass
            case _:
                new[key] = value
    filled = {side: fields for side, fields in audio.items() if fields}
    return new | {"audio": filled} if filled else new


@st.composite
def layouts(draw: st.DrawFn) -> tuple[str, dict[str, Any], bool]:
    """(the text of a dict display, its value, whether it is a response)."""
    response = draw(st.booleans())
    names = [name for name in VALUES if not response or name in RESPONSE_KEYS]
    keys = draw(st.lists(st.sampled_from(names), unique=True, max_size=8))
    value = {key: draw(st.sampled_from(VALUES[key])) for key in keys}
    quote = draw(st.sampled_from("'\""))
    items = [f"{quote}{key}{quote}: {each!r}" for key, each in value.items()]
    comma = "," if items and draw(st.booleans()) else ""
    if draw(st.booleans()):
        return "{" + ", ".join(items) + comma + "}", value, response
    lines = []
    for number, item in enumerate(items):
        if draw(st.booleans()):
            lines.append(draw(st.sampled_from(["# before", "", "# ⇒ before"])))
        end = "," if number < len(items) - 1 else comma
        lines.append(item + end + draw(st.sampled_from(["", "  # behind", " # noqa: X"])))
    if draw(st.booleans()):
        lines.append("# last")
    indent = " " * draw(st.sampled_from([4, 8]))
    body = "".join(f"{indent}{line}\n" if line else "\n" for line in lines)
    return "{\n" + body + "}", value, response


def program(payload: str, *, response: bool) -> str:
    call = (
        f"connection.response.create(response={payload})"
        if response
        else f"connection.session.update(session={payload})"
    )
    return (
        "from openai import OpenAI\n\n"
        'with OpenAI().beta.realtime.connect(model="gpt-realtime") as connection:\n'
        f"    {call}  # sent\n"
        '    print("ünï")\n'
    )


def rewrite(data: bytes) -> tuple[Rewriting, bytes]:
    rewriting = rewrite_python(Path("nowhere"), {"app.py": data}, RewriteOptions(), lambda path: None)
    return rewriting, splice(data, rewriting.edits)


def payload_of(source: str) -> Any:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg in ("session", "response"):
            return ast.literal_eval(node.value)
    raise AssertionError(source)


def comments(source: str) -> Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


@settings(max_examples=200, deadline=None)
@given(layout=layouts(), newline=st.sampled_from(["\n", "\r\n"]), bom=st.booleans())
def test_every_layout_means_the_same(
    layout: tuple[str, dict[str, Any], bool], newline: str, bom: bool
) -> None:
    payload, value, response = layout
    source = program(payload, response=response)
    data = (b"\xef\xbb\xbf" if bom else b"") + source.replace("\n", newline).encode()
    rewriting, result = rewrite(data)
    assert [connection.status for connection in rewriting.connections] == ["done"], rewriting.connections
    text = result.decode("utf-8-sig")
    assert payload_of(text) == expected(value, response=response)
    assert comments(text.replace("\r\n", "\n")) == comments(source)
    assert result.startswith(b"\xef\xbb\xbf") == bom
    assert (b"\r\n" in result) == (newline == "\r\n")
    assert b"\n" not in result.replace(b"\r\n", b"") or newline == "\n"
    assert result.endswith(f'  # sent{newline}    print("ünï"){newline}'.encode())
    assert rewrite(result)[0].edits == ()


@pytest.mark.parametrize(
    "payload",
    [
        '{**BASE, "voice": "alloy"}',
        '{"voice": "alloy", KEY: 1}',
        '{"voice": "alloy", "audio": {}}',
        '{"voice": "alloy", "voices": []}',
        '{"modalities": modalities()}',
        '{"input_audio_format": argv[1]}',
        '{"modalities": ["audio",  # why\n "text"]}',
        '{"temperature": next_temperature()}',
        "dict(voice='alloy')",
        "load()",
    ],
)
def test_what_cannot_be_read_is_left_to_a_person(payload: str) -> None:
    source = program(payload, response=False).replace("from openai", "from sys import argv\nfrom openai", 1)
    rewriting, result = rewrite(source.encode())
    assert result == source.encode()
    assert [connection.status for connection in rewriting.connections] == ["manual"]


def test_a_dict_used_for_something_else_is_left() -> None:
    source = (
        "from openai import OpenAI\n"
        'SESSION = {"voice": "alloy"}\n'
        "save(SESSION)\n"
        'with OpenAI().beta.realtime.connect(model="gpt-realtime") as connection:\n'
        "    connection.session.update(session=SESSION)\n"
    )
    rewriting, _ = rewrite(source.encode())
    assert rewriting.edits == ()
    assert "line 3" in rewriting.connections[0].places[0][2] or "line 3" in str(
        rewriting.connections[0].places
    )
