"""What the catalog costs on the start-up path of every `gate`, beside parsing its TOML sources there."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TextIO

DATA = Path(__file__).parents[1] / "src" / "rtdoctor" / "catalog" / "data"
RUNS = 21

_BASE = "import re, typing, datetime"
"""What the command line and tomllib have both imported anyway: not the catalog's cost, nor the parser's."""
_LOAD = "from rtdoctor import catalog; catalog.load()"
_ASK = (
    "from datetime import date; from rtdoctor import catalog; c = catalog.load();"
    "[c.state(row, date(2026, 11, 22)) for row in c.find('azure-openai', 'gpt-realtime-mini')]"
)
_EVERYTHING = (
    "from datetime import date; from rtdoctor import catalog; c = catalog.load();"
    "[c.state(row, date(2026, 11, 22)) for row in c.models()]"
)
_TOML = (
    "import sys, pathlib\n"
    "if sys.version_info >= (3, 11): import tomllib\n"
    "else: import tomli as tomllib\n"
    "for path in pathlib.Path(sys.argv[1]).glob('*.toml'): tomllib.loads(path.read_text(encoding='utf-8'))"
)


def run(out: TextIO, runs: int = RUNS) -> None:
    """Print the figures: medians of alternating whole processes of `sys.executable`."""
    programs = {
        "catalog.load()": _LOAD,
        "load, and the state of one model": _ASK,
        "load, and the state of every row": _EVERYTHING,
        "tomllib.loads of its sources": _TOML,
    }
    times: dict[str, list[float]] = {name: [] for name in ("base", *programs)}
    with tempfile.TemporaryDirectory(prefix="rtdoctor-bench-") as cache:
        # As installed: byte code is written once, whatever the environment says, and the tree stays clean.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for warm_up in (_BASE, *programs.values()):
            _milliseconds(warm_up, environment)
        for _ in range(runs):
            times["base"].append(_milliseconds(_BASE, environment))
            for name, program in programs.items():
                times[name].append(_milliseconds(program, environment))
    base = statistics.median(times["base"])
    size = sum(path.stat().st_size for path in DATA.glob("*.toml"))
    out.write(
        f"catalog: {size / 1000:.0f} kB of TOML; medians of {runs} runs, less {base:.1f} ms for `{_BASE}`\n"
    )
    toml = statistics.median(times["tomllib.loads of its sources"]) - base
    for name in programs:
        cost = statistics.median(times[name]) - base
        out.write(f"  {name:34} {cost:6.1f} ms  {cost / toml:5.2f} x tomllib\n")


def _milliseconds(program: str, environment: dict[str, str]) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", program, str(DATA)], check=True, env=environment)
    return (time.perf_counter() - begin) * 1000


if __name__ == "__main__":
    run(sys.stdout)
