"""From changes, some inside of others, to edits of bytes that do not overlap and are as small as can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rtdoctor.migrate.edit import Edit, OverlappingEditsError
from rtdoctor.migrate.rules._rule import CannotRebuildError, Change, Rebuild
from rtdoctor.scan.python.source import SourceFile


@dataclass(frozen=True, slots=True)
class Ruled:
    """A change, and the code of the rule that wants it."""

    rule: str
    change: Change | Rebuild


def compose(changes: Sequence[Ruled], connection: str | None) -> list[Edit]:
    """The edits of one connection. Raises `OverlappingEditsError` and `CannotRebuildError`."""
    by_file: dict[str, list[Ruled]] = {}
    for ruled in changes:
        by_file.setdefault(ruled.change.file.path, []).append(ruled)
    edits: list[Edit] = []
    for ruled_changes in by_file.values():
        file = ruled_changes[0].change.file
        for start, end, text, rule in _flat(file, ruled_changes):
            edit = _smallest(file, start, end, text, rule, connection)
            if edit is not None:
                edits.append(edit)
    return edits


def _flat(file: SourceFile, changes: Sequence[Ruled]) -> list[tuple[int, int, str, str]]:
    """(start, end, text, rule) of the outermost changes, those inside of them made first."""
    ordered = sorted(changes, key=lambda r: (r.change.start, r.change.start != r.change.end, -r.change.end))
    flat: list[tuple[int, int, str, str]] = []
    while ordered:
        outer = ordered.pop(0)
        start, end = outer.change.start, outer.change.end
        inner = [
            r
            for r in ordered
            if start <= r.change.start and r.change.end <= end and not _beside(r, start, end)
        ]
        inner = [r for r in inner if r.change.start < end]
        ordered = [r for r in ordered if r not in inner]
        if any(r.change.start < end for r in ordered if not _beside(r, start, end)):
            raise OverlappingEditsError(f"{file.path}: {outer.rule} and another rule change the same place")
        text = _text(file, outer, inner)
        if start == end and flat and flat[-1][:2] == (start, end):
            flat[-1] = (start, end, flat[-1][2] + text, flat[-1][3])
        elif not flat or flat[-1][:3] != (start, end, text):
            flat.append((start, end, text, outer.rule))
    return flat


def _beside(ruled: Ruled, start: int, end: int) -> bool:
    return ruled.change.start == ruled.change.end and ruled.change.start in (start, end)


def _text(file: SourceFile, outer: Ruled, inner: Sequence[Ruled]) -> str:
    change = outer.change
    if isinstance(change, Change):
        return change.text
    position, parts = change.start, []
    for start, end, text, _ in _flat(file, inner):
        parts += [file.decode(position, start), text]
        position = end
    parts.append(file.decode(position, change.end))
    return change.build("".join(parts).replace("\r\n", "\n").replace("\r", "\n"))


def _smallest(
    file: SourceFile, start: int, end: int, text: str, rule: str, connection: str | None
) -> Edit | None:
    """The edit without what its two ends have in common with what stands there."""
    new = text.replace("\n", file.newline) if file.newline != "\n" else text
    old = file.decode(start, end)
    if old == new:
        return None
    try:
        file.encode(new)
    except UnicodeEncodeError as error:
        raise CannotRebuildError("the file's encoding lacks a character of it") from error
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    first = start + len(file.encode(old[:head]))
    last = end - (len(file.encode(old[len(old) - tail :])) if tail else 0)
    return Edit(file.path, first, last, file.encode(new[head : len(new) - tail]), rule, connection)
