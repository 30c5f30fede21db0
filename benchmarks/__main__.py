"""`python -m benchmarks [NAME…]`: every benchmark beside this file, or the named ones, one after the other."""

from __future__ import annotations

import importlib
import pkgutil
import platform
import sys
from pathlib import Path


def main(wanted: list[str]) -> None:
    """Run the benchmarks and print what they print."""
    names = [
        module.name
        for module in pkgutil.iter_modules([str(Path(__file__).parent)])
        if not module.name.startswith("_")
    ]
    unknown = set(wanted) - set(names)
    if unknown:
        sys.exit(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    print(f"Python {platform.python_version()} at {sys.executable}")
    for name in wanted or names:
        print(f"\n== {name}", flush=True)
        importlib.import_module(f"benchmarks.{name}").run(sys.stdout)


main(sys.argv[1:])
