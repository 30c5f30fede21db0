"""The model's quota is used up: the session is open, and the response fails with a rate limit."""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    failure = seen.failure
    if failure is None or "rate_limit" not in (failure.code or ""):
        return None
    return Explanation(
        f"The deployment's quota is used up: {failure.message}",
        (Remedy("wait for the window to pass, or raise the deployment's capacity"),),
    )


CAUSE = Cause("quota-exceeded", "you", retryable=True, explain=explain)
