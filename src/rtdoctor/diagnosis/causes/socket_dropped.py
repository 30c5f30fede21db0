"""The socket ended without a close frame (1006): the network, a proxy's idle limit, or the other end died."""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    ending = seen.ending
    if ending is None or ending.outcome != "dropped":
        return None
    return Explanation(
        f"The socket was dropped after {ending.last_event or 'the upgrade'}, without a close frame.",
        (Remedy("try again, and from another network: something on the way cuts long connections"),),
    )


CAUSE = Cause("socket-dropped", "network", retryable=True, explain=explain)
