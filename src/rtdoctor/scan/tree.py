"""Walk, prefilter, read: the files of a tree that name something this tool knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rtdoctor.scan.origin import Origin, origin_of
from rtdoctor.scan.prefilter import find_candidates
from rtdoctor.scan.text import TEXT_SUFFIXES
from rtdoctor.scan.vocabulary import find_references_in_text
from rtdoctor.scan.walk import Asked, Skipped, Walk, reason_of, walk

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that may hold references, as it was read. With an `origin` it is not the user's to edit."""

    path: str
    data: bytes
    origin: Origin | None


@dataclass(slots=True)
class Tree:
    """What a scan found below `root`: candidates by path, and what was passed over."""

    root: Path
    files: dict[str, SourceFile] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    files_read: int = 0
    state_directories: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()
    """Every file of the walk: what `read` gives access to."""
    ignored: Callable[[str], bool] = lambda path: False
    """Whether `.gitignore` leaves a file of the walk out."""

    def read(self, path: str) -> bytes | None:
        """The content of any file of the walk; None when it is no such file or cannot be read."""
        if path in self.files:
            return self.files[path].data
        if path not in self.known:
            return None
        try:
            return self.root.joinpath(*path.split("/")).read_bytes()
        except OSError:
            return None

    def why_not_edited(self, path: str) -> str | None:
        """Why the file at `path` is not the user's to edit, or not there; None when it may be edited."""
        data = self.read(path)
        if data is None:
            return "it cannot be read"
        if origin := origin_of(path, data):
            return f"it is {origin}"
        return "it is left out by .gitignore" if self.ignored(path) else None


def scan_tree(asked: Asked) -> Tree:
    """Scan everything that was asked for (`rtdoctor.scan.walk.locate`)."""
    found = walk(asked)
    candidates = find_candidates([found.absolute(path) for path in found.files], reason_of)
    tree = Tree(
        found.root,
        skipped=list(found.skipped),
        files_read=len(found.files) - len(candidates.unreadable),
        state_directories=tuple(found.state_directories),
        known=frozenset(found.files),
        ignored=found.ignores,
    )
    for index, reason in candidates.unreadable:
        if not found.ignores(found.files[index]):
            tree.skipped.append(Skipped(found.files[index], reason, asked=True))
    for index in candidates.hits:
        _take(tree, found, found.files[index])
    tree.skipped.sort(key=lambda skipped: skipped.path)
    return tree


def _take(tree: Tree, found: Walk, path: str) -> None:
    if found.ignores(path):
        return
    try:
        data = Path(found.absolute(path)).read_bytes()
    except OSError as error:
        tree.skipped.append(Skipped(path, reason_of(error), asked=True))
        return
    if b"\0" in data and not data.startswith(_UTF16_MARKS):
        if next(find_references_in_text(data), None) is not None:
            is_text = Path(path).suffix.lower() in TEXT_SUFFIXES
            tree.skipped.append(
                Skipped(path, "holds a zero byte: not text" if is_text else "a binary file", asked=is_text)
            )
        return
    tree.files[path] = SourceFile(path, data, origin_of(path, data))
