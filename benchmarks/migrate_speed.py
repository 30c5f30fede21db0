"""A whole plan of `rtdoctor migrate` beside `python -m libcst.tool codemod` that renames the model and no more.

Bar: at least 50 times as fast, on 2,000 files of which 20 hit. The codemod takes minutes; RTDOCTOR_BENCH_FILES
gives a smaller number of files, which is unfair to rtdoctor: its start-up then weighs more.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TextIO

from benchmarks._tree import make_project

FILES = int(os.environ.get("RTDOCTOR_BENCH_FILES", "2000"))
HITS = 20
RUNS = 5
BAR = 50


def run(out: TextIO) -> None:
    """Print both times and their ratio."""
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory) / "project"
        hits = make_project(root, FILES, HITS)
        size = sum(file.stat().st_size for file in root.rglob("*.py")) / 1e6
        print(f"{FILES} files, {size:.1f} MB, {len(hits)} of them with a preview client of 14 kB", file=out)
        plan = [sys.executable, "-m", "rtdoctor", "migrate", "--format", "json", str(root)]
        ours = statistics.median(_seconds(plan, expected=1) for _ in range(RUNS))
        print(f"rtdoctor migrate, plan only (median of {RUNS}): {ours * 1000:.0f} ms", file=out, flush=True)
        codemod = [sys.executable, "-m", "libcst.tool", "codemod", "--no-format", "--hide-progress", "-x"]
        codemod += ["benchmarks._rename_codemod.RenameModel", str(root)]
        theirs = _seconds(codemod, expected=0)
        renamed = sum(b"gpt-realtime-1.5" in file.read_bytes() for file in hits)
        print(f"libcst.tool codemod, the name alone ({renamed} files renamed): {theirs:.1f} s", file=out)
        print(f"ratio: {theirs / ours:.0f} x as fast (bar: {BAR} x)", file=out)


def _seconds(command: list[str], expected: int) -> float:
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False)
    took = time.perf_counter() - begun
    if done.returncode != expected:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}\n{done.stderr[-2000:]}")
    return took
