"""The socket speaks the preview protocol to a GA payload.

"Unknown parameter: 'session.type'" means a preview URL; `beta_api_shape_disabled` means a beta header.
"""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    failure = seen.failure
    if failure is None:
        return None
    beta = failure.code == "beta_api_shape_disabled"
    if not beta and not (failure.code == "unknown_parameter" and failure.param == "session.type"):
        return None
    return Explanation(
        f"The server speaks the preview protocol here: {failure.message}",
        (Remedy("dial the GA path /openai/v1/realtime, without api-version and without OpenAI-Beta"),),
    )


CAUSE = Cause("preview-protocol", "you", retryable=False, explain=explain)
