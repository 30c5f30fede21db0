"""Waits for `session.created`: 101 alone proves nothing."""

from __future__ import annotations

import time

from rtdoctor.facts.conversation import SessionFact
from rtdoctor.probes.base import Probe, ProbeContext
from rtdoctor.probes.waiting import ending
from rtdoctor.realtime.conversation import Arrival
from rtdoctor.realtime.timing import since_ms

_TIMEOUT_S = 10.0


async def collect(context: ProbeContext) -> SessionFact:
    """The first event decides."""
    conversation = context.conversation
    assert conversation is not None
    started = time.perf_counter()
    item = await conversation.next(context.remaining_s(_TIMEOUT_S))
    duration = since_ms(started)
    first = item.type if isinstance(item, Arrival) else None
    session = item.event.get("session") if isinstance(item, Arrival) else None
    session = session if isinstance(session, dict) else {}
    return SessionFact(
        ending=ending(item, conversation, context.redactor),
        duration_ms=duration,
        session_id=session.get("id"),
        model=session.get("model"),
        first_event=first,
    )


PROBE = Probe(waits_for="session.created", fact=SessionFact, collect=collect, after=("RT401",))
