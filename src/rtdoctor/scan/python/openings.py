"""How connections are opened and used: the arguments of `connect`, and what is done with the connection."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from rtdoctor.scan.python.payloads import event_dict
from rtdoctor.scan.python.program import Program
from rtdoctor.scan.python.sites import ConnectSite, Sites
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.python.uses import uses
from rtdoctor.scan.python.values import origins

_RESOURCES = {
    "session",
    "response",
    "conversation",
    "input_audio_buffer",
    "output_audio_buffer",
    "transcription_session",
}
_ARGUMENTS = {"model", "extra_query", "extra_headers", "websocket_connection_options"}
_SENDERS = {"send", "send_raw"}


def find_unclear(program: Program, sites: Sites) -> None:
    """Add to `sites.unclear` what of a connection cannot be followed."""
    for connect in sites.connects:
        sites.unclear += _arguments(program, connect)
        for use in uses(program, connect.file, connect.call):
            parent = use.parent
            if use.kind == "attribute" and isinstance(parent, ast.Attribute):
                sites.unclear += _on_connection(program, use.file, parent)


def _arguments(program: Program, connect: ConnectSite) -> Iterator[tuple[SourceFile, ast.expr, str]]:
    call, file = connect.call, connect.file
    if call.args or any(keyword.arg not in _ARGUMENTS for keyword in call.keywords):
        yield file, call, "write out the arguments of this call: `model` and what else GA's `connect` takes"
    query = connect.keyword("extra_query")
    if query is None:
        return
    keys = query.value.keys if isinstance(query.value, ast.Dict) else [None]
    names = {key.value if isinstance(key, ast.Constant) else None for key in keys}
    if "intent" in names:
        yield (
            file,
            call,
            'no model here: a transcription session is made with `session.update` of type "transcription"',
        )
    elif names & {None, "api-version", "deployment"}:
        yield (
            file,
            call,
            "the v1 address takes `model` alone: leave `api-version` and `deployment` out of the query",
        )


def _on_connection(
    program: Program, file: SourceFile, node: ast.Attribute
) -> Iterator[tuple[SourceFile, ast.expr, str]]:
    above = file.parent(node)
    if node.attr in _RESOURCES:
        called = file.parent(above) if isinstance(above, ast.Attribute) else None
        deeper = isinstance(above, ast.Attribute) and isinstance(called, (ast.Call, ast.Attribute))
        if not deeper:
            yield file, node, "call the methods of the connection directly here, with the GA shapes"
    elif node.attr in _SENDERS and isinstance(above, ast.Call) and above.func is node:
        for argument in above.args:
            trace = origins(program, file, argument)
            known = trace.complete and all(
                isinstance(e.node, ast.Dict) and event_dict(e.node) for e in trace.ends
            )
            if not known or not trace.ends:
                yield file, argument, "what is sent here must have the GA shape: it cannot be seen what it is"
