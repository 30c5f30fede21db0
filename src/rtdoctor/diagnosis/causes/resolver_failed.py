"""The resolver of this machine did not answer; the name may well exist."""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen
from rtdoctor.facts.network import NameFact


def explain(seen: Seen) -> Explanation | None:
    name = seen.find(NameFact)
    if name is None or name.error not in ("resolver", "timeout"):
        return None
    return Explanation(
        f"This machine's resolver could not look up {name.host} ({name.detail or name.error}).",
        (Remedy("check DNS on this machine, then try again", command=f"nslookup {name.host}"),),
    )


CAUSE = Cause("resolver-failed", "network", retryable=True, explain=explain)
