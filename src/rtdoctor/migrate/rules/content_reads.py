"""Comparisons with the type of an item's content part: an assistant's is `output_text` or `output_audio` in GA.

`part.type` of `response.content_part.*` events stays `text` or `audio`; only parts that come out of an item's
`content` change. Where the part comes from is followed through loops and assignments; where it cannot be told, and
the program reads contents of items at all, a person decides.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Literal

from rtdoctor.migrate.rules._rule import Change, Context, Example, Finding, Rule
from rtdoctor.scan.python.source import SourceFile

_NEW = {"text": "output_text", "audio": "output_audio"}
_Source = Literal["item", "event-part", "unknown"]


def _find(context: Context) -> Iterator[Finding]:
    reads_content = any(_reads_content(file) for file in context.files())
    for file in context.files():
        for literal, owner in _comparisons(file):
            source = _source(context, file, owner)
            if source == "event-part" or (source == "unknown" and not reads_content):
                continue
            new = _NEW[str(literal.value)]
            if source == "unknown":
                yield context.obstacle(file, literal, f"write `{new}` if this part is of an item's content")
            elif not _handles(file, literal, new):
                text = file.text(literal).replace(str(literal.value), new)
                yield Change(file, *file.span(literal), text, f"write `{text}`")


def _reads_content(file: SourceFile) -> bool:
    return any(
        node.attr == "content" and isinstance(node.ctx, ast.Load) for node in file.nodes(ast.Attribute)
    ) or any(
        isinstance(node.slice, ast.Constant)
        and node.slice.value == "content"
        and isinstance(node.ctx, ast.Load)
        for node in file.nodes(ast.Subscript)
    )


def _comparisons(file: SourceFile) -> Iterator[tuple[ast.Constant, ast.expr]]:
    """("text" or "audio", the part whose type is compared with it)."""
    for compare in file.nodes(ast.Compare):
        sides = [compare.left, *compare.comparators]
        for side in sides:
            owner = _typed(side)
            if owner is None:
                continue
            for other in sides:
                options = other.elts if isinstance(other, (ast.Tuple, ast.List, ast.Set)) else [other]
                for option in options:
                    if isinstance(option, ast.Constant) and option.value in _NEW:
                        yield option, owner
    for match in file.nodes(ast.Match):
        owner = _typed(match.subject)
        if owner is not None:
            for case in match.cases:
                for node in ast.walk(case.pattern):
                    if (
                        isinstance(node, ast.MatchValue)
                        and isinstance(node.value, ast.Constant)
                        and node.value.value in _NEW
                    ):
                        yield node.value, owner


def _typed(node: ast.expr) -> ast.expr | None:
    """The object whose `type` the expression reads."""
    if isinstance(node, ast.Attribute) and node.attr == "type":
        return node.value
    if (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and node.slice.value == "type"
    ):
        return node.value
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and node.args
    ):
        key = node.args[0]
        return node.func.value if isinstance(key, ast.Constant) and key.value == "type" else None
    return None


def _source(context: Context, file: SourceFile, owner: ast.expr) -> _Source:
    """Where a part comes from: an item's `content`, a content_part event's `part`, or it cannot be told."""
    name = _last_name(owner)
    if name == "part":
        return "event-part"
    if name == "content":
        return "item"
    if isinstance(owner, ast.Name):
        bindings = context.program.project.of(file).scopes.bindings(owner)
        found = {_last_name(binding.value) for binding in bindings if binding.value is not None}
        if found == {"content"}:
            return "item"
        if found == {"part"}:
            return "event-part"
    return "unknown"


def _last_name(node: ast.expr | None) -> str | None:
    """`content` for `x.content`, `x["content"]`, `x.content[0]`, `x.get("content", [])` and `x.content or []`."""
    if isinstance(node, ast.BoolOp):
        return _last_name(node.values[0])
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript):
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
            return node.slice.value
        return _last_name(node.value)
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and node.args
    ):
        key = node.args[0]
        return str(key.value) if isinstance(key, ast.Constant) else None
    return None


def _handles(file: SourceFile, literal: ast.Constant, new: str) -> bool:
    """True when the same comparison names the new type too."""
    display = file.parent(literal)
    return isinstance(display, (ast.Tuple, ast.List, ast.Set)) and any(
        isinstance(element, ast.Constant) and element.value == new for element in display.elts
    )


_HEAD = (
    'from openai import OpenAI\nwith OpenAI().{ns}.connect(model="gpt-realtime") as c:\n    for event in c:\n'
)
_BETA, _GA = _HEAD.format(ns="beta.realtime"), _HEAD.format(ns="realtime")
_LOOP = (
    "        for part in event.item.content:\n            if part.type == {}:\n                print(part)\n"
)

rule = Rule(
    code="RM116",
    name="content-reads",
    source="openai-python 3.54.0, types/realtime/realtime_conversation_item_assistant_message.py",
    find=_find,
    valid=(
        _BETA
        + '        if event.type == "response.content_part.done" and event.part.type == "text":\n            pass\n',
        _BETA + '        part = event.part\n        if part.type == "audio":\n            pass\n',
        _GA + _LOOP.format('"output_text"'),
        # A browser's message in a program that reads no item.
        _BETA + '        if message["type"] == "audio":\n            pass\n',
    ),
    invalid=(
        Example(_BETA + _LOOP.format('"text"'), _GA + _LOOP.format('"output_text"')),
        Example(_BETA + _LOOP.format("'audio'"), _GA + _LOOP.format("'output_audio'")),
    ),
)
