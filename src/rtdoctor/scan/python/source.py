"""One Python file: its tree, and where each node stands in the bytes of the physical file."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from rtdoctor.scan.python.strings import Strings

_A = TypeVar("_A", bound=ast.AST)
_B = TypeVar("_B", bound=ast.AST)
_BOM = b"\xef\xbb\xbf"
_LINE_END = re.compile(rb"\r\n|\n|\r")
_IGNORE = re.compile(rb"#\s*rtdoctor:\s*ignore(?:\[([A-Z0-9,\s]*)\])?")


class UnreadableSourceError(ValueError):
    """Not Python that this interpreter can parse: Python 2, a NUL byte, undeclared latin-1, an error."""


class SourceFile:
    """A parsed file. Offsets are bytes of the physical file, byte order mark and carriage returns included.

    Raises `UnreadableSourceError` when the bytes do not parse.
    """

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        try:
            self.tree = ast.parse(data)
            self.encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            reason = error.msg if isinstance(error, SyntaxError) else str(error) or type(error).__name__
            raise UnreadableSourceError(f"not Python 3: {reason}") from error
        self._line_starts = [0, *(match.end() for match in _LINE_END.finditer(data))]
        self.parents: dict[ast.AST, ast.AST] = {}
        self._by_type: dict[type, list[ast.AST]] = defaultdict(list)
        queue: list[ast.AST] = [self.tree]
        for node in queue:
            self._by_type[type(node)].append(node)
            for child in ast.iter_child_nodes(node):
                # `Load()` and operators are shared objects: they have no one parent.
                if not isinstance(
                    child, (ast.expr_context, ast.operator, ast.cmpop, ast.boolop, ast.unaryop)
                ):
                    self.parents[child] = node
                    queue.append(child)

    @overload
    def nodes(self, kind: type[_A], /) -> Iterator[_A]: ...
    @overload
    def nodes(self, kind: type[_A], other: type[_B], /) -> Iterator[_A | _B]: ...
    def nodes(self, *kinds: type[ast.AST]) -> Iterator[Any]:
        """Every node of exactly these types, in breadth-first order."""
        for kind in kinds:
            yield from self._by_type.get(kind, ())

    def parent(self, node: ast.AST) -> ast.AST | None:
        return self.parents.get(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        current = self.parents.get(node)
        while current is not None:
            yield current
            current = self.parents.get(current)

    def statement(self, node: ast.AST) -> ast.stmt:
        """The innermost statement that holds `node`."""
        if isinstance(node, ast.stmt):
            return node
        return next(above for above in self.ancestors(node) if isinstance(above, ast.stmt))

    def offset(self, line: int, column: int) -> int:
        """The byte offset of a position as `ast` counts: line from 1, column in UTF-8 bytes from 0."""
        start = self._line_starts[line - 1]
        if line == 1 and self.data.startswith(_BOM):
            start += len(_BOM)
        if self.encoding in ("utf-8", "utf-8-sig"):
            return start + column
        end = self._line_starts[line] if line < len(self._line_starts) else len(self.data)
        before = self.data[start:end].decode(self.encoding).encode()[:column].decode()
        return start + len(before.encode(self.encoding))

    def start(self, node: ast.expr | ast.stmt | ast.keyword | ast.arg | ast.alias | ast.pattern) -> int:
        return self.offset(node.lineno, node.col_offset)

    def span(
        self, node: ast.expr | ast.stmt | ast.keyword | ast.arg | ast.alias | ast.pattern
    ) -> tuple[int, int]:
        """Start and end of `node`. Parts of an f-string have the span of the whole before Python 3.12."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset)

    def decode(self, start: int, end: int) -> str:
        return self.data[start:end].decode(self.encoding)

    def text(self, node: ast.expr | ast.stmt | ast.keyword | ast.arg | ast.alias) -> str:
        return self.decode(*self.span(node))

    def plain(self, start: int, end: int) -> str:
        """The text of a span with `\\n` line ends."""
        return self.decode(start, end).replace("\r\n", "\n").replace("\r", "\n")

    def encode(self, text: str) -> bytes:
        return text.encode("utf-8" if self.encoding == "utf-8-sig" else self.encoding)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a byte, both from 1, the column in bytes of the physical line."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def line_bounds(self, line: int) -> tuple[int, int]:
        """Start and end (its line end included) of a line counted from 1."""
        end = self._line_starts[line] if line < len(self._line_starts) else len(self.data)
        return self._line_starts[line - 1], end

    def indentation(self, line: int) -> str:
        start, end = self.line_bounds(line)
        text = self.data[start:end].removeprefix(_BOM) if line == 1 else self.data[start:end]
        return text[: len(text) - len(text.lstrip(b" \t"))].decode("ascii")

    @cached_property
    def strings(self) -> Strings:
        """The string literals, by place."""
        from rtdoctor.scan.python.strings import Strings

        return Strings(self)

    @cached_property
    def newline(self) -> str:
        """The line end most used in this file."""
        crlf = self.data.count(b"\r\n")
        lf = self.data.count(b"\n") - crlf
        cr = self.data.count(b"\r") - crlf
        return max((("\n", lf), ("\r\n", crlf), ("\r", cr)), key=lambda pair: pair[1])[0]

    @cached_property
    def comments(self) -> list[tuple[int, int]]:
        """Byte spans of the comments, in order."""
        spans = []
        lines = io.BytesIO(self.data).readline
        try:
            for token in tokenize.tokenize(lines):
                if token.type == tokenize.COMMENT:
                    line, column = token.start
                    start = self.offset(line, len(token.line[:column].encode()))
                    spans.append((start, start + len(self.encode(token.string))))
        except (tokenize.TokenError, SyntaxError, IndentationError):
            pass  # `ast` took the file; what tokenize cannot is not worth losing it for
        return spans

    def is_comment(self, offset: int) -> bool:
        return any(start <= offset < end for start, end in self.comments)

    @cached_property
    def _ignores(self) -> dict[int, frozenset[str]]:
        found: dict[int, frozenset[str]] = {}
        for match in _IGNORE.finditer(self.data):
            if self.is_comment(match.start()):
                codes = frozenset(re.findall(r"RM\d+", (match.group(1) or b"").decode("ascii", "ignore")))
                found[self.position(match.start())[0]] = codes
        return found

    def ignored(self, offset: int, rule: str) -> bool:
        """True when `# rtdoctor: ignore[RULE]` is on this line, or alone on the one above; no code is all."""
        line = self.position(offset)[0]
        for candidate in (line, line - 1):
            codes = self._ignores.get(candidate)
            if codes is not None and (not codes or rule in codes):
                start, end = self.line_bounds(candidate)
                if candidate == line or self.data[start:end].lstrip().startswith(b"#"):
                    return True
        return False
