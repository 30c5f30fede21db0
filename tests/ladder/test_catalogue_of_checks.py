"""Codes are for ever, and whatever a verdict points to exists."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from rtdoctor.checks.registry import all_checks
from rtdoctor.diagnosis import causes
from rtdoctor.diagnosis.diagnose import all_causes
from rtdoctor.diagnosis.precedence import PRECEDENCE
from rtdoctor.errors import UsageError
from rtdoctor.facts.base import Fact, from_data, to_data
from rtdoctor.facts.conversation import AudioTurnFact, Ending, ServerError, SignalFact, Usage
from rtdoctor.facts.http import Answer, UpgradeAttempt, UpgradeFact
from rtdoctor.migrate.rules import all_rules
from rtdoctor.probes.registry import PROBES
from rtdoctor.report.explain import page_of


def test_codes_are_never_dropped_or_reused() -> None:
    assert {check.code: check.name for check in all_checks()} == snapshot(
        {
            "RT001": "the endpoint parses",
            "RT002": "the endpoint dials the GA surface",
            "RT003": "no api-version is sent to the GA surface",
            "RT004": "there is one credential",
            "RT005": "a deployment name is given",
            "RT101": "the endpoint's name resolves",
            "RT102": "the endpoint answers on its port",
            "RT103": "TLS is trusted",
            "RT104": "an HTTP answer comes from Azure itself",
            "RT201": "the key is accepted",
            "RT202": "an Entra token is acquired",
            "RT301": "the deployment exists",
            "RT302": "the deployment is of a realtime model",
            "RT401": "the WebSocket upgrade is accepted",
            "RT402": "the session is created",
            "RT403": "a GA session.update is accepted",
            "RT404": "a text turn is answered",
            "RT501": "the audio analyser reads a known tone",
            "RT502": "the server heard the audio that was sent",
            "RT503": "audio came back and is sound",
            "RT504": "the answer begins soon after the end of input",
            "RT505": "playback never runs dry",
        }
    )


def test_every_cause_has_its_place_and_every_place_its_cause() -> None:
    files = {path.stem.replace("_", "-") for path in Path(causes.__path__[0]).glob("[a-z]*.py")}
    assert files == set(PRECEDENCE)
    assert [cause.id for cause in all_causes()] == list(PRECEDENCE)


@pytest.mark.parametrize(
    "code", [check.code for check in all_checks()] + list(PRECEDENCE) + [rule.code for rule in all_rules()]
)
def test_every_page_exists_and_says_something(code: str) -> None:
    page = page_of(code)
    assert len(page.splitlines()) >= 3
    assert page_of(code.lower()) == page


def test_a_page_that_does_not_exist_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="nothing is called 'RT999'"):
        page_of("RT999")


def test_a_probe_waits_only_for_checks_that_exist() -> None:
    codes = {check.code for check in all_checks()}
    for probe in PROBES:
        assert {*probe.after, *probe.after_failure} <= codes, probe.waits_for


@pytest.mark.parametrize(
    "fact",
    [
        UpgradeFact(
            (UpgradeAttempt("wss://h", Answer(101, correlation=(("apim-request-id", "x"),)), 1.0, None, 2.5),)
        ),
        AudioTurnFact(
            ending=Ending("error", error=ServerError("c", "m")),
            sent_ms=2000,
            sent_chunks=20,
            sent_frequency_hz=440,
            sent_rms_dbfs=-18,
            answer=SignalFact(1, None, None, 0, 1, 0),
            usage=Usage(1, 2, 3, 4),
        ),
    ],
)
def test_a_fact_goes_to_json_and_back(fact: Fact) -> None:
    import json

    assert from_data(json.loads(json.dumps(to_data(fact)))) == fact
