"""One TLS handshake with the endpoint, and what its certificate says."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Sequence
from typing import Any

from rtdoctor.facts.network import TlsFact
from rtdoctor.probes.base import Probe, ProbeContext
from rtdoctor.realtime.timing import since_ms

_TIMEOUT_S = 10.0
# X509_V_ERR_* of OpenSSL; a code is stable where the text is not.
_EXPIRED = {9, 10}
_NAME_MISMATCH = {62, 64}


async def collect(context: ProbeContext) -> TlsFact:
    """No error of the handshake escapes: its class is the fact."""
    endpoint = context.target.endpoint
    tls = context.tls_context()
    started = time.perf_counter()
    try:
        _, writer = await asyncio.wait_for(
            asyncio.open_connection(endpoint.host, endpoint.port, ssl=tls, server_hostname=endpoint.host),
            context.remaining_s(_TIMEOUT_S),
        )
    except ssl.SSLCertVerificationError as failure:
        error = "untrusted"
        if failure.verify_code in _EXPIRED:
            error = "expired"
        elif failure.verify_code in _NAME_MISMATCH:
            error = "name"
        return TlsFact(since_ms(started), error=error, detail=failure.verify_message)
    except ssl.SSLError as failure:
        not_tls = failure.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE")
        return TlsFact(since_ms(started), error="not-tls" if not_tls else "other", detail=failure.reason)
    except (asyncio.TimeoutError, TimeoutError):
        return TlsFact(since_ms(started), error="timeout")
    except (OSError, EOFError) as failure:
        return TlsFact(since_ms(started), error="closed", detail=str(failure) or type(failure).__name__)
    duration = since_ms(started)
    certificate: dict[str, Any] = writer.get_extra_info("peercert") or {}
    session = writer.get_extra_info("ssl_object")
    writer.transport.abort()
    return TlsFact(
        duration,
        version=session.version() if session else None,
        issuer=_name(certificate.get("issuer", ())),
        subject=_name(certificate.get("subject", ())),
        expires=certificate.get("notAfter"),
    )


def _name(parts: Sequence[Sequence[Sequence[str]]]) -> str | None:
    rows = {key: value for part in parts for key, value in part}
    return rows.get("organizationName") or rows.get("commonName")


PROBE = Probe(
    waits_for="the TLS handshake",
    fact=TlsFact,
    collect=collect,
    after=("RT001", "RT102"),
    applies=lambda target: target.endpoint.scheme == "https",
)
