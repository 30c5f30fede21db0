"""The endpoint dials the preview surface.

Proved when the same endpoint's GA path begins a session; concluded without that when the preview path answers
302, 404 or 410 and the deployment is not what is missing. Azure deprecated the preview API from 2026-04-30
(migration guide).
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
    proved = follow_up is not None and follow_up.created
    if not proved and not _refused_as_gone(seen):
        return None
    summary = "The URL is the preview API's, which is gone"
    return Explanation(
        f"{summary}; the same endpoint answers on the GA path." if proved else f"{summary} since 2026-04-30.",
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
        proved=("a session begins on the GA path, without api-version",) if proved else (),
    )


def _refused_as_gone(seen: Seen) -> bool:
    """Not found, gone or redirected, with nothing else known that would explain it."""
    refusal = seen.refusal
    return refusal is not None and refusal.status in (302, 404, 410) and not seen.failed("RT301", "RT302")


CAUSE = Cause("preview-url", "you", retryable=False, explain=explain)
