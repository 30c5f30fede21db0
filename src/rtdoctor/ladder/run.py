"""One run of `check`: climbs the ladder, closes what it opened, and draws the diagnosis."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rtdoctor.diagnosis.diagnose import diagnose
from rtdoctor.facts.base import Fact, from_data, to_data
from rtdoctor.ladder.plan import Plan
from rtdoctor.ladder.result import CheckResult, RunResult
from rtdoctor.ladder.runner import Ladder
from rtdoctor.probes.base import ProbeContext
from rtdoctor.realtime.timing import since_ms
from rtdoctor.redaction import Redactor


@dataclass(frozen=True, slots=True)
class Recording:
    """The audio of a run, PCM16 mono at 24 kHz; empty where the turn did not get that far."""

    sent: bytes
    answered: bytes


def run_plan(
    plan: Plan,
    redactor: Redactor,
    *,
    timeout_s: float,
    ca_file: Path | None = None,
    on_result: Callable[[CheckResult], None] = lambda _: None,
    say: Callable[[str], None] = lambda _: None,
) -> tuple[RunResult, Recording]:
    """Run `plan` to its end, at most `timeout_s` long; an interrupt gives a partial result."""
    return asyncio.run(_run(plan, redactor, timeout_s, ca_file, on_result, say))


async def _run(
    plan: Plan,
    redactor: Redactor,
    timeout_s: float,
    ca_file: Path | None,
    on_result: Callable[[CheckResult], None],
    say: Callable[[str], None],
) -> tuple[RunResult, Recording]:
    redactor.add(plan.credential.secret)
    if plan.target is not None:
        _warm_up()
    started = time.perf_counter()
    _redact_given(plan, redactor)
    context = None
    if plan.target is not None:
        context = ProbeContext(
            target=plan.target,
            credential=plan.credential,
            redactor=redactor,
            facts=plan.facts,
            deadline=started + timeout_s,
            ca_file=ca_file,
            say=say,
        )
    ladder = Ladder(plan.checks, plan.probes, plan.facts, context, on_result)
    task = asyncio.ensure_future(ladder.climb())
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
        # An interrupt ends the climb, not the report.
        loop.add_signal_handler(signal.SIGINT, task.cancel)
    results = await task
    if context is not None:
        await context.hang_up()
    result = RunResult(
        results=results,
        facts=plan.facts,
        diagnosis=diagnose([(r.check, r.verdict) for r in results], plan.facts),
        duration_ms=since_ms(started),
        sockets=context.sockets if context else 0,
    )
    return result, Recording(context.sent_pcm, context.answer_pcm) if context else Recording(b"", b"")


def _warm_up() -> None:
    """Import what the probes import: done in the middle of a phase it would be measured as the network's."""
    import httpx  # noqa: F401
    import websockets.asyncio.client
    import websockets.uri  # noqa: F401


def _redact_given(plan: Plan, redactor: Redactor) -> None:
    """What the settings say goes through the redactor too: an endpoint may carry `api-key=`."""
    facts: list[Fact] = list(plan.facts)
    for fact in facts:
        plan.facts.put(from_data(redactor.data(to_data(fact))))
