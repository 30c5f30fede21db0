"""Event names that are made or taken apart at run time, so that no literal tells what is handled.

A method called after the event (`on_response_audio_delta`), a part of its name (`type.split(".")[1] == "audio"`), a
name put together (`f"response.{kind}.delta"`). None of these is rewritten.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from rtdoctor.migrate.rules._rule import Context, Finding, Obstacle, Rule
from rtdoctor.scan.python.event_types import is_event_type
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.python.strings import Strings
from rtdoctor.scan.vocabulary import RENAMED_EVENTS

_METHOD = re.compile(
    r"(?:^|_)(?:response_(?:audio|text|audio_transcript)_(?:delta|done)|conversation_item_created)$"
)
_ENDINGS = re.compile(r"^\.?(?:audio|text|audio_transcript)\.(?:delta|done)$|^\.(?:delta|done)$")
# What was the beginning of `response.output_item.…` alone.
_NEW_PREFIX = re.compile(r"^response\.output_?$")


def _find(context: Context) -> Iterator[Finding]:
    for file in context.files():
        strings = file.strings
        yield from _methods(context, file)
        yield from _parts(context, file, strings)


def _methods(context: Context, file: SourceFile) -> Iterator[Finding]:
    by_name = any(
        isinstance(call.func, ast.Attribute)
        and call.func.attr in ("replace", "translate")
        and is_event_type(call.func.value)
        for other in context.program.files
        for call in other.nodes(ast.Call)
    )
    if not by_name:
        return
    for function in file.nodes(ast.FunctionDef, ast.AsyncFunctionDef):
        if _METHOD.search(function.name):
            start = file.start(function)
            end = file.data.index(b":", start)
            new = function.name.replace("response_", "response_output_")
            says = (
                f"name it `{new}`: it is called by the event's name"
                if new != function.name
                else "name it after conversation.item.added"
            )
            yield Obstacle(file, start, end, says)


def _parts(context: Context, file: SourceFile, strings: Strings) -> Iterator[Finding]:
    for call in file.nodes(ast.Call):
        if (
            isinstance(call.func, ast.Attribute)
            and is_event_type(call.func.value)
            and call.func.attr in ("split", "rsplit")
        ):
            yield context.obstacle(
                file, call, "compare whole event names here: their parts are called differently in GA"
            )
    for text in file.nodes(ast.JoinedStr):
        first = text.values[0]
        made = (
            isinstance(first, ast.Constant)
            and isinstance(first.value, str)
            and first.value.startswith("response.")
        )
        if made and len(text.values) > 1 and strings.place(text) != "shown":
            yield context.obstacle(
                file,
                text,
                "an event name is made here: GA says `response.output_audio.delta`, `response.output_text.delta`",
            )
    for node in file.nodes(ast.Constant):
        value = node.value
        if not isinstance(value, str) or strings.place(node) in ("docstring", "shown"):
            continue
        parent = file.parent(node)
        if _NEW_PREFIX.match(value) and strings.place(node) in ("prefix", "compare"):
            yield context.obstacle(
                file, node, "in GA this matches `response.output_audio.…`, `response.output_text.…` too"
            )
        elif value == "response." and isinstance(parent, ast.BinOp):
            yield context.obstacle(
                file, node, "an event name is made here: GA says `response.output_audio.delta`"
            )
        elif _ENDINGS.match(value) and not value.startswith((".delta", ".done")) and _misses(parent, value):
            yield context.obstacle(file, node, "part of an event name: GA says `output_audio`, `output_text`")


def _misses(parent: ast.AST | None, ending: str) -> bool:
    """True unless the old ending still ends the new names."""
    is_ending = (
        isinstance(parent, ast.Call)
        and isinstance(parent.func, ast.Attribute)
        and parent.func.attr == "endswith"
    )
    return not (is_ending and any(new.endswith(ending) for new in RENAMED_EVENTS.values()))


_HEAD = (
    "from openai import OpenAI\n"
    'with OpenAI().beta.realtime.connect(model="gpt-realtime") as c:\n'
    "    for event in c:\n"
)

rule = Rule(
    code="RM112",
    name="made-event-names",
    source="openai-python 3.54.0, types/realtime/realtime_server_event.py",
    find=_find,
    applicability="manual",
    valid=(
        _HEAD + '        handler = {"response.done": print}.get(event.type)\n',
        _HEAD + '        if event.type.endswith(".delta"):\n            print(event.delta)\n',
        _HEAD + '        print(f"response.{event.type}")\n',
    ),
    manual=(
        _HEAD + '        if event.type.split(".")[1] == "audio":\n            print(event.delta)\n',
        _HEAD + '        if event.type == f"response.{KIND}.delta":\n            print(event.delta)\n',
        _HEAD + '        getattr(HANDLER, event.type.replace(".", "_"))(event)\n\n'
        "def response_audio_delta(event):\n    print(event.delta)\n",
        _HEAD + '        if event.type.endswith(".audio.delta"):\n            print(event.delta)\n',
    ),
)
