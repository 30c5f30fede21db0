"""Connections are opened faster than the deployment allows.

A handshake's 429 is about the rate of connections ("onHandshake Operation"), not about tokens; the mini tier
allows three a minute and unit of capacity.
"""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    refusal = seen.refusal
    if refusal is None or refusal.status != 429:
        return None
    wait = f"{refusal.retry_after_s:g} s" if refusal.retry_after_s is not None else "a minute"
    return Explanation(
        f"The deployment's connection rate is used up; the server asks to wait {wait}.",
        (
            Remedy(f"wait {wait} and back off exponentially when connecting again"),
            Remedy("raise the deployment's capacity if this is ordinary load"),
        ),
    )


CAUSE = Cause("handshake-rate-limited", "you", retryable=True, explain=explain)
