"""Lists the deployments through the data plane: key, network and names in one call.

`GET /openai/deployments` with api-version 2022-12-01 still lists deployments by key (a live measurement of
2026-09); any newer api-version answers 404. Undocumented today, hence best effort.
"""

from __future__ import annotations

import time

from rtdoctor.facts.http import Deployment, ListingFact
from rtdoctor.probes.answer import read_answer
from rtdoctor.probes.base import Probe, ProbeContext
from rtdoctor.realtime.timing import since_ms

_TIMEOUT_S = 10.0
_API_VERSION = "2022-12-01"


async def collect(context: ProbeContext) -> ListingFact:
    """One GET, redirects not followed. No error of it escapes."""
    import httpx

    url = f"{context.target.endpoint.origin}/openai/deployments"
    tls = context.tls_context()
    started = time.perf_counter()
    try:
        async with httpx.AsyncClient(
            verify=tls if tls is not None else True,
            trust_env=False,
            follow_redirects=False,
            timeout=context.remaining_s(_TIMEOUT_S),
        ) as client:
            response = await client.get(
                url, params={"api-version": _API_VERSION}, headers=dict(context.credential.headers())
            )
    except httpx.HTTPError as failure:
        detail = context.redactor.text(str(failure)) or type(failure).__name__
        return ListingFact(since_ms(started), answer=None, error=detail)
    headers = {name.lower(): value for name, value in response.headers.items()}
    return ListingFact(
        since_ms(started),
        answer=read_answer(
            response.status_code, response.reason_phrase, headers, response.content, context.redactor
        ),
        deployments=_deployments(response) if response.status_code == 200 else None,
    )


def _deployments(response: object) -> tuple[Deployment, ...] | None:
    try:
        rows = response.json()["data"]  # type: ignore[attr-defined]
        return tuple(
            Deployment(
                name=str(row["id"]), model=str(row.get("model", "")), status=str(row.get("status", ""))
            )
            for row in rows
        )
    except (ValueError, KeyError, TypeError):
        return None


PROBE = Probe(
    waits_for="the deployment listing",
    fact=ListingFact,
    collect=collect,
    after=("RT001", "RT004", "RT102", "RT103", "RT202"),
    applies=lambda target: target.service == "azure-openai",
)
