"""The key is accepted.

Judged by the listing call where it decides, else by the socket. A key of another resource and a wrong key
answer alike: 401 with reason phrase "PermissionDenied" and "invalid subscription key" in the body; key
authentication that is switched off answers 403 to a valid key.
"""

from __future__ import annotations

from rtdoctor.checks.base import Check, Remedy, Verdict, failed, not_judged, passed
from rtdoctor.facts.base import FactStore
from rtdoctor.facts.http import Answer, ListingFact, UpgradeFact


def judge(facts: FactStore) -> Verdict:
    listing, upgrade = facts.find(ListingFact), facts.find(UpgradeFact)
    if listing is not None and listing.answer is not None:
        if listing.answer.status == 200:
            return passed("by the listing", seen="listing", status=200)
        if listing.answer.status in (401, 403):
            return _refused(listing.answer, "listing")
    if upgrade is not None and upgrade.last.answer is not None:
        if upgrade.accepted:
            return passed("by the socket", seen="socket", status=101)
        if is_bad_key(upgrade.last.answer):
            return _refused(upgrade.last.answer, "socket")
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
