"""Programs that cannot take an event they do not know, or that count on the order of events.

Where the preview sent `conversation.item.created` once, the GA API sends `conversation.item.added` and, when the item
is whole, `conversation.item.done`. A chain of comparisons that ends in `raise`, a table read by the event's name
without a default, an Enum made from it, and a `recv()` outside of a loop after an item was sent: each meets an event
that the program does not expect, so a person decides what becomes of it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from rtdoctor.migrate.rules._rule import Context, Finding, Obstacle, Rule
from rtdoctor.scan.python.event_types import is_event_type
from rtdoctor.scan.python.program import enclosing_function
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.vocabulary import RENAMED_EVENTS, SPLIT_EVENT, SPLIT_EVENT_SUCCESSORS

_SAYS = "let conversation.item.added and conversation.item.done pass here too: the GA API sends both"
_EXITS = {"exit", "_exit", "abort", "fail"}
_SENDS = {"create", "commit"}


def _find(context: Context) -> Iterator[Finding]:
    names = {n.value for f in context.files() for n in f.nodes(ast.Constant) if isinstance(n.value, str)}
    if set(SPLIT_EVENT_SUCCESSORS) <= names:
        return
    enums = set(_event_enums(context))
    for file in context.files():
        yield from _chains(file)
        yield from _lookups(context, file, enums)
        yield from _ordered(context, file)


def _chains(file: SourceFile) -> Iterator[Finding]:
    """`if … elif … else: raise` and `case _: raise` over the type of an event."""
    for chain in file.nodes(ast.If):
        if not _tests_type(chain.test):
            continue
        if _gives_up(chain.orelse):
            yield Obstacle(file, *file.span(chain.orelse[0]), _SAYS)
        if _gives_up(chain.body) and _refuses(chain.test):
            yield Obstacle(file, *file.span(chain.body[0]), _SAYS)
    for match in file.nodes(ast.Match):
        values = [
            n.value for case in match.cases for n in ast.walk(case.pattern) if isinstance(n, ast.Constant)
        ]
        if is_event_type(match.subject) and (not values or any("." in str(value) for value in values)):
            last = match.cases[-1]
            if (
                isinstance(last.pattern, ast.MatchAs)
                and last.pattern.pattern is None
                and _gives_up(last.body)
            ):
                yield Obstacle(file, *file.span(last.body[0]), _SAYS)


def _tests_type(test: ast.expr) -> bool:
    """True for a test of an event's type; a part's or an item's has no full stop in its names."""
    for node in ast.walk(test):
        if isinstance(node, ast.Compare) and any(
            is_event_type(side) for side in (node.left, *node.comparators)
        ):
            names = [
                c.value for c in ast.walk(node) if isinstance(c, ast.Constant) and isinstance(c.value, str)
            ]
            names = [name for name in names if name != "type"]
            if not names or any("." in name or name == "error" for name in names):
                return True
    return False


def _refuses(test: ast.expr) -> bool:
    """True for `type not in KNOWN` and `type != "…"`."""
    return any(
        isinstance(node, ast.Compare)
        and isinstance(node.ops[0], (ast.NotIn, ast.NotEq))
        and is_event_type(node.left)
        for node in ast.walk(test)
    )


def _gives_up(body: Iterable[ast.stmt]) -> bool:
    for statement in body:
        if isinstance(statement, ast.Raise):
            return True
        if isinstance(statement, ast.Assert) and isinstance(statement.test, ast.Constant):
            return True
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            called = statement.value.func
            if (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) in _EXITS:
                return True
    return False


def _lookups(context: Context, file: SourceFile, enums: set[str]) -> Iterator[Finding]:
    for subscript in file.nodes(ast.Subscript):
        if (
            isinstance(subscript.ctx, ast.Load)
            and is_event_type(subscript.slice)
            and not _guarded(file, subscript)
        ):
            yield context.obstacle(file, subscript, f"use `.get(…)`, or {_SAYS}")
    for call in file.nodes(ast.Call):
        made = isinstance(call.func, ast.Name) and call.func.id in enums and call.args
        if made and not _guarded(file, call):
            yield context.obstacle(file, call, _SAYS)


def _event_enums(context: Context) -> Iterator[str]:
    """Enum classes of the program that have event names as values."""
    names = {*RENAMED_EVENTS, *RENAMED_EVENTS.values(), SPLIT_EVENT, "response.done", "session.created"}
    for file in context.program.files:
        for class_ in file.nodes(ast.ClassDef):
            is_enum = any(ast.unparse(base).rpartition(".")[2].endswith("Enum") for base in class_.bases)
            values = {
                s.value.value
                for s in class_.body
                if isinstance(s, ast.Assign) and isinstance(s.value, ast.Constant)
            }
            if is_enum and values & names:
                yield class_.name


def _guarded(file: SourceFile, node: ast.AST) -> bool:
    """True inside a `try`, or where the name is first asked for with `in`."""
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


def _ordered(context: Context, file: SourceFile) -> Iterator[Finding]:
    """`recv()` outside of a loop, after the same function sent an item or asked for a response."""
    for call in file.nodes(ast.Call):
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in ("recv", "recv_bytes"):
            continue
        function = enclosing_function(file, call)
        around = list(file.ancestors(call))
        inside = around[: around.index(function)] if function is not None else around
        if any(isinstance(above, (ast.While, ast.For, ast.AsyncFor)) for above in inside):
            continue
        scope: ast.AST = function if function is not None else file.tree
        sent = (
            node
            for node in ast.walk(scope)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _SENDS
            and isinstance(node.func.value, ast.Attribute)
            and node.func.value.attr in ("item", "response", "input_audio_buffer")
        )
        if any(node.lineno < call.lineno for node in sent):
            says = "wait in a loop for the event that is meant: the GA API sends others in between"
            yield context.obstacle(file, call, says)


_HEAD = (
    "from openai import OpenAI\n"
    'with OpenAI().beta.realtime.connect(model="gpt-realtime") as c:\n'
    "    for event in c:\n"
)

rule = Rule(
    code="RM117",
    name="strict-handlers",
    source="openai-python 3.54.0, types/realtime/conversation_item_added.py, conversation_item_done.py",
    find=_find,
    applicability="manual",
    valid=(
        _HEAD + '        handler = {"response.done": print}.get(event.type)\n',
        _HEAD + '        if event.type == "error":\n            raise RuntimeError(event.error.message)\n',
        _HEAD + "        if event.type in HANDLERS:\n            HANDLERS[event.type](event)\n",
        "from openai import OpenAI\n"
        'c = OpenAI().beta.realtime.connect(model="gpt-realtime").enter()\n'
        "print(c.recv().type)\n",
    ),
    manual=(
        _HEAD + '        {"response.done": print}[event.type](event)\n',
        _HEAD
        + '        if event.type == "response.done":\n            break\n        else:\n            raise ValueError\n',
        _HEAD + "        match event.type:\n"
        '            case "response.done":\n                break\n'
        "            case _:\n                raise ValueError(event.type)\n",
        _HEAD + '        if event.type not in {"response.done"}:\n            raise ValueError(event.type)\n',
    ),
)
