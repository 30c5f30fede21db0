"""Whole processes against each other: alternating runs, so that noise hits all of them alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence


def alternate(
    commands: Mapping[str, Sequence[str]], runs: int, env: Mapping[str, str] | None = None
) -> dict[str, float]:
    """Median wall time of each command in seconds; a first run of each is left out (caches)."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory(prefix="rtdoctor-bench-") as cache:
        environment = as_installed(env or os.environ, cache)
        for turn in range(runs + 1):
            for name, command in commands.items():
                started = time.perf_counter()
                done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
                took = time.perf_counter() - started
                if done.returncode != 0:
                    raise SystemExit(f"{name} ended {done.returncode}: {done.stderr or done.stdout}")
                if turn:
                    seconds[name].append(took)
    return {name: statistics.median(times) for name, times in seconds.items()}


def as_installed(env: Mapping[str, str], cache: str) -> dict[str, str]:
    """`env` with byte code written once, in `cache`, whatever the environment says; the tree stays clean."""
    return {
        **{name: value for name, value in env.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "PYTHONPYCACHEPREFIX": cache,
    }
