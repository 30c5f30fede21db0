"""How soon the command line answers: `check --list-checks` against importing typer and rich.

Bar: at most 2 x. The yardstick is what any typer command with a rich console pays.
"""

from __future__ import annotations

import sys
from typing import TextIO

from benchmarks._processes import alternate

_RUNS = 15


def run(out: TextIO) -> None:
    """Print medians in ms and the ratio."""
    found = alternate(
        {
            "bare interpreter": [sys.executable, "-c", "pass"],
            "--version": [sys.executable, "-m", "rtdoctor", "--version"],
            "yardstick": [sys.executable, "-c", "import typer, rich.console"],
            "check --list-checks": [sys.executable, "-m", "rtdoctor", "check", "--list-checks"],
        },
        _RUNS,
    )
    for name, seconds in found.items():
        out.write(f"{name:<22} {seconds * 1000:7.1f} ms\n")
    ratio = found["check --list-checks"] / found["yardstick"]
    out.write(f"--list-checks is {ratio:.2f} x the yardstick (bar: 2 x)\n")
