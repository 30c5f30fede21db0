"""The endpoint is one URL that can be dialled.

Portal pages, quotes from `.env` files and placeholders from samples are the usual ways to get this wrong.
What can be put right without guessing is put right and said; the rest fails here, before anything is dialled.
"""

from __future__ import annotations

from rtdoctor.checks.base import Check, Evidence, Remedy, Verdict, failed, passed, warned
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.target import EndpointFact


def judge(facts: FactStore) -> Verdict:
    endpoint = facts.get(EndpointFact)
    if endpoint.error:
        return failed(
            endpoint.error,
            remedy=Remedy(endpoint.fix or "use https://RESOURCE.openai.azure.com"),
            given=endpoint.given,
            source=endpoint.source,
        )
    evidence: Evidence = {"origin": endpoint.origin, "service": endpoint.service, "source": endpoint.source}
    if endpoint.repairs:
        return warned(
            f"read past {'; '.join(endpoint.repairs)}",
            remedy=Remedy("write it plainly", edit=f"AZURE_OPENAI_ENDPOINT={endpoint.origin}"),
            **evidence,
        )
    return passed(endpoint.origin or "", **evidence)


CHECK = Check("RT001", "the endpoint parses", judge, reads=(EndpointFact,))
