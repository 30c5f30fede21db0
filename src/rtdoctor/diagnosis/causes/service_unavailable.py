"""The service answered the upgrade with an error of its own (5xx)."""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    refusal = seen.refusal
    if refusal is None or refusal.status < 500:
        return None
    return Explanation(
        f"Azure answered {refusal.status}: {refusal.message or refusal.reason}",
        (Remedy("try again in a minute; if it stays, open a ticket with the request id in the evidence"),),
    )


CAUSE = Cause("service-unavailable", "azure", retryable=True, explain=explain)
