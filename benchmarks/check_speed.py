"""What `check` costs on top of the conversation itself, and whether its figures are true.

Wall time against a small client that does the same legs against the same injected delays (bar: 1.15 x), both
as whole processes; then each reported phase against the delay that the simulator says it really took (bar:
max(3 ms, 2 %)).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from typing import TextIO

from benchmarks._processes import alternate
from rtdoctor.simulator.journal import AudioReceived, EventSent, Journal
from rtdoctor.simulator.options import SimulatorOptions
from rtdoctor.simulator.running import start

_DELAYS_MS = {
    "http": 40.0,
    "upgrade": 60.0,
    "session": 40.0,
    "update": 30.0,
    "first_text": 150.0,
    "first_audio": 200.0,
}
_RUNS = 5


def run(out: TextIO) -> None:
    """Print both comparisons."""
    check = [sys.executable, "-m", "rtdoctor", "check", "--format", "json"]
    with start(SimulatorOptions(latency_ms=_DELAYS_MS)) as simulator:
        env = {**os.environ, **simulator.environment()}
        found = alternate(
            {
                "small asyncio client": [sys.executable, "-m", "benchmarks._plain_client"],
                "rtdoctor check": check,
            },
            _RUNS,
            env,
        )
    for name, seconds in found.items():
        out.write(f"{name:<22} {seconds:6.3f} s\n")
    out.write(
        f"check is {found['rtdoctor check'] / found['small asyncio client']:.3f} x the client (bar: 1.15 x)\n"
    )
    _read_back(out, check)


def _read_back(out: TextIO, check: list[str]) -> None:
    """Reported minus real, by phase, over the runs."""
    errors: dict[str, list[float]] = {}
    limits: dict[str, float] = {}
    for _ in range(_RUNS):
        with start(SimulatorOptions(latency_ms=_DELAYS_MS)) as simulator:
            env = {**os.environ, **simulator.environment()}
            done = subprocess.run(check, env=env, capture_output=True, text=True, check=True)
            took = {phase: simulator.journal.delays(phase)[-1].took_ms for phase in _DELAYS_MS}
            served = _served_ms(simulator.journal)
        document = json.loads(done.stdout)
        rows = {row["code"]: row for row in document["checks"]}
        read = {
            "upgrade": (rows["RT401"]["evidence"]["upgrade_ms"], took["upgrade"]),
            "session update": (rows["RT403"]["duration_ms"], took["update"]),
            "first audio": (document["audio"]["first_audio_ms"], took["first_audio"]),
            "first audio, served": (document["audio"]["first_audio_ms"], served),
        }
        for phase, (reported, real) in read.items():
            errors.setdefault(phase, []).append(reported - real)
            limits[phase] = max(3.0, real * 0.02)
    for phase, values in errors.items():
        out.write(
            f"{phase:<22} reads {statistics.median(values):+5.2f} ms median, {max(values):+5.2f} ms worst"
            f" (bar: {limits[phase]:.1f} ms)\n"
        )


def _served_ms(journal: Journal) -> float:
    """From the last audio that the server received to the first that it sent: the delay and its own work."""
    heard = journal.of(AudioReceived)[-1].at_ms
    sent = next(
        entry.at_ms
        for entry in journal.of(EventSent)
        if entry.type == "response.output_audio.delta" and entry.at_ms > heard
    )
    return sent - heard
