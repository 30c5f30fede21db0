"""Dicts that are sent as sessions, responses and conversation items, wherever they are written down."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from rtdoctor.scan.python.program import Program
from rtdoctor.scan.python.sites import PayloadKind, PayloadSite, Sites
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.python.uses import Use, uses
from rtdoctor.scan.python.values import origins

# (resource, method) -> (kind, keyword): the methods of a connection of the `openai` package.
_METHODS: dict[tuple[str, str], tuple[PayloadKind, str]] = {
    ("session", "update"): ("session", "session"),
    ("transcription_session", "update"): ("transcription-session", "session"),
    ("response", "create"): ("response", "response"),
    ("item", "create"): ("item", "item"),
}
# Client events sent as dicts with `connection.send({...})`: where their payload stands.
_EVENTS: dict[str, tuple[PayloadKind, str]] = {
    "session.update": ("session", "session"),
    "transcription_session.update": ("transcription-session", "session"),
    "response.create": ("response", "response"),
    "conversation.item.create": ("item", "item"),
}
# Keys that may still be set on a session or response after it was written down: they stand where they stood.
STABLE_KEYS = {"instructions", "tools", "tool_choice", "model", "tracing", "metadata", "conversation"}
_HARMLESS_CALLS = {
    "print",
    "pprint",
    "len",
    "dumps",
    "debug",
    "info",
    "warning",
    "error",
    "exception",
    "log",
    "repr",
}


def find_payloads(program: Program, sites: Sites) -> None:
    """Fill in the payload sites of `program`: one for each dict literal, or for what hides it."""
    calls: dict[ast.Call, PayloadKind] = {}
    values: list[tuple[PayloadKind, SourceFile, ast.expr]] = []
    for file in program.files:
        for call in file.nodes(ast.Call):
            for kind, home, value in _payloads(program, file, call):
                calls[call] = kind
                if value is not None:
                    values.append((kind, home, value))
    seen: set[ast.AST] = set()
    for kind, file, value in values:
        for site in _resolved(program, kind, file, value, calls):
            if site.node not in seen:
                seen.add(site.node)
                sites.payloads.append(site)


def _payloads(
    program: Program, file: SourceFile, call: ast.Call
) -> Iterator[tuple[PayloadKind, SourceFile, ast.expr | None]]:
    """Kind, the file that the value stands in, and the value, None where the call gives none."""
    method = call.func
    if not isinstance(method, ast.Attribute):
        return
    resource = method.value.attr if isinstance(method.value, ast.Attribute) else None
    if resource is not None and (found := _METHODS.get((resource, method.attr))):
        kind, keyword = found
        if any(each.arg is None for each in call.keywords):
            yield kind, file, call
            return
        value = next((each.value for each in call.keywords if each.arg == keyword), None)
        if value is not None:
            yield kind, file, value
        elif kind == "response" and not call.args:
            yield kind, file, None
    elif method.attr == "send" and len(call.args) == 1:
        for end in origins(program, file, call.args[0]).ends:
            if isinstance(end.node, ast.Dict):
                event = _literal(end.node, "type")
                if event in _EVENTS:
                    kind, key = _EVENTS[event]
                    for name, value in zip(end.node.keys, end.node.values, strict=True):
                        if isinstance(name, ast.Constant) and name.value == key:
                            yield kind, end.file, value


def event_dict(node: ast.Dict) -> bool:
    """True for a dict literal with a `type` that is written down: an event that a client sends."""
    return bool(_literal(node, "type"))


def _literal(node: ast.Dict, key: str) -> str:
    for name, value in zip(node.keys, node.values, strict=True):
        if isinstance(name, ast.Constant) and name.value == key and isinstance(value, ast.Constant):
            return str(value.value)
    return ""


def _resolved(
    program: Program, kind: PayloadKind, file: SourceFile, value: ast.expr, calls: dict[ast.Call, PayloadKind]
) -> Iterator[PayloadSite]:
    trace = origins(program, file, value)
    if not trace.complete or not trace.ends:
        yield PayloadSite(kind, file, value, "its shape comes from outside the files that were read")
        return
    for end in trace.ends:
        if not isinstance(end.node, ast.Dict):
            if isinstance(end.node, ast.Constant) and end.node.value is None:
                continue
            yield PayloadSite(kind, file, value, "it is not written down as a dict literal")
            continue
        problem = None
        for use in uses(program, end.file, end.node):
            problem = problem or _other_use(use, kind, calls)
        if problem is None and end.file.path not in program.paths:
            problem = f"it is written down in {end.file.path}"
        yield PayloadSite(kind, end.file, end.node, problem)


def _other_use(use: Use, kind: PayloadKind, calls: dict[ast.Call, PayloadKind]) -> str | None:
    """Why a use of the dict stands against changing its shape; None when it does not."""
    line = use.file.position(use.file.start(use.node))[0]
    parent = use.parent
    if use.kind in ("test", "ignored"):
        return None
    if isinstance(parent, ast.Call):
        if calls.get(parent) == kind:
            return None
        name = parent.func.attr if isinstance(parent.func, ast.Attribute) else getattr(parent.func, "id", "")
        if name in _HARMLESS_CALLS:
            return None
    if (
        use.kind == "subscript"
        and isinstance(parent, ast.Subscript)
        and isinstance(parent.slice, ast.Constant)
    ):
        if parent.slice.value in STABLE_KEYS:
            return None
        return f"line {line} of {use.file.path} also uses its key {parent.slice.value!r}"
    # The payload of an event that is sent whole: {"type": "session.update", "session": {...}}
    if isinstance(parent, ast.Dict):
        above = use.file.parent(parent)
        if _literal(parent, "type") in _EVENTS and isinstance(above, (ast.Call, ast.Assign, ast.Return)):
            return None
    return f"line {line} of {use.file.path} uses it for something else"
