"""Replace a set of files as one: prepared beside their targets, journalled, then renamed into place.

No file system renames many files at once. Until the journal says commit, nothing has changed and a crash is
rolled back; from then on the new contents are all on the disk and a crash is rolled forward, by whichever
rtdoctor comes next (`recover`).
"""

from __future__ import annotations

import contextlib
import hashlib
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from rtdoctor.errors import UsageError
from rtdoctor.migrate.journal import Act, Entry, Journal, State, new_run_id
from rtdoctor.migrate.storage import Storage, write_file


@dataclass(frozen=True, slots=True)
class Change:
    """Give the file at `path` (relative to the root, with `/`) a new content.

    `expected` is the SHA-256 of what it must hold now; with None it may hold anything, or be gone. `mode` and
    `mtime_ns` are set when given; otherwise the mode stays and the time is now.
    """

    path: str
    expected: str | None
    content: bytes
    mode: int | None = None
    mtime_ns: int | None = None


class NotWrittenError(Exception):
    """One or more files stood in the way; nothing was changed. `reasons` says of each path why."""

    def __init__(self, reasons: dict[str, str]) -> None:
        super().__init__(", ".join(f"{path}: {reason}" for path, reason in reasons.items()))
        self.reasons = reasons


CHANGED = "changed since it was read"


def digest(data: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@contextlib.contextmanager
def locked(state: State) -> Iterator[None]:
    """Alone in this state directory. `UsageError` while another process is."""
    with open(state.directory / "lock", "ab") as file:  # noqa: PTH123 - never truncated, its content is nothing
        if not _lock(file):
            raise UsageError(f"another rtdoctor is at work in {state.root}", "wait until it has ended")
        yield


def run_transaction(
    state: State, changes: Sequence[Change], act: Act, storage: Storage, undoes: str | None = None
) -> str:
    """Make `changes` as one; returns the name of the run.

    Raises `NotWrittenError` when a file is not as expected or cannot be written, and `UsageError` when the
    state directory cannot be used or a link has come between; in each case nothing is changed.
    """
    state.prepare(storage)
    with locked(state):
        if state.is_open():
            recover_open(state, storage)
        reasons = _stale(state, changes)
        if reasons:
            raise NotWrittenError(reasons)
        journal = Journal(new_run_id(), act, "prepare", tuple(_entry(state, c) for c in changes), undoes)
        for entry in journal.entries:
            state.resolve(entry)
        try:
            state.write_journal(storage, journal)
            _prepare(state, journal, changes, storage)
            reasons = _stale(state, changes)
            if reasons:
                raise NotWrittenError(reasons)
            state.write_journal(storage, journal.committed())
        except BaseException as error:
            with _left_open(state):
                _roll_back(state, journal, storage)
            if isinstance(error, OSError):
                raise NotWrittenError({_path_of(state, journal, error): _words(error)}) from error
            raise
        try:
            _roll_forward(state, journal, storage)
        except KeyboardInterrupt:
            if state.is_open():  # every new content is on the disk: ending is sooner done than going back
                _roll_forward(state, journal, storage)
            raise
        except OSError as error:
            with _left_open(state):
                _put_back(state, journal, storage)
            raise NotWrittenError({_path_of(state, journal, error): _words(error)}) from error
    return journal.run


@contextlib.contextmanager
def _left_open(state: State) -> Iterator[None]:
    """What cannot even be cleaned up now stays journalled, for the next run to end."""
    try:
        yield
    except OSError as error:
        place = error.filename or state.directory
        raise UsageError(
            f"{place}: {_words(error)}", "the next rtdoctor migrate here ends what was begun"
        ) from error


def recover(root: Path, storage: Storage | None = None) -> str | None:
    """End a transaction that a killed process left open below `root`; returns what was done, in one line.

    None when there was nothing to do. `UsageError` when the process is still at work, or when a file changed
    in the meantime so that neither end can be reached.
    """
    state = State(root)
    if not state.is_open() or state.directory.is_symlink():
        return None
    with locked(state), _left_open(state):
        return recover_open(state, storage or Storage()) if state.is_open() else None


def recover_open(state: State, storage: Storage) -> str:
    """The same, with the lock held and a journal known to be there."""
    journal = state.read_journal()
    for entry in journal.entries:
        state.resolve(entry)
    what = "an interrupted run" if journal.act == "apply" else "an interrupted undo"
    if journal.phase == "prepare":
        _roll_back(state, journal, storage)
        return f"{what} had changed nothing yet; its temporary files were removed"
    if lost := [entry.path for entry in journal.entries if not _can_go_forward(state, journal, entry)]:
        _put_back(state, journal, storage)
        return (
            f"{what} could not be finished, for {', '.join(lost)} changed since; all files are as before it"
        )
    _roll_forward(state, journal, storage)
    return f"{what} was finished: {len(journal.entries)} file{'s' * (len(journal.entries) != 1)}"


def _entry(state: State, change: Change) -> Entry:
    target = state.root.joinpath(*change.path.split("/"))
    after = digest(change.content)
    try:
        status = target.lstat()
    except FileNotFoundError:
        return Entry(change.path, None, after, change.mode or 0o644, change.mtime_ns or 0)
    before = digest(target.read_bytes())
    return Entry(change.path, before, after, stat.S_IMODE(status.st_mode), status.st_mtime_ns)


def _stale(state: State, changes: Sequence[Change]) -> dict[str, str]:
    reasons: dict[str, str] = {}
    for change in changes:
        target = state.root.joinpath(*change.path.split("/"))
        try:
            if not stat.S_ISREG(target.lstat().st_mode):
                reasons[change.path] = "no longer a regular file"
            elif change.expected is not None and digest(target.read_bytes()) != change.expected:
                reasons[change.path] = CHANGED
        except FileNotFoundError:
            if change.expected is not None:
                reasons[change.path] = "no longer there"
        except OSError as error:
            reasons[change.path] = _words(error)
    return reasons


def _prepare(state: State, journal: Journal, changes: Sequence[Change], storage: Storage) -> None:
    """Back-ups and new contents, all on the disk."""
    storage.make_directory(state.run_directory(journal.run), 0o700)
    for index, (entry, change) in enumerate(zip(journal.entries, changes, strict=True)):
        target = state.target(entry)
        like = None
        if entry.before is not None:
            write_file(storage, state.backup(journal, index), target.read_bytes())
            like = target.lstat()
        temporary = state.temporary(journal, entry)
        write_file(storage, temporary, change.content, like, change.mtime_ns)
        if change.mode is not None:
            temporary.chmod(change.mode)
    for directory in {state.target(entry).parent for entry in journal.entries}:
        storage.sync_directory(directory)
    storage.sync_directory(state.run_directory(journal.run))
    storage.sync_directory(state.runs)


def _roll_forward(state: State, journal: Journal, storage: Storage) -> None:
    """Rename whatever is not in place yet, then close. Can be begun again at any point."""
    for entry in journal.entries:
        temporary = state.temporary(journal, entry)
        if temporary.is_file():
            storage.replace(temporary, state.target(entry))
    for directory in {state.target(entry).parent for entry in journal.entries}:
        storage.sync_directory(directory)
    run_directory = state.run_directory(journal.run)
    if journal.act == "apply":
        storage.replace(state.journal_file, run_directory / "run.json")
        storage.sync_directory(run_directory)
        storage.sync_directory(state.directory)
        return
    if journal.undoes is not None:
        _remove_run(state, journal.undoes, storage)
    _close(state, journal, storage)


def _roll_back(state: State, journal: Journal, storage: Storage) -> None:
    """Nothing was renamed: remove what was prepared, then close."""
    for entry in journal.entries:
        storage.remove(state.temporary(journal, entry))
    _close(state, journal, storage)


def _put_back(state: State, journal: Journal, storage: Storage) -> None:
    """Some files were renamed: give those that hold the new content their old one, then close."""
    for index, entry in enumerate(journal.entries):
        target = state.target(entry)
        temporary = state.temporary(journal, entry)
        storage.remove(temporary)
        if _digest_of(target) != entry.after or entry.after == entry.before:
            continue
        if entry.before is None:
            storage.remove(target)
            continue
        content = state.backup(journal, index).read_bytes()
        write_file(storage, temporary, content, target.lstat(), entry.mtime_ns)
        temporary.chmod(entry.mode)
        storage.replace(temporary, target)
    _close(state, journal, storage)


def _close(state: State, journal: Journal, storage: Storage) -> None:
    _remove_run(state, journal.run, storage)
    storage.remove(state.journal_draft)
    storage.remove(state.journal_file)
    storage.sync_directory(state.directory)


def _remove_run(state: State, run: str, storage: Storage) -> None:
    """The record first: a run without it cannot be undone by half."""
    directory = state.run_directory(run)
    if not directory.is_dir():
        return
    storage.remove(directory / "run.json")
    for file in sorted(directory.iterdir()):
        storage.remove(file)
    storage.remove_directory(directory)


def _can_go_forward(state: State, journal: Journal, entry: Entry) -> bool:
    now = _digest_of(state.target(entry))
    if now == entry.after:
        return True
    return now == entry.before and _digest_of(state.temporary(journal, entry)) == entry.after


def _digest_of(path: Path) -> str | None:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        return digest(path.read_bytes())
    except OSError:
        return None


def _path_of(state: State, journal: Journal, error: OSError) -> str:
    """Which file of the transaction an error of the system is about."""
    for entry in journal.entries:
        if error.filename in (str(state.target(entry)), str(state.temporary(journal, entry))):
            return entry.path
    return str(error.filename or state.directory)


def _words(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "permission denied"
    return error.strerror or str(error)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
