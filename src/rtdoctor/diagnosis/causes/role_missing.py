"""The signed-in identity lacks the data action for realtime connections.

Azure answers 401 (not 403) with code `PermissionDenied`. Owner and Contributor do not grant the action; a new
assignment takes five to ten minutes to work.
"""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    refusal = seen.refusal
    if refusal is None or refusal.code != "PermissionDenied":
        return None
    return Explanation(
        "The identity has no role that allows realtime connections on this resource.",
        (
            Remedy(
                "assign Cognitive Services OpenAI User, then wait up to ten minutes",
                command="az role assignment create --role 5e0bd9bd-7b93-4f28-af87-19fc36ad61bd "
                "--assignee OBJECT_ID --scope RESOURCE_ID",
            ),
        ),
    )


CAUSE = Cause("role-missing", "you", retryable=False, explain=explain)
