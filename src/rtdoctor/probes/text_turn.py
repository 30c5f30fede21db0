"""One text question and its answer."""

from __future__ import annotations

import time

from rtdoctor.facts.conversation import TextTurnFact
from rtdoctor.probes.base import Probe, ProbeContext
from rtdoctor.probes.waiting import ending, response_in, response_outcome, usage_of
from rtdoctor.realtime import client_events
from rtdoctor.realtime.conversation import Arrival
from rtdoctor.realtime.timing import since_ms

SILENCE_S = 10.0
"""A server that sends nothing for this long in the middle of an answer has stalled."""
_TIMEOUT_S = 25.0
_MAX_OUTPUT_TOKENS = 64
_TEXT_CHARACTERS = 200


async def collect(context: ProbeContext) -> TextTurnFact:
    """Asks for one word and reads until `response.done`."""
    conversation = context.conversation
    assert conversation is not None
    started = time.perf_counter()
    limit = context.remaining_s(_TIMEOUT_S)
    await conversation.send(client_events.user_text("Reply with the single word: ready"))
    await conversation.send(
        client_events.response_create(modality="text", max_output_tokens=_MAX_OUTPUT_TOKENS)
    )
    pieces: list[str] = []
    first_ms: float | None = None

    def is_last(arrival: Arrival) -> bool:
        nonlocal first_ms
        if arrival.type == "response.output_text.delta":
            first_ms = first_ms if first_ms is not None else (arrival.at - started) * 1000
            pieces.append(str(arrival.event.get("delta", "")))
        return arrival.type in ("response.done", "error")

    item = await conversation.until(is_last, silence_s=min(SILENCE_S, limit), deadline=started + limit)
    response = response_in(item)
    status, reason, failure = response_outcome(response, context.redactor)
    return TextTurnFact(
        ending=ending(item, conversation, context.redactor),
        duration_ms=since_ms(started),
        first_delta_ms=first_ms,
        text=context.redactor.text("".join(pieces)[:_TEXT_CHARACTERS]),
        status=status,
        status_reason=reason,
        failure=failure,
        usage=usage_of(response),
    )


PROBE = Probe(waits_for="the answer to a text turn", fact=TextTurnFact, collect=collect, after=("RT403",))
