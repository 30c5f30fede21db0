"""From the flat session of the preview to the nested one of the GA API, key by key.

Shapes: the preview types `openai.types.beta.realtime.session_update_event` of openai 1.99.9 against
`openai.types.realtime.realtime_session_create_request` of openai 3.54.0, and Azure's migration guide (2026-02-23).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rtdoctor.migrate.rules._brackets import (
    Entry,
    Group,
    Item,
    Note,
    check,
    read_dict,
    write_dict,
)
from rtdoctor.migrate.rules._rule import Context, Finding, Mark, Obstacle, Rebuild
from rtdoctor.migrate.rules._values import NewValue, new_value
from rtdoctor.scan.python.sites import PayloadSite
from rtdoctor.scan.python.source import SourceFile

Path = tuple[str, ...]

SESSION_MOVES: Mapping[str, Path | None] = MappingProxyType(
    {
        "modalities": ("output_modalities",),
        "voice": ("audio", "output", "voice"),
        "speed": ("audio", "output", "speed"),
        "output_audio_format": ("audio", "output", "format"),
        "input_audio_format": ("audio", "input", "format"),
        "input_audio_transcription": ("audio", "input", "transcription"),
        "input_audio_noise_reduction": ("audio", "input", "noise_reduction"),
        "turn_detection": ("audio", "input", "turn_detection"),
        "max_response_output_tokens": ("max_output_tokens",),
        "temperature": None,
    }
)
RESPONSE_MOVES: Mapping[str, Path | None] = MappingProxyType(
    {
        "modalities": ("output_modalities",),
        "voice": ("audio", "output", "voice"),
        "output_audio_format": ("audio", "output", "format"),
        "max_response_output_tokens": ("max_output_tokens",),
        "temperature": None,
    }
)
_SESSION_SAME = frozenset(
    [
        "type",
        "model",
        "instructions",
        "tools",
        "tool_choice",
        "tracing",
        "include",
        "prompt",
        "truncation",
        "output_modalities",
        "audio",
        "max_output_tokens",
    ]
)
_RESPONSE_SAME = frozenset(
    [
        "conversation",
        "instructions",
        "metadata",
        "tools",
        "tool_choice",
        "input",
        "prompt",
        "output_modalities",
        "audio",
        "max_output_tokens",
    ]
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of each key: its new path, or None where it goes; and the values that change."""

    moves: Mapping[str, Path | None]
    values: Mapping[str, str]
    add_type: bool


def rebuild_payload(context: Context, site: PayloadSite, dropped: frozenset[str]) -> Iterator[Finding]:
    """The findings for one session or response dict; none when it already has the GA shape.

    `dropped` names further keys to leave out, which say again what the connection was opened with.
    """
    node, file = site.node, site.file
    session = site.kind == "session"
    what = "session" if session else "response"
    if site.problem is not None or not isinstance(node, ast.Dict):
        yield context.obstacle(file, node, f"give the GA {what} here ({site.problem})")
        return
    keys: dict[str, tuple[ast.expr, ast.expr]] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            yield context.obstacle(file, node, f"write the GA {what} out as one dict literal")
            return
        keys[key.value] = (key, value)
    moves = SESSION_MOVES if session else RESPONSE_MOVES
    same = _SESSION_SAME if session else _RESPONSE_SAME
    legacy = keys.keys() & moves.keys()
    unknown = keys.keys() - moves.keys() - same
    if unknown:
        yield context.obstacle(
            file,
            node,
            f"the GA {what} has no {', '.join(map(repr, sorted(unknown)))}: leave it out or rename it",
        )
        return
    if len(keys) < len(node.keys) or (legacy and keys.keys() & {"audio", "output_modalities"}):
        yield context.obstacle(file, node, f"it mixes both shapes: write the GA {what} here")
        return
    yield from _rebuild(context, site, node, keys, {key: moves[key] for key in legacy}, dropped)


def _rebuild(
    context: Context,
    site: PayloadSite,
    node: ast.Dict,
    keys: dict[str, tuple[ast.expr, ast.expr]],
    moves: dict[str, Path | None],
    dropped: frozenset[str],
) -> Iterator[Finding]:
    file, session = site.file, site.kind == "session"
    values: dict[str, str] = {}
    quote = _quote(file, node)
    for key in moves:
        value: NewValue = new_value(context, file, key, keys[key][1], quote)
        yield from value.findings
        if any(isinstance(finding, Obstacle) for finding in value.findings):
            return
        if value.text is not None:
            values[key] = value.text
    add_type = session and "type" not in keys
    gone = dict.fromkeys(dropped & keys.keys())
    if not moves and not add_type and not gone:
        return
    plan = Plan({**moves, **gone}, values, add_type)
    marks = tuple(
        Mark(*_inside(file, key), None if path is None else ".".join(path))
        for name, (key, _) in sorted(keys.items())
        if name in plan.moves
        for path in (plan.moves[name],)
    )
    start, end = file.span(node)
    line, column = file.position(start)
    indent = file.indentation(line)
    try:
        text = _written(file.plain(start, end), plan, indent, column)
    except ValueError as error:
        yield context.obstacle(file, node, f"write the GA shape here ({error})")
        return
    says = (
        f"write `{text}`"
        if "\n" not in text
        else f"write the GA {'session' if session else 'response'}:\n" + text
    )
    yield Rebuild(file, start, end, lambda current: _written(current, plan, indent, column), says, marks)


def _inside(file: SourceFile, key: ast.expr) -> tuple[int, int]:
    """The span of a string literal without its quotes, where it has no prefix and no triple quotes."""
    start, end = file.span(key)
    assert isinstance(key, ast.Constant)
    plain = file.data[start + 1 : end - 1] == str(key.value).encode()
    return (start + 1, end - 1) if plain else (start, end)


def _quote(file: SourceFile, node: ast.Dict) -> str:
    first = next((key for key in node.keys if key is not None), None)
    return file.text(first)[-1] if first is not None else '"'


def _written(text: str, plan: Plan, base_indent: str, column: int) -> str:
    """`text`, a dict display, in its new shape."""
    shape = read_dict(text)
    items: list[Item] = []
    if plan.add_type:
        q = shape.quote
        items.append(Entry(f"{q}type{q}", "type", f"{q}realtime{q}"))
    for entry in shape.entries:
        name = entry.name or ""
        if name not in plan.moves:
            items.append(entry)
            continue
        path = plan.moves[name]
        if path is None:
            lines = [*entry.lead, *([entry.trail] if entry.trail else [])]
            if any(lines):
                items.append(Note(lines))
            continue
        entry.key = f"{shape.quote}{path[-1]}{shape.quote}"
        if name in plan.values:
            entry.value, entry.node = plan.values[name], None
        _place(items, path[:-1], entry, shape.quote)
    return check(text, write_dict(items, shape, base_indent, column))


def _place(items: list[Item], path: Path, entry: Entry, quote: str) -> None:
    for name in path:
        key = f"{quote}{name}{quote}"
        group = next((item for item in items if isinstance(item, Group) and item.key == key), None)
        if group is None:
            group = Group(key)
            items.append(group)
        items = group.items
    items.append(entry)
