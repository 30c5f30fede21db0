"""Entra, with the real azure-identity against the simulator's managed-identity endpoint."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rtdoctor.simulator.options import SimulatorOptions
from rtdoctor.simulator.running import RunningSimulator, start


@pytest.fixture(scope="module")
def simulator() -> Iterator[RunningSimulator]:
    with start(SimulatorOptions()) as running:
        yield running


def check(
    simulator: RunningSimulator, cwd: Path, *arguments: str, **changed: str
) -> tuple[int, dict[str, Any], str]:
    env = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        **simulator.environment(),
        **changed,
    }
    done = subprocess.run(
        [sys.executable, "-m", "rtdoctor", "check", "--format", "json", "--no-audio", *arguments],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, json.loads(done.stdout), done.stdout + done.stderr


def test_a_managed_identity_is_taken_where_no_key_is_set(simulator: RunningSimulator, tmp_path: Path) -> None:
    code, document, _ = check(simulator, tmp_path, AZURE_OPENAI_API_KEY="")
    assert (code, document["verdict"]) == (0, "pass")
    assert document["target"]["auth"] == "entra"
    token = next(row for row in document["checks"] if row["code"] == "RT202")
    assert set(token["evidence"]["claims"]) <= {"aud", "tid", "oid", "appid", "exp"}


def test_a_key_that_is_left_set_is_a_warning(simulator: RunningSimulator, tmp_path: Path) -> None:
    code, document, text = check(simulator, tmp_path, "--auth", "entra")
    assert (code, document["verdict"]) == (0, "warn")
    assert simulator.api_key not in text
    assert check(simulator, tmp_path, "--auth", "entra", "--strict")[0] == 1


def test_no_token_is_named_before_anything_it_stops(simulator: RunningSimulator, tmp_path: Path) -> None:
    code, document, _ = check(simulator, tmp_path, "--auth", "entra", IDENTITY_HEADER="not-the-one")
    diagnosis = document["diagnosis"]
    assert (code, diagnosis["cause"], diagnosis["domain"]) == (1, "token-not-acquired", "you")
    assert diagnosis["not_proved"][0] == "an Entra token is acquired"
    assert document["used"]["sockets"] == 0


def test_a_key_is_asked_for_where_only_a_key_will_do(simulator: RunningSimulator, tmp_path: Path) -> None:
    code, document, _ = check(simulator, tmp_path, "--auth", "key", AZURE_OPENAI_API_KEY="")
    assert (code, document["diagnosis"]["cause"]) == (1, "credential-missing")
