"""TLS is set up, with a certificate that is trusted, current, and bears the endpoint's name.

Whom to trust is what Python programs trust: SSL_CERT_FILE where it is set, else the system's store and
certifi's. An issuer that is not a public authority means that something on the way opens the traffic.
"""

from __future__ import annotations

from rtdoctor.checks.base import Check, Remedy, Verdict, failed, passed
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.network import TlsFact

_BECAUSE = {
    "untrusted": "the certificate is not trusted",
    "name": "the certificate bears another name",
    "expired": "the certificate is outside its dates",
    "not-tls": "what answers there does not speak TLS",
    "closed": "the connection was closed during the handshake",
    "timeout": "the handshake did not end",
    "other": "the handshake failed",
}


def judge(facts: FactStore) -> Verdict:
    tls = facts.get(TlsFact)
    if tls.error is None:
        return passed(
            f"{tls.version}, issued by {tls.issuer}",
            version=tls.version,
            issuer=tls.issuer,
            expires=tls.expires,
        )
    detail = f" ({tls.detail})" if tls.detail else ""
    return failed(
        _BECAUSE.get(tls.error, tls.error) + detail,
        remedy=Remedy("compare with: openssl s_client -connect HOST:443 -servername HOST"),
        error=tls.error,
        detail=tls.detail,
    )


CHECK = Check(
    "RT103",
    "TLS is trusted",
    judge,
    reads=(TlsFact,),
    applies=lambda target: target.endpoint.scheme == "https",
)
