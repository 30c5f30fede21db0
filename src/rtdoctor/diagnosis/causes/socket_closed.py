"""The server closed the socket by itself, with a code."""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    ending = seen.ending
    if ending is None or ending.outcome != "closed":
        return None
    return Explanation(
        f"The server closed the socket with {ending.close_code} ({ending.close_reason or 'no reason'}).",
        (Remedy("try again; the code and the session id belong into a ticket if it stays"),),
    )


CAUSE = Cause("socket-closed", "azure", retryable=True, explain=explain)
