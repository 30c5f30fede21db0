"""The certificate is not trusted, has expired, or bears another name.

A company proxy that opens TLS shows its own certificate; a wrong clock makes every certificate look expired.
"""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen
from rtdoctor.facts.network import TlsFact


def explain(seen: Seen) -> Explanation | None:
    tls = seen.find(TlsFact)
    if tls is None or tls.error not in ("untrusted", "expired", "name"):
        return None
    remedies = {
        "untrusted": "add the authority that signed it: SSL_CERT_FILE for Python, NODE_EXTRA_CA_CERTS for Node",
        "expired": "check this machine's clock; if it is right, the certificate must be renewed",
        "name": "use the host name that the certificate bears",
    }
    return Explanation(
        f"The endpoint's certificate does not hold ({tls.detail or tls.error}).",
        (Remedy(remedies[tls.error]),),
    )


CAUSE = Cause("tls-untrusted", "network", retryable=False, explain=explain)
