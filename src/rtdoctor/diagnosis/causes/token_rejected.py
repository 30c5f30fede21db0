"""The service refused the Entra token, or found no credential it understands: audience, tenant or expiry."""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    refusal = seen.refusal
    if refusal is None or refusal.status not in (400, 401):
        return None
    text = f"{refusal.code} {refusal.message}".lower()
    if not any(words in text for words in ("audience", "tenant", "custom subdomain", "access token")):
        return None
    return Explanation(
        f"The service does not take this credential: {refusal.message}",
        (
            Remedy(
                "acquire a token for https://cognitiveservices.azure.com/.default, in the resource's tenant"
            ),
        ),
    )


CAUSE = Cause("token-rejected", "you", retryable=False, explain=explain)
