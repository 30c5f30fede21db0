"""The deployment exists and its model holds no realtime conversations."""

from __future__ import annotations

from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    if not seen.failed("RT302"):
        return None
    verdict = seen.verdicts["RT302"]
    return Explanation(f"The deployment is of the wrong kind: {verdict.because}.", seen.remedy("RT302"))


CAUSE = Cause("not-a-realtime-model", "you", retryable=False, explain=explain)
