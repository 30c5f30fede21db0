"""Content of items that a client creates: an assistant's `text` becomes `output_text`, its `audio` `output_audio`.

What a user or the system says keeps `input_text` and `input_audio`. `part.type` of `response.content_part.*` events
keeps `text` and `audio` too, and is not looked at here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from rtdoctor.migrate.rules._rule import Change, Context, Example, Finding, Rule
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.python.values import End, origins

_NEW = {"text": "output_text", "audio": "output_audio"}
_UNCHANGED = {"input_text", "input_audio", "input_image", "output_text", "output_audio", "item_reference"}


def _find(context: Context) -> Iterator[Finding]:
    for site in context.sites.payloads:
        if site.file.path in context.excluded:
            continue
        if site.kind == "item":
            yield from _item(context, site.file, site.node)
        elif site.kind == "response" and isinstance(site.node, ast.Dict):
            for key, value in zip(site.node.keys, site.node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "input":
                    for element in _elements(context, site.file, value) or ():
                        yield from _item(context, element[0], element[1])


def _elements(
    context: Context, file: SourceFile, value: ast.expr
) -> list[tuple[SourceFile, ast.expr]] | None:
    """The elements of a list that is written down; None when it is not."""
    found = []
    trace = origins(context.program, file, value)
    for end in trace.ends:
        if isinstance(end.node, (ast.List, ast.Tuple)):
            found += [(end.file, element) for element in end.node.elts]
        elif isinstance(end.node, ast.ListComp):
            found.append((end.file, end.node.elt))
        else:
            return None
    return found if trace.complete else None


def _item(context: Context, file: SourceFile, node: ast.expr) -> Iterator[Finding]:
    trace = origins(context.program, file, node)
    for end in trace.ends:
        if isinstance(end.node, ast.Dict):
            yield from _message(context, end, end.node)
        else:
            trace.complete = False
    if not trace.complete and _mentions(context):
        yield context.obstacle(
            file, node, "an assistant's content in this item is `output_text` or `output_audio`"
        )


def _mentions(context: Context) -> bool:
    """True when some dict of the program has a content part of an old type, perhaps that of the item."""
    for file in context.files():
        for node in file.nodes(ast.Dict):
            if _value(node, "type") in _NEW:
                return True
    return False


def _value(node: ast.Dict, key: str) -> object:
    for name, value in zip(node.keys, node.values, strict=True):
        if isinstance(name, ast.Constant) and name.value == key and isinstance(value, ast.Constant):
            return value.value
    return None


def _message(context: Context, end: End, node: ast.Dict) -> Iterator[Finding]:
    for key, value in zip(node.keys, node.values, strict=True):
        if not (isinstance(key, ast.Constant) and key.value == "content"):
            continue
        parts = _elements(context, end.file, value)
        if parts is None:
            if _mentions(context):
                yield context.obstacle(
                    end.file, value, "an assistant's parts here are `output_text`, `output_audio`"
                )
            continue
        for file, part in parts:
            yield from _part(context, file, part, _value(node, "role"))


def _part(context: Context, file: SourceFile, part: ast.expr, role: object) -> Iterator[Finding]:
    for end in origins(context.program, file, part).ends:
        if not isinstance(end.node, ast.Dict):
            if _mentions(context):
                yield context.obstacle(
                    file, part, "an assistant's part here is `output_text` or `output_audio`"
                )
            continue
        for key, value in zip(end.node.keys, end.node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "type":
                yield from _type(context, end.file, value, role)


def _type(context: Context, file: SourceFile, value: ast.expr, role: object) -> Iterator[Finding]:
    if isinstance(value, ast.IfExp):
        yield from _type(context, file, value.body, role)
        yield from _type(context, file, value.orelse, role)
        return
    literal = value.value if isinstance(value, ast.Constant) else None
    if literal in _UNCHANGED:
        return
    if literal in _NEW and role in (None, "assistant"):
        new = _NEW[str(literal)]
        text = file.text(value).replace(str(literal), new)
        yield Change(file, *file.span(value), text, f"write `{text}`")
        return
    yield context.obstacle(
        file, value, "write `output_text` or `output_audio` for the assistant, `input_text` for others"
    )


_HEAD = 'from openai import OpenAI\nclient = OpenAI(api_key="k")\n'
_CREATE = (
    "    c.conversation.item.create(\n"
    '        item={{"type": "message", "role": "{}", "content": [{{"type": "{}", "text": "hi"}}]}}\n'
    "    )\n"
)
_BETA = _HEAD + 'with client.beta.realtime.connect(model="gpt-realtime") as c:\n'
_GA = _HEAD + 'with client.realtime.connect(model="gpt-realtime") as c:\n'

rule = Rule(
    code="RM109",
    name="assistant-items",
    source="openai-python 3.54.0, types/realtime/realtime_conversation_item_assistant_message.py",
    find=_find,
    valid=(
        _BETA + _CREATE.format("user", "input_text"),
        _GA + _CREATE.format("assistant", "output_text"),
        # A chat message beside it.
        _BETA
        + '    c.response.create()\nMESSAGES = [{"role": "assistant", "content": [{"type": "text", "text": "hi"}]}]\n',
        # A part of a content_part event keeps its type.
        _BETA
        + '    for e in c:\n        print(e.type == "response.content_part.added" and e.part.type == "audio")\n',
    ),
    invalid=(
        Example(
            _BETA + _CREATE.format("assistant", "text"), _GA + _CREATE.format("assistant", "output_text")
        ),
    ),
)
