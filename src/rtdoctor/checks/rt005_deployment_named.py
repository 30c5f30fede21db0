"""A deployment name is given.

On Azure `model=` carries the name of your deployment, not of the model. Without one the socket cannot be
opened; with exactly one realtime deployment on the resource, that one is taken and said.
"""

from __future__ import annotations

from rtdoctor.checks.base import Check, Remedy, Verdict, failed, passed
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.http import ListingFact
from rtdoctor.facts.target import DeploymentNameFact
from rtdoctor.target.deployments import realtime_deployments


def judge(facts: FactStore) -> Verdict:
    deployment = facts.get(DeploymentNameFact)
    if deployment.name:
        return passed(deployment.name, name=deployment.name, source=deployment.source)
    listing = facts.find(ListingFact)
    names = realtime_deployments(listing.deployments) if listing and listing.deployments else ()
    hint = f"this resource has {', '.join(names)}" if names else "the portal lists yours under 'Deployments'"
    return failed(
        "no deployment name is given",
        remedy=Remedy(
            f"name one; {hint}", command=f"export AZURE_OPENAI_DEPLOYMENT={names[0] if names else 'NAME'}"
        ),
        listed=list(names),
    )


CHECK = Check(
    "RT005", "a deployment name is given", judge, reads=(DeploymentNameFact,), may_read=(ListingFact,)
)
