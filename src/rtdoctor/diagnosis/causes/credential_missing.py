"""No key is set and Entra is not asked for: nothing could be sent with the call."""

from __future__ import annotations

from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    if not seen.failed("RT004"):
        return None
    return Explanation("There is no key, and Entra was not asked for.", seen.remedy("RT004"))


CAUSE = Cause("credential-missing", "you", retryable=False, explain=explain)
