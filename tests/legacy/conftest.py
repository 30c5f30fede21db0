"""One strict simulator per worker, and the programs played against it several at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

from rtdoctor.simulator.options import SimulatorOptions
from rtdoctor.simulator.running import start

from .programs import Program, load_programs

Played = TypeVar("Played")


@pytest.fixture(scope="session")
def simulator() -> Iterator[Mapping[str, str]]:
    """What a running simulator without faults prints."""
    with start(SimulatorOptions()) as running:
        yield running.environment()


@pytest.fixture(params=load_programs(), ids=lambda program: program.name)
def program(request: pytest.FixtureRequest) -> Program:
    """Each program of the manifest."""
    program: Program = request.param
    return program


def play_all(play: Callable[[Program], Played]) -> dict[str, Played]:
    """Play every program, by name; four processes at once, for they mostly wait."""
    programs = load_programs()
    with ThreadPoolExecutor(4) as pool:
        return dict(zip([program.name for program in programs], pool.map(play, programs), strict=True))
