"""What is reported done runs: real processes with the newest `openai`, against the strict simulator."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from rtdoctor.migrate.edit import splice
from rtdoctor.migrate.python import rewrite_python
from rtdoctor.migrate.rewriting import RewriteOptions, Rewriting
from rtdoctor.simulator.options import SimulatorOptions
from rtdoctor.simulator.running import start
from tests.rules.programs import PROGRAMS


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    with start(SimulatorOptions()) as simulator:
        keep = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ}
        yield keep | simulator.environment()


def migrate(files: Mapping[str, str]) -> tuple[Rewriting, dict[str, bytes]]:
    data = {path: text.encode() for path, text in files.items()}
    rewriting = rewrite_python(Path("nowhere"), data, RewriteOptions(), lambda path: None)
    return rewriting, {
        path: splice(content, [edit for edit in rewriting.edits if edit.path == path])
        for path, content in data.items()
    }


def run(
    directory: Path, files: Mapping[str, bytes], environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    for path, content in files.items():
        (directory / path).write_bytes(content)
    return subprocess.run(
        [sys.executable, "main.py"],
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("name", PROGRAMS)
def test_fails_before_and_runs_after(name: str, tmp_path: Path, environment: dict[str, str]) -> None:
    files = PROGRAMS[name]
    before = run(tmp_path, {path: text.encode() for path, text in files.items()}, environment)
    assert before.returncode != 0
    rewriting, after = migrate(files)
    assert [connection.status for connection in rewriting.connections] == ["done"], rewriting.connections
    result = run(tmp_path, after, environment)
    assert result.returncode == 0, result.stderr + "\n" + after["main.py"].decode()


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_second_run_changes_nothing(name: str) -> None:
    _, after = migrate(PROGRAMS[name])
    again, _ = migrate({path: content.decode() for path, content in after.items()})
    assert again.edits == ()
    assert [connection for connection in again.connections if connection.status == "manual"] == []
