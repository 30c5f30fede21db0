"""The deployment exists on this resource.

The listing knows every deployment by name; the socket answers 404 `DeploymentNotFound` for one that is not
there. A new deployment takes up to five minutes to appear.
"""

from __future__ import annotations

from rtdoctor.checks.base import Check, Remedy, Verdict, failed, not_judged, passed
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.http import ListingFact, UpgradeFact
from rtdoctor.facts.target import DeploymentNameFact
from rtdoctor.target.deployments import near_misses


def judge(facts: FactStore) -> Verdict:
    name = facts.get(DeploymentNameFact).name or ""
    listing, upgrade = facts.find(ListingFact), facts.find(UpgradeFact)
    rows = (listing.deployments if listing else None) or ()
    found = next((row for row in rows if row.name == name), None)
    if found is not None:
        return passed(f"{name}, model {found.model}", name=name, model=found.model, status=found.status)
    if upgrade is not None and upgrade.accepted:
        return passed(f"{name}, by the socket", name=name)
    answer = upgrade.last.answer if upgrade is not None else None
    unknown = answer is not None and answer.code == "DeploymentNotFound"
    if not unknown and not (listing and listing.deployments is not None):
        return not_judged("neither the listing nor the socket tells", name=name)
    close = near_misses(name, rows)
    return failed(
        f"'{name}' is not on this resource" + (f"; did you mean '{close[0]}'?" if close else ""),
        remedy=Remedy(
            f"use '{close[0]}'" if close else "create it, or name one that exists",
            command=f"export AZURE_OPENAI_DEPLOYMENT={close[0]}" if close else None,
        ),
        name=name,
        near=list(close),
        listed=[row.name for row in rows],
    )


CHECK = Check(
    "RT301",
    "the deployment exists",
    judge,
    reads=(DeploymentNameFact,),
    one_of=(ListingFact, UpgradeFact),
)
