"""`conversation.item.created` becomes `conversation.item.added` or `conversation.item.done`, where it is clear which.

The GA API sends `added` when an item enters the conversation, perhaps before its content is whole, and `done`
when it is whole. A handler that only notes that, or which, item there is means `added`; one that reads its content
means `done`; one that hands the whole item on may mean either, and is left to a person.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from rtdoctor.migrate.rules._rule import Change, Context, Example, Finding, Keep, Obstacle, Rule
from rtdoctor.migrate.rules.event_names import spoken
from rtdoctor.scan.python.events import EventSite, also_handles, find_events
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.python.uses import uses
from rtdoctor.scan.vocabulary import SPLIT_EVENT, SPLIT_EVENT_SUCCESSORS

_ADDED, _DONE = SPLIT_EVENT_SUCCESSORS
_PLAIN_FIELDS = {"id", "role", "type", "status", "object", "name", "call_id"}


def _find(context: Context) -> Iterator[Finding]:
    for file in context.files():
        strings = file.strings
        for site in find_events(file, strings, context.hits[file.path]):
            if site.name == SPLIT_EVENT:
                yield _site(context, site)


def _site(context: Context, site: EventSite) -> Finding:
    file, place = site.file, (site.start, site.end)
    if site.place in ("docstring", "shown"):
        return Keep(file, *place, "doc", "it is only shown to people")
    if also_handles(file, site.node, *SPLIT_EVENT_SUCCESSORS):
        return Keep(file, *place, "protocol", "the program handles the events that replace it too")
    unclear = f"handle `{_ADDED}` (an item is there) or `{_DONE}` (its content is whole) here"
    if not site.whole or spoken(context, site) is not None:
        return Obstacle(file, *place, unclear)
    bodies = [body for where, test in _tests(context, site) for body in _handlers(where, test)]
    bodies += list(_registered(context, site))
    if not bodies:
        return Obstacle(file, *place, unclear)
    names = {_meaning(body) for body in bodies}
    if len(names) != 1 or (name := names.pop()) is None:
        return Obstacle(file, *place, unclear)
    return Change(file, *place, name, f"write `{name}`")


def _tests(context: Context, site: EventSite) -> Iterator[tuple[SourceFile, ast.AST]]:
    """The comparisons and cases the name is used in, directly or as a constant."""
    for use in uses(context.program, site.file, site.node):
        parent = use.parent
        if isinstance(parent, ast.Attribute) and parent.attr == "value":
            parent = use.file.parent(parent) or parent
        if isinstance(parent, (ast.Tuple, ast.List, ast.Set)):
            for other in uses(context.program, use.file, parent):
                if isinstance(other.parent, ast.Compare):
                    yield other.file, other.parent
            parent = use.file.parent(parent) or parent
        if isinstance(parent, (ast.Compare, ast.MatchValue, ast.Dict)):
            yield use.file, parent


def _registered(context: Context, site: EventSite) -> Iterator[list[ast.stmt]]:
    """The bodies of functions registered under the name: decorated, given beside it, or its value in a table."""
    file = site.file
    parent = file.parent(site.node)
    handler: ast.expr | None = None
    if isinstance(parent, ast.Dict) and site.node in parent.keys:
        handler = parent.values[parent.keys.index(site.node)]
    elif isinstance(parent, ast.Call):
        function = file.parent(parent)
        if (
            isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
            and parent in function.decorator_list
        ):
            yield function.body
        elif len(parent.args) > 1:
            handler = parent.args[1]
    if isinstance(handler, ast.Name):
        for binding in context.program.definitions(file, handler):
            if isinstance(binding.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield binding.node.body
    elif isinstance(handler, ast.Attribute):
        for owner in file.nodes(ast.ClassDef):
            for method in owner.body:
                if (
                    isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef))
                    and method.name == handler.attr
                ):
                    yield method.body
    elif isinstance(handler, ast.Lambda):
        yield [ast.Expr(handler.body)]


def _handlers(file: SourceFile, test: ast.AST) -> Iterator[list[ast.stmt]]:
    """The statements that run when `test` holds."""
    if isinstance(test, ast.Compare) and not all(isinstance(op, (ast.Eq, ast.In)) for op in test.ops):
        return
    for above in file.ancestors(test):
        if (
            isinstance(above, ast.If)
            and _within(test, above.test)
            and not isinstance(file.parent(test), ast.UnaryOp)
        ):
            yield above.body
            return
        if isinstance(above, ast.match_case) and not isinstance(test, ast.Compare):
            yield above.body
            return
        if isinstance(above, ast.stmt):
            return


def _within(node: ast.AST, tree: ast.AST) -> bool:
    return any(child is node for child in ast.walk(tree))


def _meaning(body: list[ast.stmt]) -> str | None:
    """`added`, `done` or None: by what the handler reads of the item."""
    whole = False
    reads: set[str] = set()
    for statement in body:
        parents = {child: node for node in ast.walk(statement) for child in ast.iter_child_nodes(node)}
        for node in ast.walk(statement):
            if _is_item(node):
                above = parents.get(node)
                if isinstance(above, ast.Attribute):
                    reads.add(above.attr)
                elif isinstance(above, ast.Subscript) and isinstance(above.slice, ast.Constant):
                    reads.add(str(above.slice.value))
                else:
                    whole = True
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and _hands_on(node, parents):
                whole = True
    if "content" in reads:
        return _DONE
    if whole or reads - _PLAIN_FIELDS:
        return None
    return _ADDED


def _is_item(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "item" and isinstance(node.value, ast.Name)
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and node.slice.value == "item"
    )


def _hands_on(node: ast.Name, parents: dict[ast.AST, ast.AST]) -> bool:
    """True when the whole event is given away: as an argument of anything but a print."""
    above = parents.get(node)
    if not isinstance(above, ast.Call) or node not in above.args:
        return False
    name = above.func.attr if isinstance(above.func, ast.Attribute) else getattr(above.func, "id", "")
    return name not in ("print", "debug", "info", "len", "repr", "str") and node.id in (
        "event",
        "evt",
        "message",
        "msg",
        "e",
    )


_HEAD = (
    "from openai import OpenAI\n"
    'client = OpenAI(api_key="k")\n'
    'with client.{ns}.connect(model="gpt-realtime") as connection:\n'
    "    for event in connection:\n"
)
_BETA, _GA = _HEAD.format(ns="beta.realtime"), _HEAD.format(ns="realtime")

rule = Rule(
    code="RM105",
    name="item-created",
    source="openai-python 3.54.0, types/realtime/conversation_item_added.py, conversation_item_done.py",
    find=_find,
    valid=(
        _GA + '        if event.type == "conversation.item.added":\n            print(event.item.id)\n',
        _GA
        + '        if event.type in ("conversation.item.created", "conversation.item.added"):\n            pass\n',
    ),
    manual=(
        # Which of the two is meant cannot be told: the whole item is kept.
        _BETA
        + '        if event.type == "conversation.item.created":\n            items.append(event.item)\n',
    ),
    invalid=(
        Example(
            _BETA
            + '        if event.type == "conversation.item.created":\n            print("item", event.item.id)\n',
            _GA
            + '        if event.type == "conversation.item.added":\n            print("item", event.item.id)\n',
        ),
        Example(
            _BETA
            + '        if event.type == "conversation.item.created":\n            print(event.item.content)\n',
            _GA
            + '        if event.type == "conversation.item.done":\n            print(event.item.content)\n',
        ),
    ),
)
