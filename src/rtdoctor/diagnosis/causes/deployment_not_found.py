"""The deployment name does not exist on this resource.

On Azure `model=` is the deployment's name. A new deployment takes up to five minutes to appear.
"""

from __future__ import annotations

from rtdoctor.diagnosis.base import Cause, Explanation, Seen


def explain(seen: Seen) -> Explanation | None:
    if not seen.failed("RT301"):
        return None
    evidence = seen.verdicts["RT301"].evidence
    near = f" Did you mean '{evidence['near'][0]}'?" if evidence["near"] else ""
    return Explanation(f"This resource has no deployment '{evidence['name']}'.{near}", seen.remedy("RT301"))


CAUSE = Cause("deployment-not-found", "you", retryable=False, explain=explain)
