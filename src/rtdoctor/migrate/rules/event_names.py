"""The six renamed server events, as whole names and as prefixes: `response.audio.delta` becomes
`response.output_audio.delta`.

A name is renamed where it is compared with what the server sends: in `==` and `in`, as a `case`, as a key or an
element, as a constant or an Enum member, in `.on(…)` and `startswith`. Where it may be said to somebody else, as
when a frame is passed on to a browser, the other side would have to change too, so the connection is manual. Code
that handles both names already stays.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from rtdoctor.migrate.rules._rule import Change, Context, Example, Finding, Keep, Obstacle, Rule
from rtdoctor.scan.python.events import EventSite, also_handles, find_events
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.python.strings import Strings
from rtdoctor.scan.python.uses import Use, uses
from rtdoctor.scan.vocabulary import RENAMED_EVENT_PREFIXES, RENAMED_EVENTS, SPLIT_EVENT

# Calls that only look a name up or register a handler under it.
# fmt: off
_LOOKUPS = frozenset((
    "on", "once", "off", "add_listener", "add_handler", "add_event_handler", "remove_listener",
    "register", "register_handler", "subscribe", "unsubscribe", "handler", "handles", "listen", "get",
    "pop", "setdefault", "index", "count", "append", "add", "extend", "remove", "discard", "frozenset",
    "set", "tuple", "list", "sorted", "compile", "dict", "wait_for", "wait_for_event", "expect",
    "startswith", "endswith", "removeprefix", "partition", "rpartition", "str",
))
# fmt: on
_SPOKEN_KEYS = frozenset({"type", "event", "event_type", "kind"})
_FRAGMENT = re.compile(r"response\\?\.(?:audio|text)(?![a-z])|response\\?\.audio_transcript")


def _find(context: Context) -> Iterator[Finding]:
    for file in context.files():
        strings = file.strings
        sites = list(find_events(file, strings, context.hits[file.path]))
        for site in sites:
            if site.name != SPLIT_EVENT:
                yield from _site(context, site)
        yield from _prefixes(file, strings, {site.node for site in sites})


def _site(context: Context, site: EventSite) -> Iterator[Finding]:
    file, place = site.file, (site.start, site.end)
    successor = RENAMED_EVENTS[site.name]
    if site.place in ("docstring", "shown"):
        yield Keep(file, *place, "doc", "it is only shown to people")
    elif not site.whole:
        yield Obstacle(
            file, *place, f"the GA API sends `{successor}`: write it where this text is made or matched"
        )
    elif site.name.startswith("transcription_session."):
        yield Obstacle(file, *place, f"handle `{successor}` here: GA has no transcription_session events")
    elif also_handles(file, site.node, successor):
        yield Keep(file, *place, "protocol", f"the program handles `{successor}` too")
    elif (reason := spoken(context, site)) is not None:
        yield Obstacle(
            file, *place, f"the GA API sends `{successor}`; here the old name {reason}: change both sides"
        )
    else:
        yield Change(file, *place, successor, f"write `{successor}`")


def spoken(context: Context, site: EventSite) -> str | None:
    """Why the name may be said to somebody else than the server; None when it is only compared or looked up."""
    for use in uses(context.program, site.file, site.node):
        if not _is_lookup(use):
            line = use.file.position(use.file.start(use.node))[0]
            return f"is passed on (line {line} of {use.file.path})"
    return None


def _is_lookup(use: Use) -> bool:
    parent = use.parent
    if use.kind in ("test", "ignored", "subscript"):
        return True
    if isinstance(parent, (ast.MatchValue, ast.Subscript, ast.Tuple, ast.List, ast.Set)):
        return True
    if isinstance(parent, ast.Dict):
        if use.node in parent.keys:
            return True
        key = parent.keys[parent.values.index(use.node)]
        return not (isinstance(key, ast.Constant) and key.value in _SPOKEN_KEYS)
    if isinstance(parent, ast.Attribute):
        return parent.attr in ("value", "name") or parent.attr in _LOOKUPS
    if isinstance(parent, ast.FormattedValue):
        return use.file.strings.place(use.node) == "shown"
    if isinstance(parent, ast.Call):
        function = parent.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        return name in _LOOKUPS or use.file.strings.place(use.node) == "shown"
    return False


def _prefixes(file: SourceFile, strings: Strings, known: set[ast.expr]) -> Iterator[Finding]:
    for node in file.nodes(ast.Constant):
        value = node.value
        if not isinstance(value, str) or node in known or not _FRAGMENT.search(value):
            continue
        place = strings.place(node)
        if place in ("docstring", "shown"):
            continue
        start, end = file.span(node)
        old = next((prefix for prefix in RENAMED_EVENT_PREFIXES if value.startswith(prefix)), None)
        compared = place == "prefix" or (place == "compare" and _is_substring_test(file, node))
        text = file.decode(start, end)
        if (
            old
            and compared
            and text.count(old) == 1
            and isinstance(file.parent(node), (ast.Call, ast.Compare, ast.Tuple))
        ):
            new = RENAMED_EVENT_PREFIXES[old]
            at = start + len(file.encode(text[: text.index(old)]))
            yield Change(file, at, at + len(old), new, f"write `{new}`")
        elif old or place not in ("value", "argument"):
            yield Obstacle(
                file,
                start,
                end,
                "event names are made here: GA says `response.output_audio.…`, `response.output_text.…`",
            )


def _is_substring_test(file: SourceFile, node: ast.Constant) -> bool:
    parent = file.parent(node)
    return (
        isinstance(parent, ast.Compare)
        and parent.left is node
        and isinstance(parent.ops[0], (ast.In, ast.NotIn))
    )


_HEAD = (
    "from openai import OpenAI\n"
    'client = OpenAI(api_key="k")\n'
    'with client.{ns}.connect(model="gpt-realtime") as connection:\n'
    "    for event in connection:\n"
)
_BETA, _GA = _HEAD.format(ns="beta.realtime"), _HEAD.format(ns="realtime")

rule = Rule(
    code="RM104",
    name="event-names",
    source="openai-python 3.54.0, types/realtime/realtime_server_event.py; Azure's migration guide, 2026-02-23",
    find=_find,
    valid=(
        # Handles both already.
        _GA
        + '        if event.type in ("response.audio.delta", "response.output_audio.delta"):\n            pass\n',
        # Another vendor that speaks the old protocol.
        "import websockets\n"
        "async def main():\n"
        '    async with websockets.connect("wss://api.stepfun.com/v1/realtime?model=step-1o-audio") as ws:\n'
        '        await ws.send("{}")\n'
        'RESPONSE_AUDIO_DELTA = "response.audio.delta"\n',
        # Voice Live keeps the old names.
        "from azure.ai.voicelive.models import ServerEventType\n"
        'NAMES = {"response.audio.delta": "audio", "response.text.delta": "text"}\n',
        # The same name in GA.
        _GA
        + '        if event.type == "response.content_part.added" and event.part.type == "audio":\n            pass\n',
    ),
    invalid=(
        Example(
            _BETA + '        if event.type == "response.audio.delta":\n            print(event.delta)\n',
            _GA + '        if event.type == "response.output_audio.delta":\n            print(event.delta)\n',
        ),
        Example(
            _BETA + "        match event.type:\n"
            "            case 'response.text.delta' | 'response.audio_transcript.delta':\n"
            "                print(event.delta)\n",
            _GA + "        match event.type:\n"
            "            case 'response.output_text.delta' | 'response.output_audio_transcript.delta':\n"
            "                print(event.delta)\n",
        ),
        Example(
            _BETA + '        if event.type.startswith("response.audio"):\n            print(event.type)\n',
            _GA
            + '        if event.type.startswith("response.output_audio"):\n            print(event.type)\n',
        ),
    ),
)
