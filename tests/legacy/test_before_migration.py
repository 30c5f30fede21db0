"""Every legacy program fails against the strict simulator, by itself and in time."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from .conftest import play_all
from .programs import FIXTURES, Program, Run, load_programs, run

TIMEOUT_S = 5.0
"""How long a program waits for events that never come."""

pytestmark = pytest.mark.xdist_group("legacy programs before")


@pytest.fixture(scope="module")
def runs(simulator: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run | None]:
    parent = tmp_path_factory.mktemp("before")

    def play(program: Program) -> Run | None:
        if program.missing(simulator):
            return None
        return run(program, program.copy(parent), simulator, TIMEOUT_S)

    return play_all(play)


def test_fails(program: Program, runs: dict[str, Run | None], simulator: Mapping[str, str]) -> None:
    outcome = runs[program.name]
    if outcome is None:
        pytest.skip(f"{program.name} needs {', '.join(program.missing(simulator))}")
    assert not outcome.completed, outcome.stdout
    # Failing for want of a module, a variable or a file would prove nothing.
    for blunder in ("ModuleNotFoundError", "ImportError", "KeyError", "FileNotFoundError", "SyntaxError"):
        assert blunder not in outcome.stderr, outcome.stderr


def test_the_manifest_and_the_directories_agree() -> None:
    directories = {path.name for path in FIXTURES.iterdir() if path.is_dir()}
    assert directories == {program.name for program in load_programs()}
