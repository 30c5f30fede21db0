"""The `OpenAI-Beta: realtime=v1` header goes: on the GA socket it selects the shape that is switched off."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from rtdoctor.migrate.rules._brackets import check, read_dict, write_dict
from rtdoctor.migrate.rules._calls import rewrite_call
from rtdoctor.migrate.rules._rule import Context, Example, Finding, Rebuild, Rule
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.vocabulary import BETA_HEADER, BETA_HEADER_VALUE

_SAYS = "leave the OpenAI-Beta header out"


def _find(context: Context) -> Iterator[Finding]:
    for file in context.files():
        for node in file.nodes(ast.Dict):
            keys = [key.value if isinstance(key, ast.Constant) else None for key in node.keys]
            beta = [key for key in keys if isinstance(key, str) and key.lower() == BETA_HEADER.lower()]
            if not beta:
                continue
            value = node.values[keys.index(beta[0])]
            if not (isinstance(value, ast.Constant) and value.value == BETA_HEADER_VALUE):
                continue
            keyword = file.parent(node)
            call = file.parent(keyword) if isinstance(keyword, ast.keyword) else None
            if (
                len(keys) == 1
                and isinstance(keyword, ast.keyword)
                and isinstance(call, ast.Call)
                and keyword.arg
            ):
                yield _whole_keyword(file, call, keyword.arg)
            else:
                yield _one_key(file, node, beta[0])


def _whole_keyword(file: SourceFile, call: ast.Call, name: str) -> Finding:
    def build(text: str) -> str:
        return rewrite_call(text, None, {name: lambda code: None})

    return Rebuild(file, *file.span(call), build, _SAYS, ())


def _one_key(file: SourceFile, node: ast.Dict, name: str) -> Finding:
    start, end = file.span(node)
    line, column = file.position(start)
    indent = file.indentation(line)

    def build(text: str) -> str:
        shape = read_dict(text)
        return check(text, write_dict([e for e in shape.entries if e.name != name], shape, indent, column))

    return Rebuild(file, start, end, build, _SAYS)


_HEAD = "from openai import OpenAI\n"

rule = Rule(
    code="RM110",
    name="beta-header",
    source="Azure's migration guide, 2026-02-23; `beta_api_shape_disabled`, seen since 2026-05-07",
    find=_find,
    valid=(
        # Assistants have a beta header of their own.
        _HEAD
        + 'client = OpenAI(default_headers={"OpenAI-Beta": "assistants=v2"})\nclient.realtime.connect(model="m")\n',
        # No realtime connection of the openai package.
        'HEADERS = {"OpenAI-Beta": "realtime=v1"}\n',
    ),
    invalid=(
        Example(
            _HEAD + 'client = OpenAI(default_headers={"OpenAI-Beta": "realtime=v1"}, timeout=5)\n'
            'client.beta.realtime.connect(model="m", extra_headers={"X-Trace": "1", "OpenAI-Beta": "realtime=v1"})\n',
            _HEAD + "client = OpenAI(timeout=5)\n"
            'client.realtime.connect(model="m", extra_headers={"X-Trace": "1"})\n',
        ),
    ),
)
