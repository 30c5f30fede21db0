"""Values of a session that change with its shape: modalities, audio formats, a turn detection that is off."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

from rtdoctor.migrate.rules._rule import Change, Context, Finding
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.python.uses import uses
from rtdoctor.scan.python.values import End, origins

# The GA API takes objects, and 24 kHz only for PCM.
_FORMATS: dict[str, dict[str, str | int]] = {
    "pcm16": {"type": "audio/pcm", "rate": 24000},
    "g711_ulaw": {"type": "audio/pcmu"},
    "g711_alaw": {"type": "audio/pcma"},
}
_FORMAT_KEYS = frozenset({"input_audio_format", "output_audio_format"})
_PURE_CALLS = {"float", "int", "str", "round", "min", "max", "os.getenv", "os.environ.get", "getenv"}


@dataclass(slots=True)
class NewValue:
    """The new text of a value, or None when it stays; findings are changes elsewhere and what stands against it."""

    text: str | None = None
    findings: list[Finding] = field(default_factory=list)


# The new text of a literal; "" when it is right already, None when it is not known; for None what to write.
_Convert = Callable[["ast.AST | None", str], "str | None"]


class _UnclearError(Exception):
    """The value cannot be known; the message says what to write."""


def new_value(context: Context, file: SourceFile, key: str, value: ast.expr, quote: str) -> NewValue:
    """What the value of the preview's `key` becomes."""
    try:
        if key == "modalities":
            return _literals(context, file, value, quote, frozenset({key}), _modalities)
        if key in _FORMAT_KEYS:
            return _literals(context, file, value, quote, _FORMAT_KEYS, _format)
        if key == "turn_detection":
            return _turn_detection(context, file, value)
        if key == "temperature":
            _check_droppable(context, file, value)
    except _UnclearError as error:
        return NewValue(None, [context.obstacle(file, value, str(error))])
    return NewValue()


def _literals(
    context: Context, file: SourceFile, value: ast.expr, quote: str, keys: frozenset[str], convert: _Convert
) -> NewValue:
    """`convert` each literal the value may be: in place, or where a name gives it that is for nothing else."""
    direct = _convert(file, value, quote, convert)
    if direct is not None:
        return NewValue(None if direct == file.text(value) else direct)
    trace = origins(context.program, file, value)
    if not trace.complete or not trace.ends:
        raise _UnclearError(convert(None, quote) or "")
    result = NewValue()
    inline: set[str] = set()
    for end in trace.ends:
        text = _convert(end.file, end.node, quote, convert)
        if text is None:
            raise _UnclearError(convert(None, quote) or "")
        inline.add(text)
        assert isinstance(end.node, ast.expr)
        if text == end.file.text(end.node):
            continue
        if not _serves_only(context, end, keys):
            if len(inline) == len(trace.ends) == 1:
                return NewValue(text)
            raise _UnclearError(convert(None, quote) or "")
        result.findings.append(Change(end.file, *end.file.span(end.node), text, f"write `{text}`"))
    return result


def _convert(file: SourceFile, node: ast.AST, quote: str, convert: _Convert) -> str | None:
    if isinstance(node, ast.IfExp):
        body, orelse = (_convert(file, part, quote, convert) for part in (node.body, node.orelse))
        return f"{body} if {file.text(node.test)} else {orelse}" if body and orelse else None
    converted = convert(node, quote)
    return file.text(node) if converted == "" and isinstance(node, ast.expr) else converted


def _modalities(node: ast.AST | None, quote: str) -> str | None:
    """The new list, "" when the old one is right already, None when it is not known."""
    if node is None:
        return f"give `[{quote}audio{quote}]` or `[{quote}text{quote}]` as output_modalities here"
    if not isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return None
    names = [element.value for element in node.elts if isinstance(element, ast.Constant)]
    if not names or len(names) < len(node.elts) or not set(names) <= {"audio", "text"}:
        return None
    if len(names) == 1 and isinstance(node, ast.List):
        return ""
    return f"[{quote}audio{quote}]" if "audio" in names else f"[{quote}text{quote}]"


def _format(node: ast.AST | None, quote: str) -> str | None:
    if node is None:
        return f"give the format as an object here, `{_format_text('pcm16', quote)}` for pcm16"
    if isinstance(node, ast.Constant) and node.value in _FORMATS:
        return _format_text(str(node.value), quote)
    if isinstance(node, ast.Dict):
        return ""
    return None


def _format_text(name: str, quote: str) -> str:
    parts = (
        f"{quote}{key}{quote}: {quote}{value}{quote}"
        if isinstance(value, str)
        else f"{quote}{key}{quote}: {value}"
        for key, value in _FORMATS[name].items()
    )
    return "{" + ", ".join(parts) + "}"


def _serves_only(context: Context, end: End, keys: frozenset[str]) -> bool:
    """True when every use of the literal is as a value under one of `keys` in a payload of this program."""
    payloads = {site.node for site in context.sites.payloads}
    if end.file.path not in context.program.paths:
        return False
    assert isinstance(end.node, ast.expr)
    for use in uses(context.program, end.file, end.node):
        parent = use.parent
        if not (isinstance(parent, ast.Dict) and parent in payloads and use.node in parent.values):
            return False
        key = parent.keys[parent.values.index(use.node)]
        if not (isinstance(key, ast.Constant) and key.value in keys):
            return False
    return True


def _is_off(node: ast.AST) -> bool:
    """`{"type": "none"}`, by which the first preview switched turn detection off."""
    return isinstance(node, ast.Dict) and any(
        isinstance(key, ast.Constant)
        and key.value == "type"
        and isinstance(value, ast.Constant)
        and value.value == "none"
        for key, value in zip(node.keys, node.values, strict=True)
    )


def _turn_detection(context: Context, file: SourceFile, value: ast.expr) -> NewValue:
    if isinstance(value, ast.Dict) or (isinstance(value, ast.Constant) and value.value is None):
        return NewValue("None" if _is_off(value) else None)
    # Its shape stays, so a value from elsewhere may pass, unless "none" may be in it.
    for other in context.program.files:
        for node in other.nodes(ast.Constant):
            if node.value == "none":
                raise _UnclearError(
                    'give None here where turn detection is off: the GA API has no type "none"'
                )
    return NewValue()


def _check_droppable(context: Context, file: SourceFile, value: ast.expr) -> None:
    for node in ast.walk(value):
        if isinstance(node, (ast.Await, ast.NamedExpr, ast.Yield, ast.YieldFrom)):
            raise _UnclearError("leave temperature out here: the GA API refuses the whole update with it")
        if isinstance(node, ast.Call):
            name = context.program.external(file, node.func) or getattr(node.func, "id", None)
            if name not in _PURE_CALLS:
                raise _UnclearError("leave temperature out here: the GA API refuses the whole update with it")
