"""Where in the code a string stands: what a name in it is for."""

from __future__ import annotations

import ast
from bisect import bisect_right
from typing import Literal

from rtdoctor.scan.python.source import SourceFile

StringPlace = Literal[
    "compare",
    "case",
    "prefix",
    "key",
    "element",
    "index",
    "value",
    "argument",
    "shown",
    "docstring",
    "comment",
    "code",
]
"""`compare` is ==, != and in; `prefix` an argument of startswith; `key` of a dict; `index` in brackets; `value`
what is assigned, returned, given as a default or stored in a dict; `argument` of a call; `shown` in what is printed,
logged or raised, `code` outside of strings."""

# Literals that may start inside an f-string before one of its own characters.
_NESTING = 64
_SHOWN = {
    "print",
    "debug",
    "info",
    "warning",
    "warn",
    "error",
    "exception",
    "critical",
    "log",
    "echo",
    "secho",
    "write",
}


class Strings:
    """The string literals of a file by place."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self._docstrings = {
            statement.value
            for statement in file.nodes(ast.Expr)
            if isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, str)
        }
        spans: list[tuple[int, int, ast.expr]] = []
        for node in file.nodes(ast.Constant, ast.JoinedStr):
            whole: ast.expr = node
            if isinstance(node, ast.Constant):
                if not isinstance(node.value, str):
                    continue
                above = file.parent(node)
                if isinstance(above, ast.JoinedStr):
                    whole = above
            spans.append((*file.span(whole), whole))
        # Of literals one within the other, as in an f-string's expression, the inner starts later.
        self._spans = sorted(spans, key=lambda span: (span[0], -span[1]))
        self._starts = [start for start, _, _ in self._spans]

    def at(self, offset: int) -> ast.expr | None:
        """The literal (a whole f-string for a part of one) that holds the byte at `offset`."""
        index = bisect_right(self._starts, offset) - 1
        for start, end, node in reversed(self._spans[max(0, index - _NESTING) : index + 1]):
            if start <= offset < end:
                return node
        return None

    def place(self, node: ast.expr) -> StringPlace:
        """What the literal `node` stands for in its expression or statement."""
        if node in self._docstrings:
            return "docstring"
        file = self.file
        child: ast.AST = node
        parent = file.parent(node)
        while isinstance(
            parent, (ast.IfExp, ast.BoolOp, ast.NamedExpr, ast.BinOp, ast.FormattedValue, ast.JoinedStr)
        ):
            child, parent = parent, file.parent(parent)
        if isinstance(parent, (ast.Tuple, ast.List, ast.Set)):
            above = file.parent(parent)
            if isinstance(above, ast.Compare):
                return "compare"
            if isinstance(above, ast.Call) and _called(above) in ("startswith", "endswith"):
                return "prefix"
            return "element"
        if isinstance(parent, ast.Compare):
            return "compare"
        if isinstance(parent, ast.MatchValue):
            return "case"
        if isinstance(parent, ast.Dict):
            return "key" if child in parent.keys else "value"
        if isinstance(parent, ast.Subscript):
            return "index"
        if isinstance(parent, ast.Raise):
            return "shown"
        if isinstance(parent, ast.keyword):
            parent = file.parent(parent)
        if isinstance(parent, ast.Call):
            name = _called(parent)
            if name in ("startswith", "endswith"):
                return "prefix"
            if name in _SHOWN or isinstance(file.parent(parent), ast.Raise):
                return "shown"
            return "argument"
        return "value"


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
