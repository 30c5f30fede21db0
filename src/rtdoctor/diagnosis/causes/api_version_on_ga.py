"""An api-version is sent to the GA surface, which takes none.

Named only when the same call without it begins a session; sources disagree on how Azure refuses it.
"""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen
from rtdoctor.facts.http import FollowUpFact
from rtdoctor.facts.target import EndpointFact


def explain(seen: Seen) -> Explanation | None:
    endpoint = seen.find(EndpointFact)
    if endpoint is None or endpoint.api_version is None or not seen.failed("RT401", "RT402", "RT403"):
        return None
    follow_up = seen.find(FollowUpFact)
    if follow_up is None or follow_up.variant != "without-api-version" or not follow_up.created:
        return None
    return Explanation(
        f"The GA surface refuses api-version={endpoint.api_version}; without it the same call works.",
        (
            Remedy(
                "leave the api-version out of the URL, and out of OPENAI_API_VERSION",
                edit=f"AZURE_OPENAI_ENDPOINT={endpoint.origin}",
            ),
        ),
        proved=("a session begins on the GA path, without api-version",),
    )


CAUSE = Cause("api-version-on-ga", "you", retryable=False, explain=explain)
