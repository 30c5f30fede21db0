"""Kill an apply, an undo or a recovery at each of its steps, and look at what the next run makes of it.

Run as a program, in a process without threads, because every attempt is a fork. Prints one JSON line per kill
point: the step it died before, what the tree was then, and what it was after the next run.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from migrate.helpers import make_tree, planner_for
from migrate.hostile import snapshot
from rtdoctor.migrate.apply import apply_plan
from rtdoctor.migrate.storage import Storage
from rtdoctor.migrate.undo import recover_if_needed, undo

FILES = {
    f"app/{name}.py": f'"""{name} {number}"""\nMODEL = "gpt-4o-realtime-preview"{comment}\n'
    for number, (name, comment) in enumerate(
        (
            ("main", "  # c:one"),
            ("events", "  # c:one"),
            ("session", "  # c:one"),
            ("chat", "  # c:two"),
            ("deep/util", "  # c:two"),
            ("alone", ""),
        )
    )
}


class KillingStorage(Storage):
    """Dies before step number `at`, by a signal that cannot be handled; a write dies in its middle too."""

    def __init__(self, at: int, log: Path) -> None:
        self._at = at
        self._log = log
        self._count = 0

    def _step(self, what: str) -> None:
        if self._count == self._at:
            self._log.write_text(what)
            os.kill(os.getpid(), signal.SIGKILL)
        self._count += 1

    def make_directory(self, path: Path, mode: int = 0o777) -> None:
        self._step("make_directory")
        super().make_directory(path, mode)

    def create(self, path: Path) -> int:
        self._step("create")
        return super().create(path)

    def write(self, descriptor: int, data: bytes) -> None:
        self._step("write")
        super().write(descriptor, data[: len(data) // 2])
        self._step("rest of write")
        super().write(descriptor, data[len(data) // 2 :])

    def sync(self, descriptor: int) -> None:
        self._step("sync")
        super().sync(descriptor)

    def replace(self, source: Path, target: Path) -> None:
        self._step("replace")
        super().replace(source, target)

    def remove(self, path: Path) -> None:
        self._step("remove")
        super().remove(path)

    def remove_directory(self, path: Path) -> None:
        self._step("remove_directory")
        super().remove_directory(path)

    def sync_directory(self, path: Path) -> None:
        self._step("sync_directory")
        super().sync_directory(path)


def survives(act: Callable[[], object]) -> bool:
    """Run `act` in a fork; False when it was killed. Any other end but a good one is an error."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            act()
            code = 0
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code not in (0, -signal.SIGKILL):
        raise SystemExit(f"the act ended with {code}")
    return code == 0


def apply_all(root: Path, storage: Storage) -> None:
    planner = planner_for(root)
    apply_plan(planner, planner.plan(), storage)


def describe(root: Path, old: dict[str, bytes], new: dict[str, bytes]) -> str:
    """`old`, `new`, or what else: `mixed` when each file is one of the two, temporary files aside."""
    now = snapshot(root)
    if now in (old, new):
        return "old" if now == old else "new"
    now = {name: data for name, data in now.items() if not name.endswith(".rtdoctor")}
    if now in (old, new):
        return ("old" if now == old else "new") + " and temporary files"
    return "mixed" if all(data in (old.get(name), new.get(name)) for name, data in now.items()) else "torn"


def main(work: Path, act: str) -> None:
    old_root = make_tree(work / "old", FILES)
    new_root = shutil.copytree(old_root, work / "new")
    apply_all(new_root, Storage())
    old, new = snapshot(old_root), snapshot(new_root)
    log = work / "step"
    for at in count():
        root = work / f"{act}-{at}"
        if act == "apply":
            shutil.copytree(old_root, root)
            ended = survives(lambda at=at, root=root: apply_all(root, KillingStorage(at, log)))
        elif act == "undo":
            shutil.copytree(new_root, root)
            ended = survives(lambda at=at, root=root: undo(root, storage=KillingStorage(at, log)))
        else:  # a recovery: first an apply dies between two of its renames
            shutil.copytree(old_root, root)
            survives(lambda root=root: apply_all(root, DiesAtRename(3)))
            ended = survives(
                lambda at=at, root=root: recover_if_needed(root, storage=KillingStorage(at, log))
            )
        if ended:
            return
        found = describe(root, old, new)
        notes = recover_if_needed(root)
        after = describe(root, old, new)
        again = recover_if_needed(root)
        if after == "new":
            undo(root)
        else:
            apply_all(root, Storage())
        turned = describe(root, old, new)
        point = {"step": log.read_text(), "found": found, "notes": notes, "after": after}
        sys.stdout.write(json.dumps({**point, "again": again, "turned": turned}) + "\n")


class DiesAtRename(Storage):
    """Dies before the rename number `at` of a target."""

    def __init__(self, at: int) -> None:
        self._left = at

    def replace(self, source: Path, target: Path) -> None:
        if target.suffix == ".py":
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            self._left -= 1
        super().replace(source, target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
