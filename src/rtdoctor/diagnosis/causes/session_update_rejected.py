"""A valid GA `session.update` was rejected; the session then runs on its defaults."""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    if not seen.failed("RT403") or seen.ending is None or seen.ending.error is None:
        return None
    error = seen.ending.error
    return Explanation(
        f"The session's settings were rejected ({error.code}): {error.message}",
        (Remedy("the model behind the deployment does not take this setting: compare its version"),),
    )


CAUSE = Cause("session-update-rejected", "azure", retryable=False, explain=explain)
