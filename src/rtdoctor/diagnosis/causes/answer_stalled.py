"""The server went silent in the middle of a turn, with the socket still open."""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    ending = seen.ending
    if ending is None or ending.outcome != "timeout":
        return None
    seconds = (ending.silent_ms or 0) / 1000
    return Explanation(
        f"The server went silent for {seconds:.1f} s after {ending.last_event or 'the upgrade'}.",
        (Remedy("try again; if it stays, look at Azure Service Health for the resource's region"),),
    )


CAUSE = Cause("answer-stalled", "azure", retryable=True, explain=explain)
