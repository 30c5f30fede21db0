"""The audio turn was answered without usable audio."""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    if not seen.failed("RT503", "RT504"):
        return None
    because = seen.verdicts["RT503"].because if "RT503" in seen.verdicts else None
    return Explanation(
        f"The audio turn brought no usable audio: {because or 'none came'}.",
        (Remedy("compare with a text turn, which works, and look at the response in --format json"),),
    )


CAUSE = Cause("audio-missing", "azure", retryable=False, explain=explain)
