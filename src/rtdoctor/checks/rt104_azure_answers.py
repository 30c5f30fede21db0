"""What answers over HTTP is Azure itself, not a proxy's or a captive portal's page.

Azure's gateway puts `apim-request-id` or `x-ms-region` on its answers, errors included, and answers in JSON.
"""

from __future__ import annotations

from rtdoctor.checks.base import Check, Verdict, not_judged, passed, warned
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.http import ListingFact


def judge(facts: FactStore) -> Verdict:
    listing = facts.get(ListingFact)
    if listing.answer is None:
        return not_judged(f"the listing call broke: {listing.error}")
    correlation = dict(listing.answer.correlation)
    if correlation or listing.deployments is not None or listing.answer.code:
        return passed(correlation.get("x-ms-region", ""), status=listing.answer.status, **correlation)
    return warned(
        f"an answer {listing.answer.status} without Azure's marks: something on the way may have given it",
        status=listing.answer.status,
        body=listing.answer.body[:120],
    )


CHECK = Check(
    "RT104",
    "an HTTP answer comes from Azure itself",
    judge,
    reads=(ListingFact,),
    required=False,
    applies=lambda target: target.service == "azure-openai",
)
