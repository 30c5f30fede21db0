"""What a planned result must hold before it may be written: it parses, keeps its comments, and is final."""

from __future__ import annotations

import ast
import io
import tokenize
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from rtdoctor.migrate.edit import Edit
from rtdoctor.migrate.rewriting import Rewriting

EditKey = tuple[str, str, bytes, bytes]

_PYTHON = frozenset((".py", ".pyi", ".pyw"))


def edit_key(data: bytes, edit: Edit) -> EditKey:
    """An edit without its place: what it does, comparable between two versions of a file."""
    return edit.path, edit.rule, data[edit.start : edit.end], edit.replacement


def find_problems(
    originals: Mapping[str, bytes],
    results: Mapping[str, bytes],
    edits: Mapping[str, Iterable[Edit]],
    leftovers: Iterable[EditKey],
    rewrite_again: Callable[[Mapping[str, bytes]], Rewriting],
) -> dict[str, str]:
    """Path -> why its result must not be written; empty when all are sound.

    `leftovers` are the edits left out on purpose: a second run is expected to want those again.
    """
    problems: dict[str, str] = {}
    for path, result in results.items():
        if Path(path).suffix.lower() in _PYTHON:
            problem = parse_problem(result) or _lost_comment(originals[path], result, edits[path])
            if problem:
                problems[path] = problem
    if problems or not results:
        return problems
    again = rewrite_again(results)
    for path, reason in again.skipped:
        if path in results:
            problems[path] = f"the result could not be judged again: {reason}"
    expected = Counter(leftovers)
    for edit in again.edits:
        data = results.get(edit.path)
        key = edit_key(data, edit) if data is not None else None
        if key is not None and expected[key] > 0:
            expected[key] -= 1
        elif key is not None:
            problems[edit.path] = f"a second run would change it again ({edit.rule})"
        elif not any(wanted[:2] == (edit.path, edit.rule) for wanted in expected):
            problems[edit.path] = f"a second run would go on in {edit.path} ({edit.rule})"
    return problems


def parse_problem(data: bytes) -> str | None:
    """Why `data` is no Python module for this interpreter; None when it is one."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        data.decode(encoding)  # the parser lets undeclared bytes in comments pass, the interpreter does not
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in the user's strings is no business of ours
            ast.parse(data)
    except SyntaxError as error:
        return f"the result would not parse (line {error.lineno}: {error.msg})"
    except (ValueError, RecursionError, MemoryError) as error:
        return f"the result would not parse ({error})"
    return None


def _lost_comment(original: bytes, result: bytes, edits: Iterable[Edit]) -> str | None:
    if not any(b"#" in original[edit.start : edit.end] for edit in edits):
        return None  # the usual case, without reading the file token by token
    for comment, count in (_comments(original) - _comments(result)).items():
        return f"a comment would be lost: {comment}" + f" ({count} times)" * (count > 1)
    return None


def _comments(data: bytes) -> Counter[str]:
    try:
        return Counter(
            token.string
            for token in tokenize.tokenize(io.BytesIO(data).readline)
            if token.type == tokenize.COMMENT
        )
    except (tokenize.TokenError, SyntaxError):
        return Counter()
