"""Judges a simulator in this process, with everything but the command line."""

from __future__ import annotations

from rtdoctor.ladder.plan import make_plan
from rtdoctor.ladder.result import RunResult
from rtdoctor.ladder.run import run_plan
from rtdoctor.redaction import Redactor
from rtdoctor.settings.values import Settings, Value
from rtdoctor.simulator.running import RunningSimulator


def judge(
    simulator: RunningSimulator,
    *,
    audio: bool = True,
    timeout_s: float = 20,
    trusted: bool = True,
    auth: str = "auto",
    **changed: str | None,
) -> RunResult:
    """A whole run against `simulator`; `changed` overrides or removes (None) settings."""
    values: dict[str, str | None] = {
        "endpoint": simulator.endpoint,
        "api_key": simulator.api_key,
        "deployment": simulator.deployment,
        **changed,
    }
    settings = Settings({name: Value(text, "the test") for name, text in values.items() if text})
    plan = make_plan(settings, auth=auth, audio=audio)
    authority = simulator.authority_file if trusted and simulator.origin.startswith("https") else None
    run, _ = run_plan(plan, Redactor(), timeout_s=timeout_s, ca_file=authority)
    return run


def statuses(run: RunResult) -> dict[str, str]:
    """Code to status."""
    return {result.check.code: result.verdict.status for result in run.results}
