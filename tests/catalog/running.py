"""`rtdoctor` as a real process, for the tests of this package."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def models(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`rtdoctor models …`, finished, in a clean environment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "rtdoctor", "models", *arguments],
        cwd=cwd,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
