"""Take the last run back, and end what a killed process left: both go by the journals on the disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rtdoctor.errors import UsageError
from rtdoctor.migrate.journal import Journal, State
from rtdoctor.migrate.storage import Storage
from rtdoctor.migrate.transaction import Change, NotWrittenError, recover, run_transaction


@dataclass(frozen=True, slots=True)
class Undone:
    """The files that are as before the run, relative to `root`."""

    root: Path
    paths: tuple[str, ...]


def recover_if_needed(root: Path, below: Iterable[str] = (), storage: Storage | None = None) -> list[str]:
    """End every transaction a killed process left open; returns one line for each.

    Looked at are `root`, the directories above it as far as its repository goes, and the state directories
    `below` (relative, with `/`) that a walk met: one look at the disk each.
    """
    roots = [*_roots(root), *(root.joinpath(*path.split("/")).parent for path in below)]
    lines = [(place, recover(place, storage)) for place in dict.fromkeys(roots)]
    return [f"{place}: {line}" for place, line in lines if line is not None]


def undo(root: Path, *, force: bool = False, storage: Storage | None = None) -> Undone:
    """Give every file of the last run its former content, mode and time.

    Raises `UsageError` when there is no run, or when a file changed since; `force` takes that file back too.
    """
    state, run = _last_run(root)
    changes = [
        Change(
            entry.path,
            None if force else entry.after,
            _former(state, run, index),
            entry.mode,
            entry.mtime_ns,
        )
        for index, entry in enumerate(run.entries)
    ]
    try:
        run_transaction(state, changes, "undo", storage or Storage(), undoes=run.run)
    except NotWrittenError as error:
        raise UsageError(
            f"not undone: {error}; nothing was changed",
            "look at these files first, or take them back with --force",
        ) from error
    return Undone(state.root, tuple(entry.path for entry in run.entries))


def _last_run(root: Path) -> tuple[State, Journal]:
    for place in _roots(root):
        state = State(place)
        runs = [run for run in state.closed_runs() if run.act == "apply"]
        if runs:
            return state, runs[0]
    raise UsageError(f"no run to undo in {root}", "a run is kept where it was applied: give the same PATH")


def _former(state: State, run: Journal, index: int) -> bytes:
    try:
        return state.backup(run, index).read_bytes()
    except OSError as error:
        raise UsageError(f"a back-up is missing: {state.backup(run, index)}; nothing was changed") from error


def _roots(root: Path) -> Iterator[Path]:
    """`root`, and above it as far as the repository it lies in."""
    above = [root]
    for directory in (root, *root.parents):
        if directory != root:
            above.append(directory)
        if (directory / ".git").exists():
            yield from above
            return
    yield root
