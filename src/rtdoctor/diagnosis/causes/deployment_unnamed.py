"""No deployment is named, and the resource does not have exactly one realtime deployment to take."""

from __future__ import annotations

from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    if not seen.failed("RT005"):
        return None
    return Explanation(
        "No deployment name is given, so there is nothing to connect to.", seen.remedy("RT005")
    )


CAUSE = Cause("deployment-unnamed", "you", retryable=False, explain=explain)
