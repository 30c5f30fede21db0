"""Event names of the preview in the code of a program."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.python.strings import StringPlace, Strings
from rtdoctor.scan.vocabulary import Hit


@dataclass(frozen=True, slots=True)
class EventSite:
    """An event name at bytes `start` to `end`, in the literal `node` that is nothing else when `whole`."""

    file: SourceFile
    node: ast.expr
    start: int
    end: int
    name: str
    place: StringPlace
    whole: bool


def also_handles(file: SourceFile, node: ast.expr, *names: str) -> bool:
    """True when one of `names` is written in the same function, class or top-level statement as `node`.

    Elsewhere in the program it may be another API's: the Responses API streams `response.output_text.delta`.
    """
    around: ast.AST = node
    for above in file.ancestors(node):
        if isinstance(above, ast.Module):
            break
        around = above
        if isinstance(above, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            break
    return any(isinstance(other, ast.Constant) and other.value in names for other in ast.walk(around))


def find_events(file: SourceFile, strings: Strings, hits: tuple[Hit, ...]) -> Iterator[EventSite]:
    """One site for each event name in a string of `file`; comments have none."""
    for hit in hits:
        if hit.kind != "event":
            continue
        node = strings.at(hit.start)
        if node is None:
            continue
        value = node.value if isinstance(node, ast.Constant) else None
        whole = value in (hit.match, f"server.{hit.match}", f"client.{hit.match}")
        yield EventSite(file, node, hit.start, hit.end, hit.match, strings.place(node), whole)
