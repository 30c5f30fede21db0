"""There is a credential, and only one that a client could pick.

A key left in the environment while Entra is meant is used by SDKs without a word, which hides a working role
and fails where key authentication is disabled.
"""

from __future__ import annotations

from rtdoctor.checks.base import Check, Remedy, Verdict, failed, passed, warned
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.target import CredentialFact


def judge(facts: FactStore) -> Verdict:
    credential = facts.get(CredentialFact)
    if credential.kind == "none":
        return failed(
            "no key is set, and Entra is not asked for",
            remedy=Remedy(
                "set the key, or use --auth entra after az login", command="export AZURE_OPENAI_API_KEY=…"
            ),
        )
    if credential.ignored:
        others = " and ".join(credential.ignored)
        return warned(
            f"{credential.kind} is used, but {others} is set and clients may take it",
            remedy=Remedy("unset what is not meant", command=f"unset {credential.ignored[0].split()[-1]}"),
            kind=credential.kind,
            source=credential.source,
        )
    return passed(credential.kind, kind=credential.kind, source=credential.source)


CHECK = Check("RT004", "there is one credential", judge, reads=(CredentialFact,))
