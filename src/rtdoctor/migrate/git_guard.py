"""Before anything is written: do the files about to change have changes of their own that git could not bring back?

Only those files count; the rest of the tree is the user's business. Untracked files pass: git could not bring
them back either way, and rtdoctor keeps back-ups of its own.
"""

from __future__ import annotations

import os
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_PATHS_PER_CALL = 200
_TIMEOUT = 60
"""Seconds; a status of a few named files answers at once, a cold network disk does not."""


@dataclass(frozen=True, slots=True)
class GuardAnswer:
    """`modified` are the files (relative to the root) with uncommitted changes; `note` says what was not asked."""

    modified: tuple[str, ...] = ()
    note: str | None = None


def find_uncommitted(root: Path, paths: Iterable[str]) -> GuardAnswer:
    """Ask git about `paths` (relative to `root`, with `/`). No repository: nothing to guard."""
    by_repository: dict[Path, list[str]] = defaultdict(list)
    for path in paths:
        repository = _repository_of(root.joinpath(*path.split("/")))
        if repository is not None:
            by_repository[repository].append(path)
    modified: list[str] = []
    for repository, mine in by_repository.items():
        prefix = Path(os.path.realpath(root))
        for first in range(0, len(mine), _PATHS_PER_CALL):
            part = mine[first : first + _PATHS_PER_CALL]
            absolute = {str(prefix.joinpath(*path.split("/")).relative_to(repository)): path for path in part}
            try:
                changed = _status(repository, list(absolute))
            except FileNotFoundError:
                return GuardAnswer(note="git is not installed: uncommitted changes were not looked for")
            except (OSError, subprocess.SubprocessError) as error:
                return GuardAnswer(
                    note=f"git did not answer, uncommitted changes were not looked for: {error}"
                )
            modified += [absolute[name] for name in changed if name in absolute]
    return GuardAnswer(tuple(sorted(modified)))


def _repository_of(file: Path) -> Path | None:
    for directory in Path(os.path.realpath(file.parent)).joinpath("x").parents:
        if (directory / ".git").exists():
            return directory
    return None


def _status(repository: Path, names: list[str]) -> list[str]:
    """Of `names` (relative to the repository) those that are tracked and changed, staged or not."""
    # A hook sets GIT_DIR and its kind for another purpose; a file system monitor would be a program to run.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    command = ["git", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-C", str(repository)]
    command += ["status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames", "--", *names]
    done = subprocess.run(  # noqa: S603 - a fixed program, and names behind `--`
        command, capture_output=True, env=environment, timeout=_TIMEOUT, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        first_line = os.fsdecode(done.stderr).strip().partition("\n")[0]
        raise subprocess.SubprocessError(first_line or f"exit code {done.returncode}")
    entries = [entry for entry in done.stdout.split(b"\0") if entry]
    return [os.path.normpath(os.fsdecode(entry[3:])) for entry in entries]
