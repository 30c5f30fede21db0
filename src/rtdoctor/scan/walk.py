"""Walk what was asked for: every file that may be read, and all that was passed over, with the reason.

Links are never followed, so the walk cannot leave its root or turn in circles. `.gitignore` is honoured, up to
the repository's own, except that `.env*` and `.azure/*/.env` are always read: they are the usual place of a
deployment name and are usually ignored. Directories are matched while walking, files only where something was
found in them (`Walk.ignores`): matching each of them costs more than reading it.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rtdoctor.errors import UsageError
from rtdoctor.scan.gitignore import Ignore, IgnoreStack
from rtdoctor.scan.origin import CACHE_TAG, ENVIRONMENT_CONTENT, ENVIRONMENT_MARKERS, NEVER_ENTERED

STATE_DIRECTORY = ".rtdoctor"
"""Where an apply keeps its journal and back-ups."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A place that was passed over. `asked`: the user wanted it judged, so the run is incomplete."""

    path: str
    reason: str
    asked: bool = False


@dataclass(slots=True)
class Walk:
    """What was found below `root`. Paths are relative to it, with `/`."""

    root: Path
    files: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    state_directories: list[str] = field(default_factory=list)
    ignored_directories: int = 0
    stacks: dict[str, IgnoreStack] = field(default_factory=dict)
    """Directory -> the patterns that speak about what is in it."""
    named: frozenset[str] = frozenset()
    """Files given by name: no pattern leaves them out."""

    def ignores(self, path: str) -> bool:
        """Whether `.gitignore` leaves this file out; its directories were asked about during the walk."""
        directory, _, name = path.rpartition("/")
        if path in self.named or _is_environment_file(name):
            return False
        stack = self.stacks.get(directory)
        return stack is not None and stack.ignores(path, is_directory=False)

    def absolute(self, path: str) -> str:
        """The file's address on this machine."""
        return os.path.join(self.root, *path.split("/"))  # noqa: PTH118 - a plain string, thousands of times


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: `root` is the directory that all `present` paths (real, absolute) have in common."""

    root: Path
    present: tuple[Path, ...]
    missing: tuple[Path, ...]


def locate(paths: Sequence[Path]) -> Asked:
    """Find the root of `paths`. `UsageError` when none is given or none exists."""
    if not paths:
        raise UsageError("no path given", "for example: rtdoctor migrate .")
    missing = tuple(path for path in paths if not _exists(path))
    if len(missing) == len(paths):
        raise UsageError(f"{paths[0]} does not exist")
    # A directory may be given through a link (`/tmp` is one on macOS); a file is taken where it stands.
    present = dict.fromkeys(
        Path(os.path.realpath(path)) if path.is_dir() else Path(os.path.realpath(path.parent)) / path.name
        for path in paths
        if path not in missing
    )
    directories = [path if path.is_dir() and not path.is_symlink() else path.parent for path in present]
    try:
        root = Path(os.path.commonpath(directories))
    except ValueError as error:  # two drives
        raise UsageError("the paths have no directory in common", "run rtdoctor once for each") from error
    return Asked(root, tuple(present), missing)


def walk(asked: Asked) -> Walk:
    """Walk everything that was asked for. A path that does not exist is skipped, as asked for."""
    found = Walk(asked.root)
    found.skipped += [Skipped(path.as_posix(), "does not exist", asked=True) for path in asked.missing]
    named: set[str] = set()
    for path in asked.present:
        relative = "" if path == asked.root else path.relative_to(asked.root).as_posix()
        forbidden = _forbidden(path)
        if forbidden:
            found.skipped.append(Skipped(relative or ".", forbidden, asked=True))
        elif path.is_dir() and not path.is_symlink():
            _walk_directory(found, relative, _parents_ignores(asked.root, path))
        elif _take_file(found, relative, path):
            named.add(relative)
    found.named = frozenset(named)
    found.files = sorted(set(found.files))
    return found


def _exists(path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    return True


def _forbidden(path: Path) -> str | None:
    """Why `path`, given by name, is still not touched; None when nothing speaks against it."""
    for part in path.parts:
        if part in (".git", ".hg", ".svn", "node_modules", "site-packages", STATE_DIRECTORY):
            return f"lies in {part}: {NEVER_ENTERED[part]}"
    if not path.is_dir() or not any((path / marker).exists() for marker in ENVIRONMENT_MARKERS):
        return None
    # Some make the environment in the project's own directory: then there is more in it.
    return (
        None
        if any(child.name not in ENVIRONMENT_CONTENT for child in path.iterdir())
        else "a Python environment"
    )


def _take_file(found: Walk, relative: str, path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        found.skipped.append(Skipped(relative, _reason(error), asked=True))
        return False
    if stat.S_ISREG(mode):
        found.files.append(relative)
        return True
    reason = "a link: name the file it leads to" if stat.S_ISLNK(mode) else _special(mode)
    found.skipped.append(Skipped(relative, reason, asked=True))
    return False


def _parents_ignores(root: Path, start: Path) -> IgnoreStack:
    """The patterns of the directories above `start`, up to the repository it belongs to."""
    above: list[Path] = []
    for directory in start.parents if not (start / ".git").exists() else ():
        above.append(directory)
        if (directory / ".git").exists():
            break
    else:
        return IgnoreStack()
    stack = IgnoreStack()
    for directory in reversed(above):
        patterns = _read_patterns(directory)
        if patterns is None:
            continue
        if directory.is_relative_to(root):
            base = "" if directory == root else directory.relative_to(root).as_posix()
            stack = stack.push(Ignore(patterns, base))
        else:
            stack = stack.push(_Above(patterns, root.relative_to(directory).as_posix()))
    return stack


class _Above(Ignore):
    """The patterns of a directory above the root, which sees every path with `lead` before it."""

    def __init__(self, text: str, lead: str) -> None:
        super().__init__(text)
        self._lead = lead

    def decide(self, path: str, *, is_directory: bool) -> bool | None:
        return super().decide(f"{self._lead}/{path}", is_directory=is_directory)


def _read_patterns(directory: str | Path) -> str | None:
    """The text of a `.gitignore`; None when there is none, or it is a link or no file, as git has it."""
    file = os.path.join(directory, ".gitignore")  # noqa: PTH118 - hot path
    try:
        if not stat.S_ISREG(os.lstat(file).st_mode):
            return None
        with open(file, "rb") as opened:  # noqa: PTH123
            return os.fsdecode(opened.read())
    except OSError:
        return None


def _walk_directory(found: Walk, start: str, stack: IgnoreStack) -> None:
    pending: list[tuple[str, IgnoreStack]] = [(start, stack)]
    while pending:
        directory, stack = pending.pop()
        entries = _entries(found, directory)
        if entries is None:
            continue
        names = {entry.name for entry in entries}
        if directory != start and (because := _self_declared(names)):
            found.skipped.append(Skipped(directory, because))
            continue
        if ".gitignore" in names and (
            patterns := _read_patterns(found.absolute(directory) if directory else found.root)
        ):
            stack = stack.push(Ignore(patterns, directory))
        found.stacks[directory] = stack
        pending += _sort_out(found, directory, entries, stack)


def _entries(found: Walk, directory: str) -> list[os.DirEntry[str]] | None:
    try:
        with os.scandir(found.absolute(directory) if directory else found.root) as entries:
            return list(entries)
    except OSError as error:
        found.skipped.append(Skipped(directory or ".", _reason(error), asked=True))
        return None


def _sort_out(
    found: Walk, directory: str, entries: Iterable[os.DirEntry[str]], stack: IgnoreStack
) -> list[tuple[str, IgnoreStack]]:
    """File the entries of one directory; returns the directories to go on with."""
    prefix = f"{directory}/" if directory else ""
    below: list[tuple[str, IgnoreStack]] = []
    for entry in entries:
        path = prefix + entry.name
        if entry.is_symlink() or _is_junction(entry):
            if not stack.ignores(path, is_directory=False):
                found.skipped.append(Skipped(path, _link_reason(found.root, entry)))
        elif entry.is_dir(follow_symlinks=False):
            if entry.name == STATE_DIRECTORY:
                found.state_directories.append(path)
            elif entry.name in NEVER_ENTERED:
                found.skipped.append(Skipped(path, NEVER_ENTERED[entry.name]))
            elif not stack.ignores(path, is_directory=True):
                below.append((path, stack))
            else:
                found.ignored_directories += 1
                _take_environment_files(found, path)
        elif entry.is_file(follow_symlinks=False):
            found.files.append(path)
        elif not stack.ignores(path, is_directory=False):
            found.skipped.append(Skipped(path, _special_reason(entry)))
    return below


def _take_environment_files(found: Walk, directory: str) -> None:
    """`.env*` directly inside an ignored directory, and `.env` one level deeper inside `.azure`."""
    try:
        with os.scandir(found.absolute(directory)) as entries:
            inside = list(entries)
    except OSError:
        return
    if because := _self_declared({entry.name for entry in inside}):
        found.skipped.append(Skipped(directory, because))
        return
    for entry in inside:
        if entry.is_file(follow_symlinks=False) and _is_environment_file(entry.name):
            found.files.append(f"{directory}/{entry.name}")
        elif entry.is_dir(follow_symlinks=False) and directory.rpartition("/")[2] == ".azure":
            candidate = Path(entry.path, ".env")
            if candidate.is_file() and not candidate.is_symlink():
                found.files.append(f"{directory}/{entry.name}/.env")


def _self_declared(names: set[str]) -> str | None:
    if names & ENVIRONMENT_MARKERS:
        return "a Python environment"
    if CACHE_TAG in names:
        return "a cache (it holds CACHEDIR.TAG)"
    return None


def _is_environment_file(name: str) -> bool:
    return name.startswith(".env")


def _is_junction(entry: os.DirEntry[str]) -> bool:
    test = getattr(entry, "is_junction", None)  # from Python 3.12 on; only Windows has them
    return bool(test and test())


def _link_reason(root: Path, entry: os.DirEntry[str]) -> str:
    try:
        target = Path(entry.path).resolve(strict=True)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop, before Python 3.13
        if isinstance(error, RuntimeError) or error.errno == errno.ELOOP:
            return "a link that leads to itself"
        return "a dangling link"
    if target.is_relative_to(root):
        return "a link; what it leads to is read where it stands"
    return "a link that leaves the tree"


def _special_reason(entry: os.DirEntry[str]) -> str:
    try:
        return _special(entry.stat(follow_symlinks=False).st_mode)
    except OSError as error:
        return _reason(error)


def _special(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a named pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device"


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "not readable: permission denied"
    if isinstance(error, FileNotFoundError):
        return "gone since the walk began"
    return f"not readable: {error.strerror or error}"


def reason_of(error: OSError) -> str:
    """Why a file could not be read, in rtdoctor's own words (the system's are localised)."""
    return _reason(error)
