"""The deployment is of a realtime model.

Azure answers 400 to the upgrade of any other, with a code it misspells: `OpperationNotSupported` (a support
thread of 2026-06-10); both spellings are matched.
"""

from __future__ import annotations

from rtdoctor.checks.base import Check, Remedy, Verdict, failed, not_judged, passed
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.http import ListingFact, UpgradeFact
from rtdoctor.facts.target import DeploymentNameFact
from rtdoctor.target.deployments import is_realtime_model, realtime_deployments

NOT_REALTIME_CODES = frozenset({"OpperationNotSupported", "OperationNotSupported"})


def judge(facts: FactStore) -> Verdict:
    name = facts.get(DeploymentNameFact).name
    listing, upgrade = facts.find(ListingFact), facts.find(UpgradeFact)
    rows = (listing.deployments if listing else None) or ()
    model = next((row.model for row in rows if row.name == name), None)
    answer = upgrade.last.answer if upgrade is not None else None
    if upgrade is not None and upgrade.accepted:
        return passed(model or "", model=model)
    if answer is not None and answer.code in NOT_REALTIME_CODES:
        others = realtime_deployments(rows)
        return failed(
            f"'{name}' is a deployment of {model or 'another kind of model'}",
            remedy=Remedy(
                f"use '{others[0]}'" if others else "deploy gpt-realtime-1.5 and name that deployment",
                command=f"export AZURE_OPENAI_DEPLOYMENT={others[0]}" if others else None,
            ),
            model=model,
            code=answer.code,
        )
    if model is not None and is_realtime_model(model):
        return passed(model, model=model, seen="listing")
    return not_judged("the socket did not get that far", model=model)


CHECK = Check(
    "RT302",
    "the deployment is of a realtime model",
    judge,
    reads=(DeploymentNameFact,),
    one_of=(ListingFact, UpgradeFact),
)
