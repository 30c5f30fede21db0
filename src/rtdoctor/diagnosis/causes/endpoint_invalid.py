"""The endpoint cannot be dialled as it is written."""

from __future__ import annotations

from rtdoctor.diagnosis.base import Cause, Explanation, Seen
from rtdoctor.facts.target import EndpointFact


def explain(seen: Seen) -> Explanation | None:
    endpoint = seen.find(EndpointFact)
    if endpoint is None or endpoint.error is None:
        return None
    return Explanation(
        f"The endpoint cannot be used: {endpoint.error} (from {endpoint.source}).", seen.remedy("RT001")
    )


CAUSE = Cause("endpoint-invalid", "you", retryable=False, explain=explain)
