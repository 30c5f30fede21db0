"""Killed at every step of an apply, of an undo and of a recovery: all old or all new after the next run."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork are POSIX")

_PROGRAM = Path(__file__).with_name("kill_everywhere.py")


def _points(work: Path, act: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, str(_PROGRAM), str(work), act],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("act", ["apply", "undo", "recovery"])
def test_killed_at_every_step(tmp_path: Path, act: str) -> None:
    points = _points(tmp_path, act)
    assert {point["after"] for point in points} <= {"old", "new"}, (
        "the next run leaves one or the other, whole"
    )
    assert not [point for point in points if point["again"]], "one more run has nothing left to recover"
    for point in points:
        assert point["turned"] == {"old": "new", "new": "old"}[point["after"]], "it works again afterwards"
    assert "torn" not in {point["found"] for point in points}
    steps = Counter(point["step"] for point in points)
    if act != "recovery":
        assert {"create", "write", "rest of write", "sync", "replace"} <= steps.keys()
        assert len(points) >= 60
        assert "mixed" in {point["found"] for point in points}, "some kills fall between two renames"
    else:
        assert {point["after"] for point in points} == {"new"}
