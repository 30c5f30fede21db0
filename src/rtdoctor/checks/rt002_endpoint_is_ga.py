"""The endpoint dials the GA surface.

`/openai/v1/realtime` is the GA path; `/openai/realtime` is the preview, deprecated by Azure from 2026-04-30
(migration guide, ms.date 2026-07-29). Whether the preview path still answers somewhere is not known, so the
path alone is a warning and the refused socket is the failure.
"""

from __future__ import annotations

from rtdoctor.checks.base import Check, Remedy, Verdict, blocked, passed, warned
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.target import EndpointFact


def judge(facts: FactStore) -> Verdict:
    endpoint = facts.get(EndpointFact)
    if endpoint.error:
        return blocked("RT001")
    if endpoint.path_kind == "preview":
        return warned(
            f"{endpoint.path} is the preview surface, deprecated since 2026-04-30",
            remedy=Remedy("keep the bare resource here", edit=f"AZURE_OPENAI_ENDPOINT={endpoint.origin}"),
            path=endpoint.path,
        )
    return passed("/openai/v1", path=endpoint.path or "/")


CHECK = Check("RT002", "the endpoint dials the GA surface", judge, reads=(EndpointFact,))
