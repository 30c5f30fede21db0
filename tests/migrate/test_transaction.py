"""What may stand in the way of an apply: changed files, links, locks, foreign journals, full disks."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from rtdoctor.errors import UsageError
from rtdoctor.exit_codes import ExitCode
from rtdoctor.migrate.apply import apply_plan
from rtdoctor.migrate.git_guard import find_uncommitted
from rtdoctor.migrate.journal import State
from rtdoctor.migrate.outcome import Outcome
from rtdoctor.migrate.storage import Storage
from rtdoctor.migrate.transaction import locked
from rtdoctor.migrate.undo import recover_if_needed, undo

from .helpers import make_tree, planner_for
from .hostile import snapshot

LINE = 'MODEL = "gpt-4o-realtime-preview"'
NEW = LINE.replace("gpt-4o-realtime-preview", "gpt-realtime-1.5")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_tree(
        tmp_path / "tree", {"a.py": f"{LINE}  # c:one\n", "b.py": f"{LINE}  # c:one\n", "c.py": f"{LINE}\n"}
    )


def test_a_file_changed_between_plan_and_write_leaves_its_connection(root: Path) -> None:
    planner = planner_for(root)
    plan = planner.plan()
    (root / "b.py").write_text("mine = 1\n")
    applied = apply_plan(planner, plan)
    assert (root / "b.py").read_text() == "mine = 1\n"
    assert (root / "a.py").read_text() == f"{LINE}  # c:one\n"
    assert (root / "c.py").read_text() == f"{NEW}\n"
    (left,) = applied.plan.left
    assert (left.unit.id, left.kind, left.why) == ("one", "refused", "b.py: changed since it was read")
    outcome = Outcome(applied.plan, written=True)
    assert outcome.exit_code is ExitCode.INCOMPLETE
    assert outcome.files() == [("a.py", 1, "refused"), ("b.py", 1, "refused"), ("c.py", 1, "written")]


@pytest.mark.parametrize("what", ["gone", "link", "directory"])
def test_a_file_that_became_something_else_is_not_written(root: Path, tmp_path: Path, what: str) -> None:
    planner = planner_for(root)
    plan = planner.plan()
    outside = tmp_path / "outside.py"
    outside.write_text(f"{LINE}\n")
    (root / "c.py").unlink()
    if what == "link":
        (root / "c.py").symlink_to(outside)
    elif what == "directory":
        (root / "c.py").mkdir()
    applied = apply_plan(planner, plan)
    assert [left.unit.id for left in applied.plan.left] == ["c.py"]
    assert outside.read_text() == f"{LINE}\n"
    assert sorted(applied.plan.results) == ["a.py", "b.py"]


def test_a_directory_that_became_a_link_stops_everything(tmp_path: Path) -> None:
    root = make_tree(tmp_path / "tree", {"sub/a.py": f"{LINE}\n"})
    elsewhere = make_tree(tmp_path / "elsewhere", {"a.py": f"{LINE}\n"})
    planner = planner_for(root)
    plan = planner.plan()
    (root / "sub" / "a.py").unlink()
    (root / "sub").rmdir()
    (root / "sub").symlink_to(elsewhere)
    with pytest.raises(UsageError, match="has become a link"):
        apply_plan(planner, plan)
    assert (elsewhere / "a.py").read_text() == f"{LINE}\n"
    assert not State(root).is_open()


class FailingStorage(Storage):
    """Fails with `error` at the `at`-th call of `method`, once."""

    def __init__(self, method: str, at: int, error: int) -> None:
        self._method, self._left, self._error = method, at, error

    def _maybe(self, method: str, path: Path) -> None:
        if method == self._method:
            if self._left == 0:
                self._left = -1
                raise OSError(self._error, os.strerror(self._error), str(path))
            self._left -= 1

    def create(self, path: Path) -> int:
        self._maybe("create", path)
        return super().create(path)

    def replace(self, source: Path, target: Path) -> None:
        if target.suffix == ".py":
            self._maybe("replace", source)
        super().replace(source, target)


@pytest.mark.parametrize("at", range(9))
def test_a_disk_that_fills_up_while_preparing_changes_nothing_of_that_unit(root: Path, at: int) -> None:
    before = snapshot(root)
    planner = planner_for(root)
    try:
        applied = apply_plan(planner, planner.plan(), FailingStorage("create", at, errno.ENOSPC))
    except (UsageError, OSError):
        assert snapshot(root) == before
        return
    after = snapshot(root)
    assert after.keys() == before.keys(), "no temporary file is left"
    assert (after["a.py"] == before["a.py"]) == (after["b.py"] == before["b.py"])
    assert {name for name in after if after[name] != before[name]} == set(applied.plan.results)


@pytest.mark.parametrize("at", range(3))
def test_a_rename_that_fails_puts_everything_back(root: Path, at: int) -> None:
    before = snapshot(root)
    planner = planner_for(root)
    applied = apply_plan(planner, planner.plan(), FailingStorage("replace", at, errno.EBUSY))
    after = snapshot(root)
    assert after.keys() == before.keys()
    assert len(applied.plan.left) == 1, "the unit of the file that could not be replaced"
    changed = {name for name in after if after[name] != before[name]}
    assert changed == set(applied.plan.results)
    assert not State(root).is_open()


class InterruptedStorage(FailingStorage):
    """Ctrl-C at that call."""

    def _maybe(self, method: str, path: Path) -> None:
        try:
            super()._maybe(method, path)
        except OSError as error:
            raise KeyboardInterrupt from error


@pytest.mark.parametrize(
    ("method", "at", "ends"), [("create", 3, "old"), ("create", 7, "old"), ("replace", 1, "new")]
)
def test_an_interrupt_leaves_no_half_and_no_journal(root: Path, method: str, at: int, ends: str) -> None:
    before = snapshot(root)
    planner = planner_for(root)
    plan = planner.plan()
    with pytest.raises(KeyboardInterrupt):
        apply_plan(planner, plan, InterruptedStorage(method, at, errno.EINTR))
    assert snapshot(root) == (before if ends == "old" else {**before, **plan.results})
    assert not State(root).is_open()


def test_two_runs_at_once_are_told_apart(root: Path) -> None:
    planner = planner_for(root)
    plan = planner.plan()
    State(root).prepare(Storage())
    with locked(State(root)), pytest.raises(UsageError, match="another rtdoctor is at work"):
        apply_plan(planner, plan)
    apply_plan(planner, plan)


def test_undo_goes_back_run_by_run(root: Path) -> None:
    old = snapshot(root)
    planner = planner_for(root)
    apply_plan(planner, planner.plan(choose={"one"}))
    middle = snapshot(root)
    planner = planner_for(root)
    apply_plan(planner, planner.plan())
    assert undo(root).paths == ("c.py",)
    assert snapshot(root) == middle
    assert undo(root).paths == ("a.py", "b.py")
    assert snapshot(root) == old


def test_undo_is_found_from_a_directory_below_and_recovery_from_above(tmp_path: Path) -> None:
    root = make_tree(tmp_path / "tree", {"sub/a.py": f"{LINE}\n"})
    (root / ".git").mkdir()
    planner = planner_for(root)
    apply_plan(planner, planner.plan())
    assert undo(root / "sub").root == root
    assert (root / "sub" / "a.py").read_text() == f"{LINE}\n"


def test_a_forced_undo_brings_a_deleted_file_back(root: Path) -> None:
    old = snapshot(root)
    (root / "c.py").chmod(0o640)
    planner = planner_for(root)
    apply_plan(planner, planner.plan())
    (root / "c.py").unlink()
    with pytest.raises(UsageError, match=r"c\.py: no longer there"):
        undo(root)
    undo(root, force=True)
    assert snapshot(root) == old
    assert stat.S_IMODE((root / "c.py").stat().st_mode) == 0o640


def test_backups_are_the_users_alone(root: Path) -> None:
    planner = planner_for(root)
    apply_plan(planner, planner.plan())
    for file in (root / ".rtdoctor").rglob("*"):
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0 or file.name == "lock"
    assert stat.S_IMODE((root / ".rtdoctor").stat().st_mode) == 0o700


DIGEST = "0" * 64
RUN = "20261122T120000000000-00000000"


def journal(**changes: object) -> dict[str, object]:
    entry = {"path": "a.py", "before": DIGEST, "after": DIGEST, "mode": 420, "mtime_ns": 0}
    entry |= {key: changes.pop(key) for key in list(changes) if key in entry}
    return {
        "format": 1, "run": RUN, "act": "apply", "phase": "commit", "entries": [entry], "undoes": None, **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    "document",
    [
        journal(path="../outside.py"),
        journal(path="/etc/passwd"),
        journal(path="a/../../outside.py"),
        journal(path=".git/config"),
        journal(path=""),
        journal(run="../../x"),
        journal(undoes="../x"),
        journal(before="short"),
        journal(act="delete"),
        journal(phase="later"),
        journal(format=2),
        journal(extra=1),
        {},
        [],
    ],
)
def test_a_foreign_or_damaged_journal_is_refused(root: Path, tmp_path: Path, document: object) -> None:
    (tmp_path / "outside.py").write_text("outside\n")
    (root / ".rtdoctor").mkdir()
    (root / ".rtdoctor" / "journal.json").write_text(json.dumps(document))
    before = snapshot(tmp_path)
    with pytest.raises(UsageError, match="damaged"):
        recover_if_needed(root)
    assert snapshot(tmp_path) == before


def test_a_state_directory_that_is_a_link_is_refused(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (root / ".rtdoctor").symlink_to(tmp_path / "elsewhere")
    planner = planner_for(root)
    with pytest.raises(UsageError, match="not a directory of rtdoctor's"):
        apply_plan(planner, planner.plan())
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert (root / "c.py").read_text() == f"{LINE}\n"


def test_a_file_that_changed_after_the_crash_takes_the_rest_back(root: Path) -> None:
    """Half renamed, then the user edits a file that was not: neither end can be reached but the old one."""
    before = snapshot(root)
    program = (
        "import sys\nfrom pathlib import Path\n"
        f"sys.path.insert(0, {str(Path(__file__).parents[1])!r})\n"
        "from migrate.kill_everywhere import DiesAtRename, apply_all\n"
        "apply_all(Path(sys.argv[1]), DiesAtRename(1))\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(root)], capture_output=True, check=False)
    assert done.returncode == -9, done.stderr
    assert State(root).is_open()
    (root / "c.py").write_text("mine = 1\n")
    (line,) = recover_if_needed(root)
    assert "c.py changed since" in line
    assert snapshot(root) == {**before, "c.py": b"mine = 1\n"}


def git(directory: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
    subprocess.run(["git", "-C", str(directory), *identity, *arguments], check=True, capture_output=True)


def test_the_guard_sees_staged_and_unstaged_and_nothing_else(tmp_path: Path) -> None:
    names = ["clean.py", "edited.py", "staged.py", "sub dir/ümlaut.py", "*.py"]
    make_tree(tmp_path, dict.fromkeys(names, "x\n"))
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "x")
    for name in names[1:]:
        (tmp_path / name).write_text("y\n")
    git(tmp_path, "add", "staged.py")
    make_tree(tmp_path, {"untracked.py": "x\n"})
    answer = find_uncommitted(tmp_path, [*names, "untracked.py"])
    assert answer.modified == ("*.py", "edited.py", "staged.py", "sub dir/ümlaut.py")
    assert answer.note is None
    (tmp_path / "edited.py").write_text("x\n")
    assert find_uncommitted(tmp_path, ["edited.py", "clean.py"]).modified == ()
    below = find_uncommitted(tmp_path / "sub dir", ["ümlaut.py"])
    assert below.modified == ("ümlaut.py",)


def test_the_guard_without_a_repository_or_without_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_tree(tmp_path, {"a.py": "x\n"})
    assert find_uncommitted(tmp_path, ["a.py"]).note is None
    git(tmp_path, "init", "-q")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git is not installed" in str(find_uncommitted(tmp_path, ["a.py"]).note)


def test_the_guard_does_not_listen_to_a_hook_s_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_tree(tmp_path, {"a.py": "x\n"})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "x")
    (tmp_path / "a.py").write_text("y\n")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    assert find_uncommitted(tmp_path, ["a.py"]).modified == ("a.py",)
