"""The turn was answered, but the server counted none of the audio that was sent."""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    if not seen.failed("RT502"):
        return None
    return Explanation(
        "The server answered without having counted any of the audio that was sent.",
        (Remedy("compare the input format: PCM16 mono at 24 kHz, base64, in chunks of about 100 ms"),),
    )


CAUSE = Cause("audio-not-heard", "azure", retryable=False, explain=explain)
