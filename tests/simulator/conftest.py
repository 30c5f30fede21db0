"""Simulators for tests: a healthy one shared by a module, and a way to start others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from rtdoctor.simulator.options import SimulatorOptions
from rtdoctor.simulator.running import RunningSimulator, start


@pytest.fixture(scope="module")
def healthy() -> Iterator[RunningSimulator]:
    """A simulator without TLS, faults and delays."""
    with start(SimulatorOptions(tls=False)) as simulator:
        yield simulator


@pytest.fixture
def started() -> Iterator[Callable[..., RunningSimulator]]:
    """Start simulators with the given options, plain unless `tls` is given; all are closed at the end."""
    running: list[RunningSimulator] = []

    def begin(**options: Any) -> RunningSimulator:
        running.append(start(SimulatorOptions(**{"tls": False, **options})))
        return running[-1]

    yield begin
    for simulator in running:
        simulator.close()
