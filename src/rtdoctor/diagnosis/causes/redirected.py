"""The upgrade was answered with a redirect, which is not followed: `Location` carries the key.

Seen on preview paths of `cognitiveservices.azure.com` hosts in 2026.
"""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    refusal = seen.refusal
    if refusal is None or not 300 <= refusal.status < 400:
        return None
    return Explanation(
        f"The endpoint redirects the socket ({refusal.status}); it was not followed, since the key would go along.",
        (Remedy("dial wss://RESOURCE.openai.azure.com/openai/v1/realtime?model=DEPLOYMENT instead"),),
    )


CAUSE = Cause("redirected", "you", retryable=False, explain=explain)
