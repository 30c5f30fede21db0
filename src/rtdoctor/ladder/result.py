"""The result of a run: every check's verdict, the facts, the diagnosis, and what it cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rtdoctor.checks.base import Check, Verdict
from rtdoctor.diagnosis.base import Diagnosis
from rtdoctor.exit_codes import ExitCode
from rtdoctor.facts.base import FactStore

Overall = Literal["pass", "warn", "fail", "incomplete"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check's verdict and how long its probes took, in ms."""

    check: Check
    verdict: Verdict
    duration_ms: float = 0.0

    @property
    def ran(self) -> bool:
        """Whether it counts as judged; so does an optional check that was reached and could not be judged."""
        if self.verdict.status == "skip":
            return not self.check.required and self.verdict.blocked_by is None
        return self.verdict.status in ("pass", "warn", "fail")


@dataclass(frozen=True, slots=True)
class RunResult:
    """A whole run, ready to be reported."""

    results: tuple[CheckResult, ...]
    facts: FactStore
    diagnosis: Diagnosis | None
    duration_ms: float
    sockets: int

    @property
    def verdict(self) -> Overall:
        """`fail` before `incomplete` before `warn` before `pass`."""
        statuses = {result.verdict.status for result in self.results}
        if "fail" in statuses:
            return "fail"
        if not all(result.ran for result in self.results):
            return "incomplete"
        return "warn" if "warn" in statuses else "pass"

    def exit_code(self, *, strict: bool = False) -> ExitCode:
        """Precedence 1, 4, 3, 0: a failure that may pass later by itself is 4."""
        if self.verdict == "fail":
            retryable = self.diagnosis is not None and self.diagnosis.retryable
            return ExitCode.RETRYABLE if retryable else ExitCode.FINDINGS
        if self.verdict == "incomplete":
            return ExitCode.INCOMPLETE
        return ExitCode.FINDINGS if strict and self.verdict == "warn" else ExitCode.OK
