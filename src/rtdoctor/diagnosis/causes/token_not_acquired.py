"""No credential of the Entra chain gave a token."""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    if not seen.failed("RT202"):
        return None
    return Explanation(
        "No Entra token could be acquired.",
        (*seen.remedy("RT202"), Remedy("or use a key: --auth key with AZURE_OPENAI_API_KEY set")),
    )


CAUSE = Cause("token-not-acquired", "you", retryable=False, explain=explain)
