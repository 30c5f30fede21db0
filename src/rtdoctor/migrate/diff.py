"""Unified diffs that `patch` and `git apply` take, made from the edits themselves.

The edits say exactly which lines change, so no comparison of whole files is needed. Lines end at LF alone: a
CR, a form feed or a line separator is part of its line, as `patch` sees it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rtdoctor.migrate.edit import Edit, splice

_CONTEXT = 3
_NO_NEWLINE = b"\\ No newline at end of file\n"


@dataclass(slots=True)
class _Block:
    """Lines `start` to `stop` (from 0, exclusive) of the original become `new`."""

    start: int
    stop: int
    new: list[bytes]


def unified_diff(path: str, original: bytes, edits: Iterable[Edit]) -> bytes:
    """The diff of one file, empty when the edits change nothing. `path` is relative, with `/`."""
    lines = _lines(original)
    blocks = [block for block in _blocks(original, lines, edits) if _trim(lines, block)]
    if not blocks:
        return b""
    out = [b"--- " + _name(f"a/{path}"), b"+++ " + _name(f"b/{path}")]
    shift = 0
    for hunk in _hunks(blocks):
        text, shift = _render(lines, hunk, shift)
        out.append(text)
    return b"".join(out)


def _lines(data: bytes) -> list[bytes]:
    lines = [line + b"\n" for line in data.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _blocks(original: bytes, lines: list[bytes], edits: Iterable[Edit]) -> list[_Block]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    blocks: list[_Block] = []
    pending: list[Edit] = []
    first = stop = 0
    cursor = 0

    def close() -> None:
        if pending:
            base, end = starts[first], starts[stop]
            moved = [Edit(e.path, e.start - base, e.end - base, e.replacement, e.rule) for e in pending]
            blocks.append(_Block(first, stop, _lines(splice(original[base:end], moved))))

    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        while cursor + 1 < len(lines) and starts[cursor + 1] <= edit.start:
            cursor += 1
        last = cursor
        while last < len(lines) and starts[last + 1] < edit.end:
            last += 1
        # One line more: what replaces the end of a line may join it with the next.
        until = min(len(lines), last + 2)
        if pending and cursor < stop:
            stop = max(stop, until)
        else:
            close()
            pending.clear()
            first, stop = cursor, until
        pending.append(edit)
    close()
    return blocks


def _trim(lines: list[bytes], block: _Block) -> bool:
    """Cut equal lines off both ends; False when nothing is left."""
    old = lines[block.start : block.stop]
    new = block.new
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    block.start += head
    block.stop -= tail
    block.new = new[head : len(new) - tail]
    return block.start < block.stop or bool(block.new)


def _hunks(blocks: list[_Block]) -> list[list[_Block]]:
    hunks: list[list[_Block]] = []
    for block in blocks:
        if hunks and block.start - hunks[-1][-1].stop <= 2 * _CONTEXT:
            hunks[-1].append(block)
        else:
            hunks.append([block])
    return hunks


def _render(lines: list[bytes], hunk: list[_Block], shift: int) -> tuple[bytes, int]:
    """The text of one hunk; `shift` is how many lines the file has grown before it, and after it."""
    begin = max(0, hunk[0].start - _CONTEXT)
    end = min(len(lines), hunk[-1].stop + _CONTEXT)
    body: list[bytes] = []
    position, grown = begin, 0
    for block in hunk:
        body += [_line(b" ", line) for line in lines[position : block.start]]
        body += [_line(b"-", line) for line in lines[block.start : block.stop]]
        body += [_line(b"+", line) for line in block.new]
        grown += len(block.new) - (block.stop - block.start)
        position = block.stop
    body += [_line(b" ", line) for line in lines[position:end]]
    count = end - begin
    old = _range(begin, count)
    new = _range(begin + shift, count + grown)
    return f"@@ -{old} +{new} @@\n".encode() + b"".join(body), shift + grown


def _line(mark: bytes, line: bytes) -> bytes:
    return mark + line if line.endswith(b"\n") else mark + line + b"\n" + _NO_NEWLINE


def _range(begin: int, count: int) -> str:
    start = begin + 1 if count else begin
    return str(start) if count == 1 else f"{start},{count}"


def _name(path: str) -> bytes:
    """A file name as git writes it: quoted when it holds what would end it, a tab behind one with spaces."""
    raw = path.encode("utf-8", "surrogateescape")
    if any(byte < 0x20 or byte == 0x7F or byte in b'"\\' for byte in raw):
        quoted = b"".join(
            b"\\" + bytes([byte])
            if byte in b'"\\'
            else b"\\%03o" % byte
            if byte < 0x20 or byte >= 0x7F
            else bytes([byte])
            for byte in raw
        )
        return b'"' + quoted + b'"\n'
    return raw + (b"\t\n" if b" " in raw else b"\n")
