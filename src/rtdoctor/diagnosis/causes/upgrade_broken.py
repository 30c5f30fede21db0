"""The connection broke during the WebSocket upgrade, although TLS had been set up on it before."""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    upgrade = seen.upgrade
    if not seen.failed("RT401") or upgrade is None or upgrade.answer is not None:
        return None
    return Explanation(
        f"The connection broke while the socket was opened, at {upgrade.phase} ({upgrade.error}).",
        (
            Remedy(
                "HTTPS passes but the WebSocket does not: look for a proxy that drops upgrades, then try again"
            ),
        ),
    )


CAUSE = Cause("upgrade-broken", "network", retryable=True, explain=explain)
