"""No api-version is sent to the GA surface.

The GA path takes none. What happens when one is sent is disputed: the migration guide says 401 (2026-07-29),
the WebSocket how-to says 404 (2026-04-01), two running programs say it works. So it is a warning here, and
the cause only where the same call without it is accepted.
"""

from __future__ import annotations

from rtdoctor.checks.base import Check, Remedy, Verdict, blocked, passed, warned
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.target import EndpointFact


def judge(facts: FactStore) -> Verdict:
    endpoint = facts.get(EndpointFact)
    if endpoint.error:
        return blocked("RT001")
    if endpoint.api_version is not None and endpoint.path_kind != "preview":
        return warned(
            f"api-version={endpoint.api_version} is sent to the GA surface, which takes none",
            remedy=Remedy("leave it out", edit=f"AZURE_OPENAI_ENDPOINT={endpoint.origin}"),
            api_version=endpoint.api_version,
        )
    return passed(api_version=endpoint.api_version)


CHECK = Check("RT003", "no api-version is sent to the GA surface", judge, reads=(EndpointFact,))
