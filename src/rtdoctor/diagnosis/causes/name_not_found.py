"""The endpoint's name does not exist: a typing error, a deleted resource, or a private name seen from outside."""

from __future__ import annotations

from rtdoctor.diagnosis.base import Cause, Explanation, Seen
from rtdoctor.facts.network import NameFact


def explain(seen: Seen) -> Explanation | None:
    name = seen.find(NameFact)
    if name is None or name.error != "not-found":
        return None
    return Explanation(f"There is no host called {name.host}.", seen.remedy("RT101"))


CAUSE = Cause("name-not-found", "you", retryable=False, explain=explain)
