"""The hostile tree: the run goes on, says what it skipped and why, and writes nothing outside its edits."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from rtdoctor.exit_codes import ExitCode
from rtdoctor.migrate.apply import apply_plan
from rtdoctor.migrate.outcome import Outcome

from . import hostile
from .helpers import planner_for


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return hostile.build(tmp_path)


def test_every_legal_file_is_changed_in_its_one_place_and_nowhere_else(root: Path) -> None:
    before = hostile.snapshot(root)
    outside = hostile.snapshot(root.parent / "outside")
    planner = planner_for(root)
    applied = apply_plan(planner, planner.plan())
    after = hostile.snapshot(root)
    expected = {
        **before,
        **{name: data.replace(hostile.OLD, hostile.NEW) for name, data in hostile.EDITABLE.items()},
    }
    assert after == expected
    assert hostile.snapshot(root.parent / "outside") == outside
    assert sorted(applied.plan.results) == sorted(hostile.EDITABLE)


def test_modes_and_links_stay(root: Path) -> None:
    planner = planner_for(root)
    apply_plan(planner, planner.plan())
    assert stat.S_IMODE((root / "executable.py").stat().st_mode) == 0o755
    assert stat.S_IMODE((root / "lf.py").stat().st_mode) == stat.S_IMODE(
        (root / "syntax_error.py").stat().st_mode
    )
    for link in ("link_inside.py", "link_outside.py", "dangling.py", "loop", "ouroboros"):
        assert (root / link).is_symlink()


def test_a_second_run_changes_nothing(root: Path) -> None:
    planner = planner_for(root)
    apply_plan(planner, planner.plan())
    after = hostile.snapshot(root)
    again = planner_for(root)
    applied = apply_plan(again, again.plan())
    assert applied.run is None
    assert hostile.snapshot(root) == after


def test_what_was_skipped_is_said_with_its_reason(root: Path) -> None:
    skipped = {s.path: (s.reason, s.asked) for s in planner_for(root).plan().skipped}
    assert skipped == {
        ".git": ("version control", False),
        ".venv": ("a Python environment", False),
        "__pycache__": ("a cache or build directory", False),
        "node_modules": ("installed packages", False),
        "dangling.py": ("a dangling link", False),
        "directory_outside": ("a link that leaves the tree", False),
        "link_inside.py": ("a link; what it leads to is read where it stands", False),
        "link_outside.py": ("a link that leaves the tree", False),
        "loop": ("a link; what it leads to is read where it stands", False),
        "ouroboros": ("a link that leads to itself", False),
        "picture.png": ("a binary file", False),
        "pipe.py": ("a named pipe", False),
        "socket.py": ("a socket", False),
        "nul.py": ("holds a zero byte: not text", True),
        "python2.py": ("does not parse", True),
        "syntax_error.py": ("does not parse", True),
        "undeclared_latin1.py": ("does not parse", True),
    }


def test_all_done_but_some_could_not_be_judged_is_incomplete(root: Path) -> None:
    planner = planner_for(root)
    assert Outcome(planner.plan()).exit_code is ExitCode.FINDINGS
    applied = apply_plan(planner, planner.plan())
    assert Outcome(applied.plan, written=True).exit_code is ExitCode.INCOMPLETE
    assert Outcome(planner_for(root).plan()).exit_code is ExitCode.INCOMPLETE


def test_a_hit_in_a_file_that_does_not_parse_is_still_a_reference(root: Path) -> None:
    plan = planner_for(root).plan()
    places = {(r.path, r.line, r.column): r.action for r in plan.references}
    assert places[("undeclared_latin1.py", 2, 10)] == "manual"
    assert places[("python2.py", 1, 8)] == "manual"
    assert places[("bom.py", 1, 13)] == "rewrite"
    assert places[("form_feed.py", 3, 10)] == "rewrite"


def _judge_as_nobody(root: Path) -> int:
    """The exit code of a plan made by a process that may not read everything."""
    # Imports what a plan imports: the child may not be allowed to read the interpreter's own files either.
    planner_for(root).plan()
    child = os.fork()
    if child == 0:
        code = 99
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            plan = planner_for(root).plan()
            reasons = {s.path: s.reason for s in plan.not_judged}
            expected = {
                "locked": "not readable: permission denied",
                "secret.py": "not readable: permission denied",
            }
            code = int(Outcome(plan).exit_code) if reasons == expected else 98
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_an_unreadable_directory_and_file_are_said_and_make_the_run_incomplete(tmp_path: Path) -> None:
    root = tmp_path / "tree"
    (root / "locked").mkdir(parents=True)
    (root / "fine.py").write_text("x = 1\n")
    (root / "secret.py").write_text('MODEL = "gpt-4o-realtime-preview"\n')
    (root / "secret.py").chmod(0)
    (root / "locked").chmod(0)
    for directory in (tmp_path, *tmp_path.parents):
        if directory.stat().st_uid == os.geteuid() and directory != Path("/"):
            directory.chmod(directory.stat().st_mode | 0o055)
    try:
        assert _judge_as_nobody(root) == ExitCode.INCOMPLETE
    finally:
        (root / "locked").chmod(0o755)
