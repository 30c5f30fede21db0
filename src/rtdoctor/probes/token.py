"""Acquires an Entra token the way the user's own program would: azure-identity's default chain."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import time

from rtdoctor.facts.identity import TokenFact
from rtdoctor.probes.base import Credential, Probe, ProbeContext
from rtdoctor.realtime.timing import since_ms

SCOPE = "https://cognitiveservices.azure.com/.default"
"""openai-python's example and Azure's WebRTC how-to (2026-01-29); `https://ai.azure.com/.default` works."""

_TIMEOUT_S = 20.0
_SHOWN_CLAIMS = ("aud", "tid", "oid", "appid", "exp")
_ERROR_CHARACTERS = 600


async def collect(context: ProbeContext) -> TokenFact:
    """One token, in a thread with a deadline; it becomes the context's credential."""
    started = time.perf_counter()
    try:
        token = await asyncio.wait_for(asyncio.to_thread(_acquire), context.remaining_s(_TIMEOUT_S))
    except asyncio.TimeoutError:
        return TokenFact(SCOPE, since_ms(started), error="no credential of the chain answered in time")
    except Exception as failure:
        if not type(failure).__module__.startswith("azure."):
            raise
        text = context.redactor.text(str(failure))
        return TokenFact(SCOPE, since_ms(started), error=text[:_ERROR_CHARACTERS])
    context.redactor.add(token)
    context.credential = Credential("entra", token)
    return TokenFact(SCOPE, since_ms(started), claims=_claims(token))


def _acquire() -> str:
    from azure.identity import DefaultAzureCredential

    # It reports every credential that did not answer through logging's last resort, on stderr.
    logging.getLogger("azure").addHandler(logging.NullHandler())
    return str(DefaultAzureCredential().get_token(SCOPE).token)


def _claims(token: str) -> tuple[tuple[str, str], ...]:
    try:
        middle = token.split(".")[1]
        rows = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
        return tuple((name, str(rows[name])) for name in _SHOWN_CLAIMS if name in rows)
    except (IndexError, ValueError, TypeError):
        return ()


PROBE = Probe(
    waits_for="an Entra token",
    fact=TokenFact,
    collect=collect,
    after=("RT001", "RT004", "RT102", "RT103"),
    applies=lambda target: target.auth == "entra",
)
