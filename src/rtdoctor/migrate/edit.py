"""The one type every rewrite ends in: plans, diffs, interactive choice, apply and undo know nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace bytes `start` to `end` of the file at `path` (relative, with `/`) by `replacement`.

    `connection` groups edits that are applied together or not at all; None stands for an edit that is right
    alone. `unsafe` edits are held back unless they are asked for.
    """

    path: str
    start: int
    end: int
    replacement: bytes
    rule: str
    connection: str | None = None
    unsafe: bool = False


class OverlappingEditsError(ValueError):
    """Two edits claim the same bytes: the plan is wrong and nothing may be written."""


def splice(original: bytes, edits: Iterable[Edit]) -> bytes:
    """`original` with every edit of this one file applied; bytes outside the edits are identical.

    Raises `OverlappingEditsError` when two edits overlap or two insertions stand at the same place.
    """
    result: list[bytes] = []
    position = 0
    previous: Edit | None = None
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if not 0 <= edit.start <= edit.end <= len(original):
            raise ValueError(f"{edit.rule}: {edit.start}-{edit.end} lies outside {edit.path}")
        if previous is not None and (
            edit.start < position or edit.start == edit.end == position == previous.start
        ):
            raise OverlappingEditsError(
                f"{edit.path}: {previous.rule} and {edit.rule} both change byte {edit.start}"
            )
        result += (original[position : edit.start], edit.replacement)
        position = edit.end
        previous = edit
    result.append(original[position:])
    return b"".join(result)
