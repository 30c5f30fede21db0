"""After a refused socket: the same call with the one suspicious thing taken away.

So "401 because of the URL" and "401 because of the key" are never confused.
"""

from __future__ import annotations

from rtdoctor.facts.http import FollowUpFact
from rtdoctor.probes.base import Probe, ProbeContext
from rtdoctor.probes.session import collect as await_session
from rtdoctor.probes.upgrade import dial
from rtdoctor.target.target import Target


def _variant(target: Target) -> str | None:
    if target.is_preview:
        return "ga-path"
    if target.given_api_version is not None:
        return "without-api-version"
    return None


async def collect(context: ProbeContext) -> FollowUpFact:
    """Dial the GA form of the same endpoint and see whether a session begins there."""
    variant = _variant(context.target) or ""
    await context.hang_up()
    attempt = await dial(context, context.target.ga_url())
    created = False
    if context.conversation is not None:
        created = (await await_session(context)).ending.outcome == "done"
        await context.hang_up()
    return FollowUpFact(variant, attempt, created)


PROBE = Probe(
    waits_for="the same call in the GA form",
    fact=FollowUpFact,
    collect=collect,
    after_failure=("RT401", "RT402", "RT403"),
    applies=lambda target: _variant(target) is not None,
)
