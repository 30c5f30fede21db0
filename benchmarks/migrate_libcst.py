"""The whole plan over the files that hit, beside `libcst.parse_module` plus one visit that does nothing.

Bar: at most 2.5 times as long. The plan reads, scans, rewrites, parses each result and runs the rules again.
"""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from benchmarks._tree import make_project

HITS = 20
RUNS = 7
BAR = 2.5


def run(out: TextIO) -> None:
    """Print both times and their ratio."""
    import libcst

    from rtdoctor.migrate.plan import Planner
    from rtdoctor.migrate.rewriting import RewriteOptions
    from rtdoctor.scan.tree import scan_tree
    from rtdoctor.scan.walk import locate

    class Nothing(libcst.CSTVisitor):
        """Visits every node and does nothing."""

    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        hits = make_project(root, HITS, HITS)
        sources = [file.read_bytes() for file in hits]

        def plan() -> None:
            made = Planner(scan_tree(locate([root])), RewriteOptions()).plan()
            assert len(made.results) == HITS, "every file that hits has a plan"

        def yardstick() -> None:
            for source in sources:
                libcst.parse_module(source).visit(Nothing())

        ours, theirs = _medians(plan, yardstick)
    print(f"{HITS} files of {len(sources[0]) / 1000:.0f} kB, medians of {RUNS} alternating runs", file=out)
    print(f"rtdoctor, scan and plan: {ours * 1000:.0f} ms", file=out)
    print(f"libcst.parse_module and one visit: {theirs * 1000:.0f} ms", file=out)
    print(f"ratio: {ours / theirs:.2f} x (bar: at most {BAR} x)", file=out)


def _medians(one: Callable[[], None], other: Callable[[], None]) -> tuple[float, float]:
    times: tuple[list[float], list[float]] = ([], [])
    for attempt in range(RUNS + 1):
        for act, taken in zip((one, other), times, strict=True):
            gc.collect()
            begun = time.perf_counter()
            act()
            if attempt:  # the first is a warm-up: imports
                taken.append(time.perf_counter() - begun)
    return statistics.median(times[0]), statistics.median(times[1])
