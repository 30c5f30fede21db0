"""`openai.types.beta.realtime` becomes `openai.types.realtime`, with the names that were renamed.

57 of the 70 names are the same in both. A renamed type fits an annotation or an `isinstance`; where an object of a
type is made, its fields have changed too, so that is left to a person.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from rtdoctor.migrate.rules._rule import Change, Context, Example, Finding, Mark, Obstacle, Rule
from rtdoctor.scan.python.scopes import Binding
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.vocabulary import RENAMED_TYPES, SPLIT_TYPES, UNCHANGED_TYPES

_OLD = re.compile(r"openai\.(types|resources)\.beta\.realtime(?=$|\.)")
_CONNECTIONS = frozenset(
    {
        "AsyncRealtimeConnection",
        "RealtimeConnection",
        "AsyncRealtimeConnectionManager",
        "RealtimeConnectionManager",
    }
    | {"AsyncRealtime", "Realtime"}
)
# Types of what a client sends: their fields moved with the payloads. Those of what it receives are made by the SDK.
_SENT = re.compile(r"Session|ResponseCreate|ConversationItem(?:Content|Param|With|$)|Transcription")


def _find(context: Context) -> Iterator[Finding]:
    for file in context.files():
        for statement in file.nodes(ast.ImportFrom):
            if statement.level == 0 and statement.module and _OLD.search(statement.module):
                yield from _from_import(context, file, statement)
            elif statement.module in ("openai.types.beta", "openai.resources.beta") and any(
                alias.name == "realtime" for alias in statement.names
            ):
                yield context.obstacle(
                    file, statement, f"import `realtime` from `{_without_beta(statement.module)}` here"
                )
        for whole in file.nodes(ast.Import):
            for alias in whole.names:
                if _OLD.search(alias.name):
                    yield context.obstacle(file, whole, f"import `{_without_beta(alias.name)}` here")


def _without_beta(module: str) -> str:
    return module.replace(".beta", "", 1)


def _from_import(context: Context, file: SourceFile, statement: ast.ImportFrom) -> Iterator[Finding]:
    assert statement.module is not None
    start, end = file.span(statement)
    types = statement.module.startswith("openai.types.")
    renamed: list[tuple[ast.alias, str]] = []
    for alias in statement.names:
        new = _new_name(alias.name, types)
        if new is None:
            yield Obstacle(file, start, end, _says(alias.name, statement.module))
            return
        binding = _binding(context, file, alias)
        if binding is not None and _is_made(context, binding, alias.name):
            yield Obstacle(
                file, *file.span(alias), f"send a dict in the GA shape instead of making a `{alias.name}`"
            )
            return
        if new != alias.name:
            renamed.append((alias, new))
    # All of these names are exported by the package itself; its files are named differently.
    new_module = "openai.types.realtime" if types else _without_beta(statement.module)
    text = file.decode(start, end)
    at = start + len(file.encode(text[: text.index(statement.module)]))
    hit = at + len("openai.types." if types else "openai.resources.")
    marks = (Mark(hit, hit + len("beta.realtime"), "realtime"),)
    yield Change(file, at, at + len(statement.module), new_module, f"import from `{new_module}`", marks)
    for alias, new in renamed:
        yield from _renamed(context, file, alias, new)


def _says(name: str, module: str) -> str:
    if name in SPLIT_TYPES:
        return f"`{name}` has one successor for each role: RealtimeConversationItemUserMessage, …AssistantMessage, …"
    if name == "ConversationItemCreatedEvent":
        return (
            "handle `ConversationItemAdded` (an item is there) or `ConversationItemDone` (it is whole) here"
        )
    new = RENAMED_TYPES.get(name)
    if new is not None:
        return f"import `{new}` from `openai.types.realtime` in place of `{name}`"
    return f"`{_without_beta(module)}` has no `{name}`: see what it is called in openai.types.realtime"


def _new_name(name: str, types: bool) -> str | None:
    if not types:
        return name if name in _CONNECTIONS else None
    if name in UNCHANGED_TYPES and name != "ConversationItemCreatedEvent":
        return name
    return RENAMED_TYPES.get(name)


def _binding(context: Context, file: SourceFile, alias: ast.alias) -> Binding | None:
    for scope in context.program.project.of(file).scopes.all():
        for binding in scope.bindings.get(alias.asname or alias.name, ()):
            if binding.node is alias:
                return binding
    return None


def _is_made(context: Context, binding: Binding, name: str) -> bool:
    """True when an object of a type that is sent, or that was renamed, is made somewhere."""
    if not _SENT.search(name) and name not in RENAMED_TYPES:
        return False
    for file, load in context.program.loads(binding):
        parent = file.parent(load)
        if isinstance(parent, ast.Call) and parent.func is load:
            return True
        if isinstance(parent, ast.Attribute):  # Session.model_validate(...), Session.construct(...)
            return True
    return False


def _renamed(context: Context, file: SourceFile, alias: ast.alias, new: str) -> Iterator[Finding]:
    binding = _binding(context, file, alias)
    loads = list(context.program.loads(binding)) if binding is not None else []
    start, end = file.span(alias)
    if alias.asname or any(where is not file for where, _ in loads):
        yield Change(file, start, end, f"{new} as {alias.asname or alias.name}", f"import `{new}`")
        return
    yield Change(file, start, end, new, f"import `{new}`")
    for where, load in loads:
        yield Change(where, *where.span(load), new, f"write `{new}`")


_HEAD = "from openai import OpenAI\n"
_USE = 'OpenAI().{ns}.connect(model="gpt-realtime")\n'

rule = Rule(
    code="RM108",
    name="type-imports",
    source="openai-python 3.54.0, src/openai/types/beta/realtime and src/openai/types/realtime",
    find=_find,
    valid=(
        _HEAD + "from openai.types.realtime import RealtimeServerEvent\n" + _USE.format(ns="realtime"),
        _HEAD + "from openai.types.beta import Thread\n" + _USE.format(ns="beta.realtime"),
        # Another package's types, which only look alike.
        "from livekit.agents.beta.realtime import Session\n",
    ),
    manual=(
        # A Session that is made has other fields now.
        _HEAD
        + "from openai.types.beta.realtime import Session\nSession(voice='alloy')\n"
        + _USE.format(ns="beta.realtime"),
    ),
    invalid=(
        Example(
            _HEAD + "from openai.types.beta.realtime import ErrorEvent, RealtimeServerEvent\n"
            "def show(event: RealtimeServerEvent):\n    print(isinstance(event, ErrorEvent))\n"
            + _USE.format(ns="beta.realtime"),
            _HEAD + "from openai.types.realtime import RealtimeErrorEvent, RealtimeServerEvent\n"
            "def show(event: RealtimeServerEvent):\n    print(isinstance(event, RealtimeErrorEvent))\n"
            + _USE.format(ns="realtime"),
        ),
        Example(
            _HEAD
            + "from openai.resources.beta.realtime.realtime import RealtimeConnection\n"
            + _USE.format(ns="beta.realtime"),
            _HEAD
            + "from openai.resources.realtime.realtime import RealtimeConnection\n"
            + _USE.format(ns="realtime"),
        ),
    ),
)
