"""How long something took, as every probe and phase reports it."""

from __future__ import annotations

import time


def since_ms(started: float) -> float:
    """Milliseconds since `started`, a moment of `time.perf_counter`."""
    return (time.perf_counter() - started) * 1000
