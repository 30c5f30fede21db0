"""The graph: what runs at once, what is skipped because of what, and what a broken part costs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar

from rtdoctor.checks.base import Check, Verdict, failed, passed
from rtdoctor.facts.base import Fact, FactStore
from rtdoctor.ladder.result import CheckResult
from rtdoctor.ladder.runner import Ladder
from rtdoctor.probes.base import Credential, Probe, ProbeContext
from rtdoctor.redaction import Redactor
from rtdoctor.target.endpoint import parse_endpoint
from rtdoctor.target.target import Target


@dataclass(frozen=True)
class One(Fact):
    KIND: ClassVar[str] = "test-one"
    text: str


@dataclass(frozen=True)
class Two(Fact):
    KIND: ClassVar[str] = "test-two"
    text: str


def gives(fact: Fact, wait_s: float = 0) -> Callable[[ProbeContext], Awaitable[Fact]]:
    async def collect(_: ProbeContext) -> Fact:
        await asyncio.sleep(wait_s)
        return fact

    return collect


def climb(
    checks: list[Check], probes: list[Probe], *, timeout_s: float = 5, secret: str = ""
) -> dict[str, CheckResult]:
    facts = FactStore()
    target = Target("azure-openai", parse_endpoint("https://v.openai.azure.com"), "d", "key")
    redactor = Redactor([secret] if secret else [])
    context = ProbeContext(
        target, Credential("key", secret), redactor, facts, deadline=time.perf_counter() + timeout_s
    )
    results = asyncio.run(Ladder(checks, probes, facts, context).climb())
    return {result.check.code: result for result in results}


def reads_one(code: str, verdict: Verdict | None = None) -> Check:
    return Check(code, f"{code} holds", lambda facts: verdict or passed(facts.get(One).text), reads=(One,))


def reads_two(code: str) -> Check:
    return Check(code, f"{code} holds", lambda facts: passed(facts.get(Two).text), reads=(Two,))


def test_what_depends_on_a_failure_is_skipped_because_of_it() -> None:
    found = climb(
        [reads_one("RT101", failed("no")), reads_two("RT102")],
        [Probe("one", One, gives(One("a"))), Probe("two", Two, gives(Two("b")), after=("RT101",))],
    )
    assert found["RT101"].verdict.status == "fail"
    assert (found["RT102"].verdict.status, found["RT102"].verdict.blocked_by) == ("skip", "RT101")
    assert not found["RT102"].ran


def test_a_probe_that_breaks_is_an_error_and_others_go_on() -> None:
    async def broken(_: ProbeContext) -> Fact:
        raise RuntimeError("a defect of the probe")

    found = climb(
        [reads_one("RT101"), reads_two("RT102")],
        [Probe("one", One, broken), Probe("two", Two, gives(Two("b")))],
    )
    assert found["RT101"].verdict.status == "error"
    assert "a defect of the probe" in (found["RT101"].verdict.because or "")
    assert found["RT102"].verdict.status == "pass"


def test_a_check_that_breaks_is_an_error_and_not_a_failure() -> None:
    def judge(_: FactStore) -> Verdict:
        raise KeyError("oh")

    found = climb([Check("RT101", "x", judge, reads=(One,))], [Probe("one", One, gives(One("a")))])
    assert found["RT101"].verdict.status == "error"


def test_independent_probes_run_at_once() -> None:
    meeting = asyncio.Event()

    async def waits(_: ProbeContext) -> Fact:
        await asyncio.wait_for(meeting.wait(), 3)
        return One("met")

    async def calls(_: ProbeContext) -> Fact:
        meeting.set()
        return Two("called")

    found = climb(
        [reads_one("RT101"), reads_two("RT102")], [Probe("one", One, waits), Probe("two", Two, calls)]
    )
    assert {r.verdict.status for r in found.values()} == {"pass"}


def test_the_deadline_of_the_run_names_what_was_waited_for() -> None:
    found = climb(
        [reads_one("RT101")], [Probe("a peer that never answers", One, gives(One("a"), 60))], timeout_s=0.5
    )
    assert found["RT101"].verdict.status == "aborted"
    assert "a peer that never answers" in (found["RT101"].verdict.because or "")


def test_a_follow_up_runs_after_a_failure_only() -> None:
    follow_up = Probe("two", Two, gives(Two("b")), after_failure=("RT101",))
    healthy = climb([reads_one("RT101"), reads_two("RT102")], [Probe("one", One, gives(One("a"))), follow_up])
    assert healthy["RT102"].verdict.status == "skip"
    broken = climb(
        [reads_one("RT101", failed("no")), reads_two("RT102")],
        [Probe("one", One, gives(One("a"))), follow_up],
    )
    assert broken["RT102"].verdict.status == "pass"


def test_a_fact_holds_no_secret_when_it_is_judged() -> None:
    found = climb(
        [reads_one("RT101")],
        [Probe("one", One, gives(One("key is canary-0123456789")))],
        secret="canary-0123456789",
    )
    assert "canary" not in found["RT101"].verdict.note


def test_an_interrupt_keeps_what_is_known() -> None:
    async def scenario() -> tuple[CheckResult, ...]:
        facts = FactStore()
        target = Target("azure-openai", parse_endpoint("https://v.openai.azure.com"), "d", "key")
        context = ProbeContext(
            target, Credential("key"), Redactor(), facts, deadline=time.perf_counter() + 60
        )
        seen = asyncio.Event()
        ladder = Ladder(
            [reads_one("RT101"), reads_two("RT102")],
            [Probe("one", One, gives(One("a"))), Probe("two", Two, gives(Two("b"), 60))],
            facts,
            context,
            on_result=lambda _: seen.set(),
        )
        task = asyncio.ensure_future(ladder.climb())
        await seen.wait()
        task.cancel()
        return await task

    assert [r.verdict.status for r in asyncio.run(scenario())] == ["pass", "aborted"]
