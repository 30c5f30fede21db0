"""Code that reads fields of a session or response the server sends: they stand elsewhere in the GA shape.

`event.session.voice` is `event.session.audio.output.voice` there, `event.response.modalities` is
`event.response.output_modalities`, `temperature` is not sent. What the code does with the value is a person's to
judge, so this is never rewritten. `session.id`, `model` and `instructions` stay where they are.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from rtdoctor.migrate.rules._rule import Context, Finding, Rule
from rtdoctor.migrate.rules._shape import RESPONSE_MOVES, SESSION_MOVES, Path
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.python.values import origins

_READ_MOVES: Mapping[str, Mapping[str, Path | None]] = {"session": SESSION_MOVES, "response": RESPONSE_MOVES}
_METHODS = {("session", "update"), ("response", "create"), ("response", "cancel")}


def _find(context: Context) -> Iterator[Finding]:
    for file in context.files():
        for attribute in file.nodes(ast.Attribute):
            owner = _owner(context, file, attribute.value)
            if owner is not None and attribute.attr in _READ_MOVES[owner]:
                yield context.obstacle(file, attribute, _says(owner, attribute.attr))
            if (
                attribute.attr == "client_secret"
                and isinstance(attribute.ctx, ast.Load)
                and _is_realtime(context)
            ):
                yield context.obstacle(
                    file, attribute, "the GA result has `value` and `expires_at` at the top"
                )
        for subscript in file.nodes(ast.Subscript):
            key = subscript.slice.value if isinstance(subscript.slice, ast.Constant) else None
            owner = _owner(context, file, subscript.value)
            read = isinstance(subscript.ctx, ast.Load) and isinstance(key, str)
            if owner is not None and read and key in _READ_MOVES[owner]:
                yield context.obstacle(file, subscript, _says(owner, str(key)))


def _is_realtime(context: Context) -> bool:
    return bool(context.sites.tokens)


def _says(owner: str, name: str) -> str:
    path = _READ_MOVES[owner][name]
    return f"the GA {owner} has no `{name}`" if path is None else f"read `{owner}.{'.'.join(path)}` here"


def _owner(context: Context, file: SourceFile, node: ast.expr) -> str | None:
    """`session` or `response` when `node` is that part of an event the server sent."""
    if isinstance(node, ast.Name):
        for end in origins(context.program, file, node).ends:
            if isinstance(end.node, (ast.Attribute, ast.Subscript)) and (found := _part(end.node)):
                return found
        scopes = context.program.project.of(file).scopes
        for binding in scopes.bindings(node):
            if binding.value is not None and (found := _part(binding.value)):
                return found
        return None
    return _part(node)


def _part(node: ast.AST) -> str | None:
    if isinstance(node, ast.Attribute) and node.attr in _READ_MOVES and isinstance(node.value, ast.Name):
        return node.attr if node.value.id != "self" else None
    if (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and node.slice.value in _READ_MOVES
    ):
        return str(node.slice.value)
    return None


_HEAD = (
    "from openai import OpenAI\n"
    'with OpenAI().beta.realtime.connect(model="gpt-realtime") as c:\n'
    "    for event in c:\n"
)

rule = Rule(
    code="RM113",
    name="moved-reads",
    source="openai-python 3.54.0, types/realtime/realtime_response.py, realtime_session_create_request.py",
    find=_find,
    applicability="manual",
    valid=(
        _HEAD
        + '        if event.type == "session.created":\n            print(event.session.id, event.session.model)\n',
        _HEAD
        + '        if event.type == "response.done":\n            print(event.response.status, event.response.usage)\n',
    ),
    manual=(_HEAD + '        if event.type == "session.created":\n            print(event.session.voice)\n',),
)
