"""An Entra token is acquired, by the credential chain that azure-identity gives every program."""

from __future__ import annotations

from rtdoctor.checks.base import Check, Remedy, Verdict, failed, passed
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.identity import TokenFact


def judge(facts: FactStore) -> Verdict:
    token = facts.get(TokenFact)
    if token.error is None:
        claims = dict(token.claims)
        return passed(f"for {claims.get('aud', token.scope)}", scope=token.scope, claims=claims)
    return failed(
        token.error.splitlines()[0],
        remedy=Remedy("sign in", command="az login"),
        scope=token.scope,
        detail=token.error,
    )


CHECK = Check(
    "RT202",
    "an Entra token is acquired",
    judge,
    reads=(TokenFact,),
    applies=lambda target: target.auth == "entra",
)
