"""Event names that are made, taken apart or looked up at run time, so that no literal tells what is handled.

A method called after the event (`on_response_audio_delta`), a part of its name (`type.split(".")[1] == "audio"`), a
name put together (`f"response.{kind}.delta"`), and a table or Enum that must know every event, for the GA API sends
`conversation.item.added` and `conversation.item.done`. None of these is rewritten.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from rtdoctor.migrate.rules._rule import Context, Finding, Obstacle, Rule
from rtdoctor.scan.python.program import enclosing_function
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.python.strings import Strings
from rtdoctor.scan.vocabulary import RENAMED_EVENTS, SPLIT_EVENT

_METHOD = re.compile(
    r"(?:^|_)(?:response_(?:audio|text|audio_transcript)_(?:delta|done)|conversation_item_created)$"
)
_ENDINGS = re.compile(r"^\.?(?:audio|text|audio_transcript)\.(?:delta|done)$|^\.(?:delta|done)$")


def _find(context: Context) -> Iterator[Finding]:
    for file in context.files():
        strings = Strings(file)
        yield from _methods(context, file)
        yield from _parts(context, file, strings)
        yield from _strict_lookups(context, file)


def _is_event_type(node: ast.AST) -> bool:
    """`event.type`, `event["type"]`, `event.get("type")`, or a name like `event_type`."""
    if isinstance(node, ast.Attribute):
        return node.attr == "type"
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Constant) and node.slice.value == "type"
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and node.args
    ):
        return isinstance(node.args[0], ast.Constant) and node.args[0].value == "type"
    return isinstance(node, ast.Name) and node.id in (
        "event_type",
        "evt_type",
        "etype",
        "message_type",
        "msg_type",
    )


def _methods(context: Context, file: SourceFile) -> Iterator[Finding]:
    by_name = any(
        isinstance(call.func, ast.Attribute)
        and call.func.attr in ("replace", "translate")
        and _is_event_type(call.func.value)
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
            and _is_event_type(call.func.value)
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
        if value == "response." and isinstance(parent, ast.BinOp):
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


def _strict_lookups(context: Context, file: SourceFile) -> Iterator[Finding]:
    for subscript in file.nodes(ast.Subscript):
        if (
            isinstance(subscript.ctx, ast.Load)
            and _is_event_type(subscript.slice)
            and not _guarded(file, subscript)
        ):
            yield context.obstacle(
                file, subscript, "use `.get(…)`: the GA API sends conversation.item.added and .done too"
            )
    enums = _event_enums(context)
    for call in file.nodes(ast.Call):
        if (
            isinstance(call.func, ast.Name)
            and call.func.id in enums
            and call.args
            and not _guarded(file, call)
        ):
            says = f"`{call.func.id}` must know conversation.item.added and conversation.item.done, which GA sends"
            yield context.obstacle(file, call, says)


def _event_enums(context: Context) -> set[str]:
    """Enum classes of the program that have event names as values."""
    names = {*RENAMED_EVENTS, *RENAMED_EVENTS.values(), SPLIT_EVENT, "response.done", "session.created"}
    found = set()
    for file in context.program.files:
        for class_ in file.nodes(ast.ClassDef):
            is_enum = any(ast.unparse(base).rpartition(".")[2].endswith("Enum") for base in class_.bases)
            values = {
                s.value.value
                for s in class_.body
                if isinstance(s, ast.Assign) and isinstance(s.value, ast.Constant)
            }
            if (
                is_enum
                and values & names
                and not {"conversation.item.added", "conversation.item.done"} <= values
            ):
                found.add(class_.name)
    return found


def _guarded(file: SourceFile, node: ast.AST) -> bool:
    """True inside a `try`, or under an `if` or a condition that asks whether the name is known."""
    stop = enclosing_function(file, node)
    child = node
    for above in file.ancestors(node):
        if above is stop:
            break
        if isinstance(above, ast.Try) and child in above.body:
            return True
        if isinstance(above, (ast.If, ast.IfExp, ast.While)) and any(
            isinstance(op, (ast.In, ast.NotIn))
            for test in ast.walk(above.test)
            if isinstance(test, ast.Compare)
            for op in test.ops
        ):
            return True
        child = above
    return False


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
    manual=(_HEAD + '        {"response.done": print}[event.type](event)\n',),
)
