"""A healthy target passes, within the request budget, and its figures are the server's own."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from rtdoctor.exit_codes import ExitCode
from rtdoctor.facts.conversation import AudioTurnFact
from rtdoctor.facts.http import UpgradeFact
from rtdoctor.report.check_document import check_document
from rtdoctor.simulator.journal import AudioReceived, SocketOpened
from rtdoctor.simulator.options import SimulatorOptions
from rtdoctor.simulator.running import start
from tests.check.judging import judge, statuses

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "src/rtdoctor/report/schemas/check-1.json").read_text("utf-8")
)


@pytest.mark.parametrize("tls", [True, False])
def test_a_healthy_target_passes_with_one_socket(tls: bool) -> None:
    with start(SimulatorOptions(tls=tls)) as simulator:
        run = judge(simulator)
        sockets = simulator.journal.of(SocketOpened)
        heard_ms = sum(entry.ms for entry in simulator.journal.of(AudioReceived))
    assert run.verdict == "pass", [(r.check.code, r.verdict) for r in run.results]
    assert run.exit_code() == ExitCode.OK
    assert len(sockets) == run.sockets == 1
    turn = run.facts.get(AudioTurnFact)
    assert heard_ms == turn.sent_ms == 2000
    assert turn.usage is not None
    assert turn.usage.input_audio_tokens == 20
    document = check_document(run)
    jsonschema.validate(document, SCHEMA)
    assert document["completeness"]["ran"] == document["completeness"]["planned"]
    assert document["audio"]["received"]["rms_dbfs"] > -40


def test_an_echo_is_recognised_as_the_tone_that_was_sent() -> None:
    with start(SimulatorOptions(echo=True)) as simulator:
        echoed = judge(simulator).facts.get(AudioTurnFact).answer
    with start(SimulatorOptions()) as simulator:
        spoken = judge(simulator).facts.get(AudioTurnFact).answer
    assert echoed is not None
    assert spoken is not None
    assert echoed.tone_fraction > 0.9 > 0.5 > spoken.tone_fraction


def test_injected_delays_are_read_back_in_their_own_phase() -> None:
    delays = {"upgrade": 120.0, "session": 90.0, "first_audio": 150.0}
    with start(SimulatorOptions(latency_ms=delays)) as simulator:
        run = judge(simulator)
        took = {phase: simulator.journal.delays(phase)[-1].took_ms for phase in delays}
    upgrade = run.facts.get(UpgradeFact).last.upgrade_ms
    first_audio = run.facts.get(AudioTurnFact).first_audio_ms
    assert upgrade is not None
    assert first_audio is not None
    # A floor only: what comes on top is the machine's, and is measured by the benchmark.
    assert upgrade >= took["upgrade"]
    assert first_audio >= took["first_audio"]
    assert upgrade < took["upgrade"] + took["session"], "the wait for the session belongs to the session"
    assert run.verdict == "pass"


def test_without_audio_no_audio_is_sent() -> None:
    with start(SimulatorOptions()) as simulator:
        run = judge(simulator, audio=False)
        assert not simulator.journal.of(AudioReceived)
    assert run.verdict == "pass"
    assert run.facts.find(AudioTurnFact) is None
    assert not any(code.startswith("RT5") for code in statuses(run))


def test_the_only_realtime_deployment_is_taken_and_said() -> None:
    with start(SimulatorOptions()) as simulator:
        run = judge(simulator, audio=False, deployment=None)
    named = next(r for r in run.results if r.check.code == "RT005").verdict
    if run.verdict == "pass":
        assert named.evidence["source"] == "the only realtime deployment listed"
    else:
        assert run.diagnosis is not None
        assert run.diagnosis.cause == "deployment-unnamed"
        assert len(named.evidence["listed"]) != 1


def test_a_key_where_none_is_set_is_asked_for_before_anything_is_dialled() -> None:
    with start(SimulatorOptions(tls=False)) as simulator:
        run = judge(simulator, api_key=None)
        assert not simulator.journal.of(SocketOpened)
    assert run.diagnosis is not None
    assert run.diagnosis.cause == "credential-missing"
    assert run.sockets == 0


def test_an_authority_that_is_not_trusted_is_a_tls_failure() -> None:
    with start(SimulatorOptions()) as simulator:
        run = judge(simulator, trusted=False)
    assert run.diagnosis is not None
    assert run.diagnosis.cause == "tls-untrusted"
    assert statuses(run)["RT401"] == "skip"


def test_plain_http_where_tls_is_meant_is_told_apart() -> None:
    with start(SimulatorOptions(tls=False)) as simulator:
        run = judge(simulator, trusted=False, endpoint=simulator.origin.replace("http:", "https:"))
    assert run.diagnosis is not None
    assert run.diagnosis.cause == "tls-failed"
