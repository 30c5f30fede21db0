"""Sends a GA `session.update`: the one place where a preview socket and a GA payload tell on each other."""

from __future__ import annotations

import time

from rtdoctor.facts.conversation import SessionUpdateFact
from rtdoctor.probes.base import Probe, ProbeContext
from rtdoctor.probes.waiting import ending
from rtdoctor.realtime import client_events
from rtdoctor.realtime.timing import since_ms

_TIMEOUT_S = 10.0
_MAX_TEXT_TOKENS = 64
_INSTRUCTIONS = "This is a connection test. Answer every turn in at most five words."


async def collect(context: ProbeContext) -> SessionUpdateFact:
    """Waits for `session.updated` or an `error`."""
    conversation = context.conversation
    assert conversation is not None
    started = time.perf_counter()
    await conversation.send(
        client_events.audio_session(
            modality="text", max_output_tokens=_MAX_TEXT_TOKENS, instructions=_INSTRUCTIONS
        )
    )
    limit = context.remaining_s(_TIMEOUT_S)
    item = await conversation.until(
        lambda arrival: arrival.type in ("session.updated", "error"),
        silence_s=limit,
        deadline=started + limit,
    )
    duration = since_ms(started)
    return SessionUpdateFact(ending(item, conversation, context.redactor), duration)


PROBE = Probe(waits_for="session.updated", fact=SessionUpdateFact, collect=collect, after=("RT402",))
