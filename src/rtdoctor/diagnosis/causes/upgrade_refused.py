"""The upgrade was refused with an answer that no other cause explains: the path, mostly."""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    refusal = seen.refusal
    if not seen.failed("RT401") or refusal is None:
        return None
    return Explanation(
        f"The socket was refused with {refusal.status}: {refusal.message or refusal.reason or refusal.body[:80]}",
        (Remedy("compare with wss://RESOURCE.openai.azure.com/openai/v1/realtime?model=DEPLOYMENT"),),
    )


CAUSE = Cause("upgrade-refused", "you", retryable=False, explain=explain)
