"""The endpoint's name resolves, by the resolver that every program on this machine uses.

A resource's name begins to resolve when its custom subdomain is created, and stops when it is deleted. A name
that does not exist is yours to fix; a resolver that does not answer may work again in a minute.
"""

from __future__ import annotations

from rtdoctor.checks.base import Check, Remedy, Verdict, failed, passed
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.network import NameFact

_BECAUSE = {
    "not-found": "there is no such name",
    "resolver": "the resolver failed",
    "timeout": "the resolver did not answer",
}


def judge(facts: FactStore) -> Verdict:
    name = facts.get(NameFact)
    if name.error is None and name.addresses:
        return passed(", ".join(name.addresses[:3]), addresses=list(name.addresses))
    return failed(
        f"{name.host}: {_BECAUSE.get(name.error or 'not-found', name.error)}",
        remedy=Remedy("compare the name with the one on the resource's 'Keys and Endpoint' page"),
        error=name.error,
        detail=name.detail,
    )


CHECK = Check(
    "RT101",
    "the endpoint's name resolves",
    judge,
    reads=(NameFact,),
    applies=lambda target: not target.endpoint.is_address,
)
