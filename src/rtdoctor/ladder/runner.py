"""Runs probes and checks as one dependency graph on asyncio.

Independent probes run at once. Whatever depends on a check that did not hold is skipped because of it; a check
that breaks is `error` and not `fail`; an interrupt ends with what is known so far.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterable, Sequence

from rtdoctor.checks.base import Check, Verdict, not_judged
from rtdoctor.facts.base import Fact, FactStore, from_data, to_data
from rtdoctor.ladder.result import CheckResult
from rtdoctor.probes.base import Probe, ProbeContext
from rtdoctor.realtime.timing import since_ms

_OVERTIME_S = 0.2
"""Probes keep to the deadline themselves; this only ends one that does not."""
_HOLDS = frozenset({"pass", "warn"})


class Ladder:
    """One run. Without a context nothing can be dialled, and only the facts already there are judged."""

    def __init__(
        self,
        checks: Sequence[Check],
        probes: Sequence[Probe],
        facts: FactStore,
        context: ProbeContext | None,
        on_result: Callable[[CheckResult], None] = lambda _: None,
    ) -> None:
        self._checks = checks
        self._probes = probes if context is not None else ()
        self._facts = facts
        self._context = context
        self._on_result = on_result
        self._results: dict[str, CheckResult] = {}
        self._judged = {check.code: asyncio.Event() for check in checks}
        self._ended = {probe.fact: asyncio.Event() for probe in self._probes}
        self._missing: dict[type[Fact], Verdict] = {}
        self._took_ms: dict[type[Fact], float] = {}

    async def climb(self) -> tuple[CheckResult, ...]:
        """Judge every check; the results stand in the order of the codes."""
        tasks = [asyncio.ensure_future(self._run_probe(probe)) for probe in self._probes]
        tasks += [asyncio.ensure_future(self._run_check(check)) for check in self._checks]
        try:
            await asyncio.gather(*tasks)
        except asyncio.CancelledError:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for check in self._checks:
                if check.code not in self._results:
                    self._settle(check, Verdict("aborted", because="the run was interrupted"))
        return tuple(self._results[check.code] for check in self._checks)

    async def _run_probe(self, probe: Probe) -> None:
        context = self._context
        assert context is not None
        try:
            for fact in probe.awaits:
                if fact in self._ended:
                    await self._ended[fact].wait()
            blocker = await self._blocker(probe)
            if blocker is not None:
                self._missing[probe.fact] = blocker
                return
            left = context.remaining_s(math.inf)
            if left <= 0:
                self._missing[probe.fact] = Verdict("aborted", because="the run's deadline had passed")
                return
            context.say(probe.waits_for)
            started = time.perf_counter()
            fact_seen = await asyncio.wait_for(probe.collect(context), left + _OVERTIME_S)
            self._took_ms[probe.fact] = since_ms(started)
            # Redacted before it is stored: what judges, reports or saves a fact never sees a secret.
            self._facts.put(from_data(context.redactor.data(to_data(fact_seen))))
        except asyncio.TimeoutError:
            self._missing[probe.fact] = Verdict(
                "aborted", because=f"the run's deadline passed while waiting for {probe.waits_for}"
            )
        except Exception as failure:  # noqa: BLE001 - a probe that breaks must not take the others with it
            self._missing[probe.fact] = _broken(f"the probe of {probe.waits_for}", failure)
        finally:
            self._ended[probe.fact].set()

    async def _blocker(self, probe: Probe) -> Verdict | None:
        """Why the probe must not run, or None."""
        failed_before = await self._first_not_holding(probe.after)
        if failed_before is not None:
            return failed_before
        if probe.after_failure:
            await self._wait(probe.after_failure)
            if not any(self._status(code) == "fail" for code in probe.after_failure):
                return not_judged("nothing failed before it")
        return None

    async def _first_not_holding(self, codes: Iterable[str]) -> Verdict | None:
        for code in codes:
            await self._wait((code,))
            result = self._results.get(code)
            if result is None or result.verdict.status in _HOLDS:
                continue
            if result.verdict.status == "skip":
                if not result.check.required or not result.verdict.blocked_by:
                    continue
                return result.verdict
            return Verdict("skip", because=f"{code}: {result.check.name} did not hold", blocked_by=code)
        return None

    async def _run_check(self, check: Check) -> None:
        for fact in check.awaits:
            if fact in self._ended:
                await self._ended[fact].wait()
        missing = [fact for fact in check.reads if self._facts.find(fact) is None]
        if not missing and all(self._facts.find(fact) is None for fact in check.one_of):
            missing = list(check.one_of)
        if missing:
            verdict = self._missing.get(missing[0]) or self._nothing_dialled()
        else:
            try:
                verdict = check.judge(self._facts)
            except Exception as failure:  # noqa: BLE001 - a check that breaks is `error`, and no other check's business
                verdict = _broken("the check itself", failure)
        self._settle(check, verdict)

    def _nothing_dialled(self) -> Verdict:
        first = next((code for code, r in self._results.items() if r.verdict.status == "fail"), "RT001")
        return Verdict("skip", because=f"{first} did not hold", blocked_by=first)

    def _settle(self, check: Check, verdict: Verdict) -> None:
        took = [self._took_ms[fact] for fact in check.awaits if fact in self._took_ms]
        result = CheckResult(check, verdict, max(took, default=0.0))
        self._results[check.code] = result
        self._judged[check.code].set()
        self._on_result(result)

    async def _wait(self, codes: Iterable[str]) -> None:
        for code in codes:
            if code in self._judged:
                await self._judged[code].wait()

    def _status(self, code: str) -> str | None:
        result = self._results.get(code)
        return result.verdict.status if result else None


def _broken(what: str, failure: Exception) -> Verdict:
    return Verdict("error", because=f"{what} broke: {type(failure).__name__}: {failure}")
