"""Where in the bytes of a Jupyter notebook each cell keeps its source and its recorded outputs.

The format is nbformat 4: an object with `cells`, each with `cell_type`, `source` and perhaps `outputs`. The
bytes are walked token by token, because a parsed document no longer knows where its strings stood.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

CellPart = Literal["code", "prose", "output", "other"]

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)


@dataclass(frozen=True, slots=True)
class CellSpan:
    """Bytes `start` to `end` belong to cell number `cell`, from 0; `part` says to what of it."""

    start: int
    end: int
    cell: int
    part: CellPart


class Notebook:
    """The cells of a notebook. Bytes that are no notebook have none."""

    def __init__(self, data: bytes) -> None:
        self._spans = sorted(_spans(data), key=lambda span: span.start)
        self._starts = [span.start for span in self._spans]

    def at(self, offset: int) -> CellSpan | None:
        """The part of a cell that byte `offset` belongs to; None outside the cells."""
        place = bisect_right(self._starts, offset) - 1
        if place >= 0 and offset < self._spans[place].end:
            return self._spans[place]
        return None


def _spans(data: bytes) -> Iterator[CellSpan]:
    kinds: dict[int, bytes] = {}
    members: list[tuple[int, bytes, int, int]] = []
    for cell, key, start, end in _cell_members(data):
        members.append((cell, key, start, end))
        if key == b'"cell_type"':
            kinds[cell] = data[start:end]
    for cell, key, start, end in members:
        part: CellPart = "other"
        if key == b'"source"':
            part = "code" if kinds.get(cell) == b'"code"' else "prose"
        elif key == b'"outputs"':
            part = "output"
        yield CellSpan(start, end, cell, part)


@dataclass(slots=True)
class _Frame:
    """An open object or array: where it began, and which of its members is being read."""

    start: int
    key: bytes | int
    awaits_key: bool


def _cell_members(data: bytes) -> Iterator[tuple[int, bytes, int, int]]:
    """(cell, key, start, end) of each member of each cell, as far as the brackets match."""
    stack: list[_Frame] = []
    for token in _TOKEN.finditer(data):
        text = token.group()
        if text in (b"{", b"["):
            stack.append(_Frame(token.start(), b"" if text == b"{" else 0, text == b"{"))
            continue
        start = token.start()
        if text in (b"}", b"]"):
            if not stack:
                return
            start = stack.pop().start
        elif text == b",":
            if stack and isinstance(stack[-1].key, int):
                stack[-1].key += 1
            elif stack:
                stack[-1].awaits_key = True
            continue
        elif text == b":":
            continue
        elif stack and stack[-1].awaits_key:
            stack[-1].key, stack[-1].awaits_key = text, False
            continue
        if len(stack) == 3 and stack[0].key == b'"cells"':
            cell, key = stack[1].key, stack[2].key
            if isinstance(cell, int) and isinstance(key, bytes):
                yield cell, key, start, token.end()
