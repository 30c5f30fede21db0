"""The TLS handshake did not come about: what answers is no TLS server, or something cuts the handshake."""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen
from rtdoctor.facts.network import TlsFact


def explain(seen: Seen) -> Explanation | None:
    tls = seen.find(TlsFact)
    if tls is None or tls.error is None:
        return None
    if tls.error == "not-tls":
        return Explanation(
            "What answers on the endpoint's port does not speak TLS.",
            (Remedy("check scheme and port of the endpoint"),),
        )
    return Explanation(
        f"The TLS handshake broke ({tls.detail or tls.error}).",
        (Remedy("something between here and Azure cuts TLS: ask for an exception for the endpoint's host"),),
    )


CAUSE = Cause("tls-failed", "network", retryable=False, explain=explain)
