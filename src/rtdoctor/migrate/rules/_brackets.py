"""Dict displays and calls as entries with their comments, taken apart and put together again with libcst.

Everything here works on the text of one expression with `\\n` line ends.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rtdoctor.migrate.rules._rule import CannotRebuildError

if TYPE_CHECKING:
    import libcst as cst

_WIDTH = 110


@dataclass(slots=True)
class Entry:
    """`key: value` with the comments over it (an empty string is a blank line) and the one behind it."""

    key: str
    name: str | None
    value: str
    node: cst.BaseExpression | None = None
    lead: list[str] = field(default_factory=list)
    trail: str | None = None


@dataclass(slots=True)
class Group:
    """A nested dict under `key`."""

    key: str
    items: list[Entry | Group | Note] = field(default_factory=list)


@dataclass(slots=True)
class Note:
    """Comments of an entry that is gone."""

    lines: list[str]


Item = Entry | Group | Note


@dataclass(slots=True)
class DictText:
    """A dict display taken apart. `indent` is None when it stands on one line."""

    entries: list[Entry]
    indent: str | None
    closing: str
    trailing_comma: bool
    quote: str
    tail: list[str]
    """Comments after the last entry."""


def read_dict(text: str) -> DictText:
    """Take a dict display apart. Raises `CannotRebuildError` for one with `**` or with keys that are no literals."""
    import libcst as cst

    node = cst.parse_expression(text)
    if not isinstance(node, cst.Dict):
        raise CannotRebuildError("it is not a dict literal")
    indents: list[str] = []
    lead, first_trail = _gap(node.lbrace.whitespace_after, indents)
    if first_trail:
        lead.insert(0, first_trail)
    entries: list[Entry] = []
    for element in node.elements:
        if not isinstance(element, cst.DictElement):
            raise CannotRebuildError("it takes in another dict with `**`")
        name = element.key.evaluated_value if isinstance(element.key, cst.SimpleString) else None
        if not isinstance(name, str):
            raise CannotRebuildError("it has a key that is no string literal")
        entry = Entry(_code(element.key), name, _code(element.value), element.value, lead)
        entries.append(entry)
        lead = []
        if isinstance(element.comma, cst.Comma):
            if isinstance(element.comma.whitespace_before, cst.ParenthesizedWhitespace):
                raise CannotRebuildError("a comma stands on a line of its own")
            lead, entry.trail = _gap(element.comma.whitespace_after, indents)
    closing: list[str] = []
    tail, last_trail = _gap(node.rbrace.whitespace_before, closing)
    if entries and last_trail:
        entries[-1].trail = last_trail
    if any(entry.name is None for entry in entries) or len({entry.name for entry in entries}) < len(entries):
        raise CannotRebuildError("it has a key twice")
    return DictText(
        entries=entries,
        indent=indents[0] if indents else None,
        closing=closing[0] if closing else (indents[0] if indents else "")[:-1],
        trailing_comma=bool(node.elements) and isinstance(node.elements[-1].comma, cst.Comma),
        quote=next((entry.key[-1] for entry in entries), '"'),
        tail=[*lead, *tail],
    )


def _code(node: cst.CSTNode) -> str:
    import libcst as cst

    return cst.Module([]).code_for_node(node)


def _gap(whitespace: cst.BaseParenthesizableWhitespace, indents: list[str]) -> tuple[list[str], str | None]:
    """Comments and blank lines of a gap, and the comment on its first line; notes the indentation behind it."""
    import libcst as cst

    if not isinstance(whitespace, cst.ParenthesizedWhitespace):
        return [], None
    indents.append(whitespace.last_line.value)
    lines = [line.comment.value if line.comment else "" for line in whitespace.empty_lines]
    comment = whitespace.first_line.comment
    return lines, comment.value if comment else None


def deeper(node: cst.BaseExpression, extra: str) -> str:
    """The code of `node` with every line of it after the first `extra` further in; strings stay as they are."""
    import libcst as cst

    class _Indent(cst.CSTTransformer):
        def leave_ParenthesizedWhitespace(  # noqa: N802 (libcst calls it by this name)
            self, original_node: cst.ParenthesizedWhitespace, updated_node: cst.ParenthesizedWhitespace
        ) -> cst.ParenthesizedWhitespace:
            return updated_node.with_changes(
                last_line=updated_node.last_line.with_changes(value=extra + updated_node.last_line.value)
            )

        def leave_EmptyLine(  # noqa: N802
            self, original_node: cst.EmptyLine, updated_node: cst.EmptyLine
        ) -> cst.EmptyLine:
            if updated_node.comment is None:
                return updated_node
            return updated_node.with_changes(
                whitespace=updated_node.whitespace.with_changes(value=extra + updated_node.whitespace.value)
            )

    moved = node.visit(_Indent())
    assert isinstance(moved, cst.BaseExpression)
    return _code(moved)


def write_dict(items: Sequence[Item], shape: DictText, base_indent: str, column: int) -> str:
    """The text of a dict: laid out as it was read, but over several lines when one would be too long."""
    if shape.indent is None:
        line = _one_line(items)
        if column + len(line) <= _WIDTH:
            return line
        indent, closing, trailing = base_indent + "    ", base_indent, True
    else:
        indent, closing, trailing = shape.indent, shape.closing, shape.trailing_comma
        if len(indent) <= len(closing):
            indent, closing = base_indent + "    ", base_indent
    unit = indent[len(closing) :] if indent.startswith(closing) else "    "
    if shape.indent is None:
        items = [_folded(item, _WIDTH - len(indent)) for item in items]
    lines = ["{", *_lines(items, indent, unit, trailing, indent)]
    lines += [f"{indent}{comment}" if comment else "" for comment in shape.tail]
    return "\n".join([*lines, closing + "}"])


def _folded(item: Item, width: int) -> Item:
    """A group of what stood on one line before is put on one line again where it fits."""
    if isinstance(item, Group) and len(line := f"{item.key}: {_one_line(item.items)},") <= width:
        return Entry(item.key, None, line[len(item.key) + 2 : -1])
    return item


def _one_line(items: Sequence[Item]) -> str:
    parts = []
    for item in items:
        if isinstance(item, Group):
            parts.append(f"{item.key}: {_one_line(item.items)}")
        elif isinstance(item, Entry):
            parts.append(f"{item.key}: {item.value}")
    return "{" + ", ".join(parts) + "}"


def _lines(items: Sequence[Item], indent: str, unit: str, trailing: bool, outermost: str) -> list[str]:
    lines: list[str] = []
    last = max((n for n, item in enumerate(items) if not isinstance(item, Note)), default=-1)
    for number, item in enumerate(items):
        comma = "," if number < last or trailing else ""
        if isinstance(item, Note):
            lines += [indent + comment if comment else "" for comment in item.lines]
        elif isinstance(item, Group):
            lines.append(f"{indent}{item.key}: {{")
            lines += _lines(item.items, indent + unit, unit, True, outermost)
            lines.append(f"{indent}}}{comma}")
        else:
            lines += [indent + comment if comment else "" for comment in item.lead]
            extra = indent.removeprefix(outermost)
            value = deeper(item.node, extra) if item.node is not None and extra else item.value
            trail = f"  {item.trail}" if item.trail else ""
            lines.append(f"{indent}{item.key}: {value}{comma}{trail}")
    return lines


def comments(text: str) -> Counter[str]:
    """The comments in the text of an expression."""
    found: Counter[str] = Counter()
    for token in tokenize.generate_tokens(io.StringIO(f"({text}\n)").readline):
        if token.type == tokenize.COMMENT:
            found[token.string] += 1
    return found


def check(before: str, after: str) -> str:
    """`after`, once it parses and holds every comment of `before`. Raises `CannotRebuildError` otherwise."""
    try:
        ast.parse(f"({after}\n)", mode="eval")
    except SyntaxError as error:
        raise CannotRebuildError("its layout cannot be kept") from error
    if comments(before) != comments(after):
        raise CannotRebuildError("a comment inside would be lost")
    return after
