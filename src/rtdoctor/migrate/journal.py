"""The journal of one transaction, and where transactions keep their files.

    .rtdoctor/.gitignore          everything here is kept out of the repository
    .rtdoctor/lock                held while a process works here; the system frees it when the process dies
    .rtdoctor/journal.json        there only while a transaction is open
    .rtdoctor/runs/ID/run.json    the journal of a closed transaction: what `--undo` goes by
    .rtdoctor/runs/ID/NNNN        what file NNNN held before

A journal may come with a repository that somebody else wrote, so nothing in it is trusted: a path that leaves
the root, or a name not made here, is refused.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from pathlib import Path, PurePosixPath
from typing import Literal

from rtdoctor.errors import UsageError
from rtdoctor.migrate.storage import Storage, write_file
from rtdoctor.scan.walk import STATE_DIRECTORY

FORMAT = 1
Act = Literal["apply", "undo"]
Phase = Literal["prepare", "commit"]

_RUN_ID = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a transaction: digests (SHA-256) of what it held and of what it shall hold.

    `before` is None for a file that was not there. `mode` and `mtime_ns` (nanoseconds) are those of before.
    """

    path: str
    before: str | None
    after: str
    mode: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Journal:
    """One transaction. While preparing, no file has changed; once it says commit, all shall."""

    run: str
    act: Act
    phase: Phase
    entries: tuple[Entry, ...]
    undoes: str | None = None

    def committed(self) -> Journal:
        """The same transaction past the point of no return."""
        return replace(self, phase="commit")


class State:
    """The `.rtdoctor` directory below `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.directory = root / STATE_DIRECTORY
        self.runs = self.directory / "runs"
        self.journal_file = self.directory / "journal.json"
        self.journal_draft = self.directory / "journal.new"

    def is_open(self) -> bool:
        """Whether a transaction was begun and not ended: one look at the disk."""
        return self.journal_file.is_file()

    def run_directory(self, run: str) -> Path:
        """Where a run keeps its back-ups."""
        return self.runs / run

    def backup(self, journal: Journal, index: int) -> Path:
        """The back-up of entry `index`."""
        return self.run_directory(journal.run) / f"{index:04d}"

    def target(self, entry: Entry) -> Path:
        """The file that an entry is about."""
        return self.root.joinpath(*entry.path.split("/"))

    def temporary(self, journal: Journal, entry: Entry) -> Path:
        """The new content, in the target's own directory, so that a rename puts it into place."""
        target = self.target(entry)
        return target.with_name(f".{target.name[:80]}.{journal.run}.rtdoctor")

    def prepare(self, storage: Storage) -> None:
        """Create the directory, invisible to git. `UsageError` when something else has its name."""
        if self.directory.is_symlink() or (self.directory.exists() and not self.directory.is_dir()):
            raise UsageError(f"{self.directory} is not a directory of rtdoctor's", "move it away")
        try:
            storage.make_directory(self.directory, 0o700)
            gitignore = self.directory / ".gitignore"
            if not gitignore.exists():
                write_file(storage, gitignore, b"*\n")
            storage.make_directory(self.runs, 0o700)
        except OSError as error:
            raise UsageError(
                f"cannot write {self.directory}: {error.strerror}",
                "back-ups are kept there; nothing was changed",
            ) from error

    def write_journal(self, storage: Storage, journal: Journal) -> None:
        """Put `journal` in the place of the one before, whole, and on the disk."""
        storage.remove(self.journal_draft)
        text = json.dumps({"format": FORMAT, **asdict(journal)}, indent=1)
        write_file(storage, self.journal_draft, text.encode())
        storage.replace(self.journal_draft, self.journal_file)
        storage.sync_directory(self.directory)

    def read_journal(self) -> Journal:
        """The open journal. `UsageError` when it is damaged."""
        return _load(self.journal_file)

    def closed_runs(self) -> list[Journal]:
        """The closed transactions that can be undone, the newest first."""
        try:
            names = sorted(os.listdir(self.runs), reverse=True)  # noqa: PTH208 - names are what is wanted
        except OSError:
            return []
        files = [self.run_directory(name) / "run.json" for name in names if _RUN_ID.fullmatch(name)]
        return [_load(file) for file in files if file.is_file()]

    def resolve(self, entry: Entry) -> Path:
        """The target of `entry`, proved to lie below the root with no link on the way.

        Raises `UsageError` otherwise.
        """
        target = self.target(entry)
        if (
            os.path.realpath(target.parent)
            != os.path.join(  # noqa: PTH118
                os.path.realpath(self.root), *entry.path.split("/")[:-1]
            )
        ):
            raise UsageError(f"{entry.path}: a directory on its way has become a link; nothing was written")
        return target


def new_run_id() -> str:
    """A name for a run that sorts by time."""
    now = datetime.now(timezone.utc)
    return f"{now:%Y%m%dT%H%M%S%f}-{os.urandom(4).hex()}"


def _load(file: Path) -> Journal:
    try:
        document = json.loads(file.read_bytes())
        if document.pop("format") != FORMAT:
            raise ValueError("written by another version of rtdoctor")
        entries = tuple(Entry(**entry) for entry in document.pop("entries"))
        journal = Journal(entries=entries, **document)
        for problem in _problems(journal):
            raise ValueError(problem)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError(f"{file} is damaged: {error}", "its back-ups lie beside it, in runs/") from error
    return journal


def _problems(journal: Journal) -> list[str]:
    problems = [
        f"unsafe path {entry.path!r}"
        for entry in journal.entries
        if (pure := PurePosixPath(entry.path)).is_absolute()
        or (os.name == "nt" and set("\\:") & set(entry.path))
        or not pure.parts
        or ".." in pure.parts
        or ".git" in pure.parts
        or str(pure) != entry.path
    ]
    digests = [digest for entry in journal.entries for digest in (entry.before, entry.after)]
    if not all(_DIGEST.fullmatch(digest) for digest in digests if digest is not None):
        problems.append("a digest is none")
    if not all(_RUN_ID.fullmatch(run) for run in (journal.run, journal.undoes) if run is not None):
        problems.append("a run has a wrong name")
    if journal.act not in ("apply", "undo") or journal.phase not in ("prepare", "commit"):
        problems.append("unknown act or phase")
    return problems
