"""The service reports an error of its own inside the session."""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    failure = seen.failure
    if failure is None:
        return None
    return Explanation(
        f"Azure reports an error inside the session ({failure.code}): {failure.message}",
        (Remedy("try again; if it stays, open a ticket with the session id in the evidence"),),
    )


CAUSE = Cause("server-error", "azure", retryable=True, explain=explain)
