"""The resource's own network rules keep this machine out: firewall, virtual network, or public access disabled."""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    refusal = seen.refusal
    if refusal is None or refusal.status != 403:
        return None
    text = (refusal.message or "").lower()
    if not any(
        words in text for words in ("virtual network", "firewall", "public access", "private endpoint")
    ):
        return None
    return Explanation(
        f"The resource's network rules keep this machine out: {refusal.message}",
        (Remedy("allow this address in the resource's Networking page, or call from inside its network"),),
    )


CAUSE = Cause("network-rules", "you", retryable=False, explain=explain)
