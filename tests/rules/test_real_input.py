"""Real input: the source distribution of openai 1.99.9, the last before the GA shape, from the package index."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from rtdoctor.migrate.edit import splice
from rtdoctor.migrate.python import rewrite_python
from rtdoctor.migrate.rewriting import RewriteOptions, Rewriting
from rtdoctor.scan.vocabulary import NEEDLES
from rtdoctor.simulator.options import SimulatorOptions
from rtdoctor.simulator.running import start

EXAMPLE = "examples/realtime/azure_realtime.py"
PUSH_TO_TALK = "examples/realtime/push_to_talk_app.py"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("sdist")
    download = subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "download",
            "openai==1.99.9",
            "--no-deps",
            "--no-binary",
            "openai",
            "--quiet",
        ],
        cwd=directory,
        capture_output=True,
        text=True,
    )
    if download.returncode != 0:
        pytest.skip(f"the package index cannot be reached: {download.stderr.strip().splitlines()[-1]}")
    with tarfile.open(directory / "openai-1.99.9.tar.gz") as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        archive.extractall(directory, members=members)
    return directory / "openai-1.99.9"


def rewrite(root: Path, files: dict[str, bytes]) -> tuple[Rewriting, dict[str, bytes]]:
    def read(path: str) -> bytes | None:
        return (root / path).read_bytes() if (root / path).is_file() else None

    rewriting = rewrite_python(root, files, RewriteOptions(), read)
    results = {
        path: splice(data, [e for e in rewriting.edits if e.path == path]) for path, data in files.items()
    }
    return rewriting, results


@pytest.fixture(scope="module")
def migrated(source: Path) -> tuple[Rewriting, dict[str, bytes], dict[str, bytes]]:
    files = {path.relative_to(source).as_posix(): path.read_bytes() for path in sorted(source.rglob("*.py"))}
    files = {path: data for path, data in files.items() if any(needle in data for needle in NEEDLES)}
    rewriting, results = rewrite(source, files)
    return rewriting, files, results


def test_the_examples_move_and_the_package_does_not(
    migrated: tuple[Rewriting, dict[str, bytes], dict[str, bytes]],
) -> None:
    rewriting, files, results = migrated
    assert rewriting.skipped == ()
    changed = {path for path in files if files[path] != results[path]}
    assert changed == {EXAMPLE, PUSH_TO_TALK, "examples/realtime/audio_util.py"}
    done = {connection.path for connection in rewriting.connections if connection.status == "done"}
    assert done == {EXAMPLE, PUSH_TO_TALK}
    for data in results.values():
        ast.parse(data)


def test_a_second_run_changes_nothing(
    source: Path, migrated: tuple[Rewriting, dict[str, bytes], dict[str, bytes]]
) -> None:
    again, _ = rewrite(source, migrated[2])
    assert again.edits == ()


def test_the_azure_example_runs(
    tmp_path: Path, migrated: tuple[Rewriting, dict[str, bytes], dict[str, bytes]]
) -> None:
    program = tmp_path / "azure_realtime.py"
    program.write_bytes(migrated[2][EXAMPLE])
    with start(SimulatorOptions()) as simulator:
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        environment = {
            **kept,
            **simulator.environment(),
            "AZURE_TOKEN_CREDENTIALS": "ManagedIdentityCredential",
        }
        result = subprocess.run(
            [sys.executable, program.name],
            cwd=tmp_path,
            env=environment,
            input="Say hello.\nq\n",
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("Enter a message: ") == 2
    assert result.stdout.replace("Enter a message: ", "").strip(), "no answer was printed"
