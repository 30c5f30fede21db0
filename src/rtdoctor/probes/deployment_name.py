"""Which deployment the socket asks for: the one that is set, else the resource's only realtime one."""

from __future__ import annotations

import dataclasses

from rtdoctor.facts.http import ListingFact
from rtdoctor.facts.target import DeploymentNameFact
from rtdoctor.probes.base import Probe, ProbeContext
from rtdoctor.target.deployments import realtime_deployments


async def collect(context: ProbeContext) -> DeploymentNameFact:
    """Looks at the listing; the context's target gets the name."""
    listing = context.facts.find(ListingFact)
    names = realtime_deployments(listing.deployments) if listing and listing.deployments else ()
    if len(names) != 1:
        return DeploymentNameFact(None, None)
    context.target = dataclasses.replace(context.target, deployment=names[0])
    return DeploymentNameFact(names[0], "the only realtime deployment listed")


PROBE = Probe(
    waits_for="the deployment's name",
    fact=DeploymentNameFact,
    collect=collect,
    after=("RT001", "RT004"),
    awaits=(ListingFact,),
    applies=lambda target: target.deployment is None,
)
