"""What part a model's name plays where it stands, judged by syntax.

The heuristics come from reading 503 references to the old models in 40 public trees: a plain replacement was
right on about one in six. Each is tested with the kind of place it was made for.
"""

from __future__ import annotations

import ast
import re
from pathlib import PurePosixPath

from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.python.strings import Strings
from rtdoctor.scan.reference import Role

_DENIED = re.compile(
    r"deny|denied|block|ban|exclu|unsupported|not_?supported|deprecat|retired|removed|legacy|obsolete|ignore|skip",
    re.IGNORECASE,
)
_PRICED = re.compile(
    r"price|pricing|cost|rate|token|usd|per_m|budget|window|limit|context|capabilit", re.IGNORECASE
)
_LISTED = re.compile(
    r"models?$|models?_|choices|supported|available|allowed|known|aliases|all_|_names|catalog", re.IGNORECASE
)


def is_test(path: str) -> bool:
    """True for a file that holds tests: `test_x.py`, `x_test.py`, `conftest.py`, anything under `tests/`."""
    parts = PurePosixPath(path)
    name = parts.name
    return (
        name.startswith("test_")
        or name.endswith("_test.py")
        or name == "conftest.py"
        or bool({"test", "tests", "testing"} & {part.lower() for part in parts.parent.parts})
    )


def model_role(file: SourceFile, strings: Strings, node: ast.expr) -> Role:
    """The role of a model name in the literal `node`. `model` stands for a deployment's name too."""
    place = strings.place(node)
    if place in ("docstring", "shown", "comment"):
        return "doc"
    if place in ("compare", "case", "prefix"):
        asserted = any(isinstance(above, ast.Assert) for above in file.ancestors(node))
        return "test" if asserted or is_test(file.path) else "comparison"
    holder = _holder(file, node)
    if place == "key":
        return _table_role(file, node, holder)
    if place == "index":
        return "price-table" if _PRICED.search(holder) else "comparison"
    if _is_denied(file, node, holder):
        return "deny-list"
    if _in_literal_type(file, node):
        return "enumeration"
    if place == "element" and not _is_iterated(file, node) and _LISTED.search(holder):
        return "enumeration"
    if place == "element" and _among_other_models(file, node):
        return "enumeration"
    return "test" if is_test(file.path) else "model"


def _holder(file: SourceFile, node: ast.AST) -> str:
    """The name that the literal is stored under, or that of the keyword it is given to."""
    for above in file.ancestors(node):
        if isinstance(above, ast.keyword):
            return above.arg or ""
        if isinstance(above, ast.Subscript):
            return ast.unparse(above.value)
        if isinstance(above, ast.Assign):
            return " ".join(ast.unparse(target) for target in above.targets)
        if isinstance(above, ast.AnnAssign):
            return ast.unparse(above.target)
        if isinstance(above, ast.stmt):
            return ""
    return ""


def _table_role(file: SourceFile, node: ast.expr, holder: str) -> Role:
    table = file.parent(node)
    assert isinstance(table, ast.Dict)
    value = table.values[table.keys.index(node)]
    numeric = any(
        isinstance(part, ast.Constant) and isinstance(part.value, (int, float)) for part in ast.walk(value)
    )
    if _DENIED.search(holder):
        return "deny-list"
    return "price-table" if numeric or _PRICED.search(holder) else "enumeration"


def _is_denied(file: SourceFile, node: ast.expr, holder: str) -> bool:
    if _DENIED.search(holder):
        return True
    for above in file.ancestors(node):
        if isinstance(above, ast.Call) and any(
            keyword.arg
            and _DENIED.search(keyword.arg)
            and isinstance(keyword.value, ast.Constant)
            and keyword.value.value
            for keyword in above.keywords
        ):
            return True
        if isinstance(above, ast.stmt):
            break
    return False


def _in_literal_type(file: SourceFile, node: ast.expr) -> bool:
    for above in file.ancestors(node):
        if isinstance(above, ast.Subscript) and ast.unparse(above.value).rpartition(".")[2] == "Literal":
            return True
        if isinstance(above, ast.stmt):
            break
    return False


def _is_iterated(file: SourceFile, node: ast.expr) -> bool:
    """True for the candidates of `for model in ("a", "b")`."""
    display = file.parent(node)
    loop = file.parent(display) if display is not None else None
    return isinstance(loop, (ast.For, ast.AsyncFor, ast.comprehension)) and loop.iter is display


def _among_other_models(file: SourceFile, node: ast.expr) -> bool:
    display = file.parent(node)
    if not isinstance(display, (ast.List, ast.Tuple, ast.Set)) or _is_iterated(file, node):
        return False
    others = [
        e.value
        for e in display.elts
        if isinstance(e, ast.Constant) and isinstance(e.value, str) and e is not node
    ]
    return (
        sum(other.startswith(("gpt-", "o1", "o3", "whisper", "tts-", "claude", "gemini")) for other in others)
        >= 2
    )
