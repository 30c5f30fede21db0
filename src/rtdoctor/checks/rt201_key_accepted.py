"""The key is accepted.

Judged by the socket where it opened, else by the listing call. A key of another resource and a wrong key
answer alike: 401 with reason phrase "PermissionDenied" and "invalid subscription key" in the body; key
authentication that is switched off answers 403 to a valid key.
"""

from __future__ import annotations

from rtdoctor.checks.base import Check, Remedy, Verdict, failed, not_judged, passed
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.http import Answer, ListingFact, UpgradeFact

KEYS_DISABLED_CODE = "AuthenticationTypeDisabled"


def judge(facts: FactStore) -> Verdict:
    listing, upgrade = facts.find(ListingFact), facts.find(UpgradeFact)
    if upgrade is not None and upgrade.accepted:
        return passed("by the socket", seen="socket", status=101)
    listed = listing.answer if listing is not None else None
    if listed is not None and listed.status == 200:
        return passed("by the listing", seen="listing", status=200)
    dialled = upgrade.last.answer if upgrade is not None else None
    for answer, seen in ((listed, "listing"), (dialled, "socket")):
        if answer is not None and (is_bad_key(answer) or answer.code == KEYS_DISABLED_CODE):
            return _refused(answer, seen)
    return not_judged("nothing that answered tells about the key")


def is_bad_key(answer: Answer) -> bool:
    """Whether the answer is Azure's refusal of a key (pasted in public issues, 2023 to 2025)."""
    return answer.status == 401 and "invalid subscription key" in (answer.message or "")


def _refused(answer: Answer, seen: str) -> Verdict:
    return failed(
        f"{answer.status}: {answer.message or answer.reason}",
        remedy=Remedy("copy a key from the resource whose endpoint this is"),
        seen=seen,
        status=answer.status,
        code=answer.code,
    )


CHECK = Check(
    "RT201",
    "the key is accepted",
    judge,
    one_of=(ListingFact, UpgradeFact),
    applies=lambda target: target.auth == "key",
)
