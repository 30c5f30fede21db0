"""The official `azure-ai-voicelive` package holds a conversation over TLS, led by the printed variables alone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rtdoctor.simulator.running import RunningSimulator

CALLER = Path(__file__).parent / "official_voicelive_caller.py"


def call(
    simulator: RunningSimulator, model: str = "gpt-realtime-1.5", credential: str = "key", **more: str
) -> subprocess.CompletedProcess[str]:
    # A process of its own: aiohttp reads the variables of TLS when it is imported.
    return subprocess.run(
        [sys.executable, str(CALLER), model, credential],
        env={**os.environ, **simulator.environment(), **more},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("credential", ["key", "entra"])
def test_text_audio_a_function_and_a_refusal(
    started: Callable[..., RunningSimulator], credential: str
) -> None:
    finished = call(started(tls=True), credential=credential)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.split() == ["text", "audio", "function", "error"]


def test_a_wrong_key_is_refused_at_the_door(started: Callable[..., RunningSimulator]) -> None:
    finished = call(started(tls=True), AZURE_VOICELIVE_API_KEY="0" * 84)
    assert finished.returncode == 1
    assert (
        "Failed to establish WebSocket connection: 401, message='Invalid response status'" in finished.stderr
    )


def test_a_retired_model_fails_with_the_words_of_the_service(
    started: Callable[..., RunningSimulator],
) -> None:
    finished = call(started(tls=True), "gpt-4o-realtime-preview")
    assert finished.returncode == 1
    assert finished.stderr.strip() == "error: Connection error to Realtime service: Invalid response status"
