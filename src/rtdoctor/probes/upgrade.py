"""Opens the realtime socket, the way the user's settings would, and keeps it open for the conversation."""

from __future__ import annotations

import asyncio

from rtdoctor.facts.http import Answer, UpgradeAttempt, UpgradeFact
from rtdoctor.probes.answer import read_answer
from rtdoctor.probes.base import Probe, ProbeContext
from rtdoctor.realtime.connector import Opened, OpenError, open_realtime_socket
from rtdoctor.realtime.conversation import Conversation

_TIMEOUT_S = 15.0
_LONGEST_WAIT_S = 10.0
"""A longer `Retry-After` is reported instead of waited for."""
_DEFAULT_WAIT_S = 1.0
_LEFT_FOR_CONVERSATION_S = 12.0
"""What a retry must leave of the run: less would turn a rate limit into a timeout."""


async def collect(context: ProbeContext) -> UpgradeFact:
    """One attempt, and a second one where the server says that waiting helps."""
    attempts = [await dial(context, context.target.dialled_url())]
    wait = _wait_for_retry(context, attempts[0].answer)
    if wait is not None:
        context.say(f"the server asks to wait {wait:g} s before the next connection")
        await asyncio.sleep(wait)
        attempts.append(await dial(context, context.target.dialled_url(), waited_s=wait))
    return UpgradeFact(tuple(attempts))


async def dial(context: ProbeContext, url: str, *, waited_s: float = 0.0) -> UpgradeAttempt:
    """Open a socket to `url`; an open one becomes the context's conversation."""
    context.sockets += 1
    shown = context.redactor.text(url)
    try:
        result = await open_realtime_socket(
            url,
            context.credential.headers(),
            context=context.tls_context(),
            timeout_s=context.remaining_s(_TIMEOUT_S),
        )
    except OpenError as failure:
        timed_out = isinstance(failure.error, (asyncio.TimeoutError, TimeoutError))
        detail = "timeout" if timed_out else context.redactor.text(str(failure.error)) or "closed"
        return UpgradeAttempt(shown, None, phase=failure.phase, error=detail, waited_s=waited_s)
    if isinstance(result, Opened):
        answer = read_answer(101, "Switching Protocols", result.headers, b"", context.redactor)
        context.conversation = Conversation(result.connection)
        await context.conversation.__aenter__()
    else:
        answer = read_answer(result.status, result.reason, result.headers, result.body, context.redactor)
    phases = result.phases
    return UpgradeAttempt(shown, answer, phases.tcp_ms, phases.tls_ms, phases.upgrade_ms, waited_s=waited_s)


def _wait_for_retry(context: ProbeContext, answer: Answer | None) -> float | None:
    if answer is None or (answer.status != 429 and answer.status < 500):
        return None
    wait = answer.retry_after_s if answer.retry_after_s is not None else _DEFAULT_WAIT_S
    enough = context.remaining_s(1e9) - wait >= _LEFT_FOR_CONVERSATION_S
    return wait if wait <= _LONGEST_WAIT_S and enough else None


PROBE = Probe(
    waits_for="the WebSocket upgrade",
    fact=UpgradeFact,
    collect=collect,
    after=("RT001", "RT004", "RT005", "RT102", "RT103", "RT202"),
)
