"""The endpoint dials the preview surface.

Proved when the same endpoint's GA path begins a session; assumed when the preview path is refused and the GA
path could not be tried to the end. Azure deprecated the preview API from 2026-04-30 (migration guide).
"""

from __future__ import annotations

from rtdoctor.checks.base import Remedy
from rtdoctor.diagnosis.base import Cause, Explanation, Seen
from rtdoctor.facts.http import FollowUpFact
from rtdoctor.facts.target import EndpointFact


def explain(seen: Seen) -> Explanation | None:
    endpoint = seen.find(EndpointFact)
    if endpoint is None or endpoint.path_kind != "preview" or not seen.failed("RT401", "RT402", "RT403"):
        return None
    follow_up = seen.find(FollowUpFact)
    if follow_up is None or not follow_up.created:
        return None
    return Explanation(
        "The URL is the preview API's, which is gone; the same endpoint answers on the GA path.",
        (
            Remedy(
                "keep the bare resource as endpoint and dial /openai/v1/realtime?model=DEPLOYMENT",
                edit=f"AZURE_OPENAI_ENDPOINT={endpoint.origin}",
            ),
            Remedy(
                "move the code: URL, client, payloads and events belong together",
                command="rtdoctor migrate .",
            ),
        ),
        proved=("a session begins on the GA path, without api-version",),
    )


CAUSE = Cause("preview-url", "you", retryable=False, explain=explain)
