"""Frames that a program passes on as they are, to a browser or another service, which would then get GA frames.

The other side is not Python of this program, and would have to move with it; so this is never rewritten.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from rtdoctor.migrate.rules._rule import Context, Finding, Rule
from rtdoctor.scan.python.source import SourceFile

_SAYS = "whoever gets these frames must know the GA names and shapes: move both sides together"
_QUEUES = {"put", "put_nowait"}
_WHOLE = {"model_dump", "model_dump_json", "to_json", "to_dict", "json", "dict"}
_SENDERS = {
    "send",
    "send_text",
    "send_json",
    "send_bytes",
    "send_str",
    "emit",
    "publish",
    "broadcast",
    "put",
    "put_nowait",
    "sendall",
}


def _find(context: Context) -> Iterator[Finding]:
    for file in context.files():
        events = _event_names(context, file)
        for streamed in _streamed(file, events):
            yield context.obstacle(file, streamed, _SAYS)
        for call in file.nodes(ast.Call):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name not in _SENDERS:
                continue
            for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
                if any(
                    _is_whole_event(node, events) or (name not in _QUEUES and _is_type_of(node, events))
                    for node in ast.walk(argument)
                ):
                    yield context.obstacle(file, call, _SAYS)
                    break


def _streamed(file: SourceFile, events: set[str]) -> Iterator[ast.expr]:
    """What a generator hands out, as for server-sent events."""
    for node in file.nodes(ast.Yield):
        parts = [] if node.value is None or isinstance(node.value, ast.Name) else list(ast.walk(node.value))
        if any(_is_whole_event(part, events) or _is_type_of(part, events) for part in parts):
            yield node


def _is_type_of(node: ast.AST, events: set[str]) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "type"
        and isinstance(node.value, ast.Name)
        and node.value.id in events
    )


def _event_names(context: Context, file: SourceFile) -> set[str]:
    """Names of what is received: loop variables over a connection, and `await connection.recv()`."""
    names = set()
    for loop in file.nodes(ast.For, ast.AsyncFor):
        if isinstance(loop.target, ast.Name) and isinstance(loop.iter, (ast.Name, ast.Attribute)):
            names.add(loop.target.id)
    for assign in file.nodes(ast.Assign):
        value = assign.value.value if isinstance(assign.value, ast.Await) else assign.value
        if (
            isinstance(value, ast.Call)
            and isinstance(value.func, ast.Attribute)
            and value.func.attr in ("recv", "recv_bytes")
        ):
            names |= {target.id for target in assign.targets if isinstance(target, ast.Name)}
    return names | {"event"}


def _is_whole_event(node: ast.AST, events: set[str]) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _WHOLE:
        return isinstance(node.func.value, ast.Name) and node.func.value.id in events
    return False


_HEAD = (
    "from openai import OpenAI\n"
    'with OpenAI().beta.realtime.connect(model="gpt-realtime") as c:\n'
    "    for event in c:\n"
)

rule = Rule(
    code="RM115",
    name="forwarded-events",
    source="Azure's migration guide, 2026-02-23: every client of the events changes",
    find=_find,
    applicability="manual",
    valid=(
        _HEAD + "        print(event.model_dump_json())\n",
        _HEAD + '        browser.send_json({"status": event.response.status})\n',
    ),
    manual=(
        _HEAD + "        browser.send_text(event.model_dump_json())\n",
        _HEAD + '        browser.send_json({"type": event.type})\n',
        "from openai import OpenAI\n"
        "def stream():\n"
        '    with OpenAI().beta.realtime.connect(model="gpt-realtime") as c:\n'
        "        for event in c:\n"
        '            yield f"data: {event.to_json()}"\n',
    ),
)
