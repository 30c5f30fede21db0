"""Every fault of the simulator leads to its own cause, and to no other."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from rtdoctor.exit_codes import ExitCode
from rtdoctor.report.check_document import check_document
from rtdoctor.simulator.faults import FAULTS
from rtdoctor.simulator.journal import HttpExchange
from rtdoctor.simulator.options import SimulatorOptions
from rtdoctor.simulator.running import start
from tests.check.judging import judge

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "src/rtdoctor/report/schemas/check-1.json").read_text("utf-8")
)


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_fault_has_its_own_cause(name: str) -> None:
    fault = FAULTS[name]
    with start(SimulatorOptions(faults=(name,))) as simulator:
        run = judge(simulator, timeout_s=6)
        upgrades = [e for e in simulator.journal.of(HttpExchange) if e.path.endswith("/realtime")]
    assert run.verdict == "fail"
    assert run.diagnosis is not None
    found = (run.diagnosis.cause, run.diagnosis.domain, run.diagnosis.retryable)
    assert found == (fault.expected_cause, fault.expected_domain, fault.retryable)
    assert run.exit_code() == (ExitCode.RETRYABLE if fault.retryable else ExitCode.FINDINGS)
    assert run.diagnosis.proved
    assert run.diagnosis.not_proved
    assert run.diagnosis.remedy
    assert run.sockets == len(upgrades) <= 3
    jsonschema.validate(check_document(run), SCHEMA)


def test_causes_are_classes_of_their_own() -> None:
    causes = [fault.expected_cause for fault in FAULTS.values()]
    assert len(set(causes)) == len(causes)


@pytest.mark.parametrize("name", ["rate-limited"])
def test_a_retry_waits_as_long_as_the_server_asks(name: str) -> None:
    with start(SimulatorOptions(faults=(name,))) as simulator:
        run = judge(simulator, timeout_s=30)
    result = next(r for r in run.results if r.check.code == "RT401")
    assert result.verdict.evidence["attempts"] == 2
    assert result.duration_ms / 1000 >= result.verdict.evidence["retry_after_s"]
