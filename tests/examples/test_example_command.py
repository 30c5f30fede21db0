"""`rtdoctor example`: what it prints runs as it is, as a program of its own, over TLS."""

from __future__ import annotations

import array
import os
import subprocess
import sys
import wave
from collections.abc import Mapping
from pathlib import Path

import pytest

from rtdoctor.simulator.journal import HttpExchange
from rtdoctor.simulator.options import SimulatorOptions
from rtdoctor.simulator.running import start

SYSTEM = ("PATH", "HOME", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "USERPROFILE")
KEYS = ("AZURE_OPENAI_API_KEY", "OPENAI_API_KEY")
IDENTITY = ("IDENTITY_ENDPOINT", "IDENTITY_HEADER")


def rtdoctor_example(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "rtdoctor", "example", *arguments]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)


def run_as_printed(
    auth: str, directory: Path, variables: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Save what the command prints, byte for byte, and run it with `variables` and nothing else of ours."""
    printed = rtdoctor_example("openai", "--auth", auth)
    assert printed.returncode == 0, printed.stderr
    (directory / "example.py").write_bytes(printed.stdout)
    system = {name: os.environ[name] for name in SYSTEM if name in os.environ}
    return subprocess.run(
        [sys.executable, "example.py"],
        cwd=directory,
        env={**system, "PYTHONUTF8": "1", **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(("auth", "withheld"), [("key", IDENTITY), ("entra", KEYS)])
def test_the_printed_program_holds_a_turn(auth: str, withheld: tuple[str, ...], tmp_path: Path) -> None:
    with start(SimulatorOptions()) as simulator:
        printed = simulator.environment()
        finished = run_as_printed(
            auth, tmp_path, {name: value for name, value in printed.items() if name not in withheld}
        )
        exchanges = [entry for entry in simulator.journal if isinstance(entry, HttpExchange)]
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr == ""
    greeting, answer, outcome, saved = finished.stdout.splitlines()
    assert greeting == f"connected to {printed['AZURE_OPENAI_DEPLOYMENT']}"
    assert answer
    assert outcome == "response completed"
    assert saved.endswith(" s of audio as answer.wav")
    assert [(entry.path, entry.status) for entry in exchanges if entry.path.startswith("/openai")] == [
        ("/openai/v1/realtime", 101)
    ]
    with wave.open(str(tmp_path / "answer.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (24_000, 1, 2)
        assert file.getnframes() > 12_000
        samples = array.array("h", file.readframes(file.getnframes()))
    assert max(samples) > 1_000


def test_the_deployment_is_the_target_unless_said_otherwise(tmp_path: Path) -> None:
    with start(SimulatorOptions()) as simulator:
        variables = simulator.environment()
        del variables["AZURE_OPENAI_DEPLOYMENT"]
        finished = run_as_printed("key", tmp_path, variables)
    assert finished.returncode == 0, finished.stderr
    assert "connected to gpt-realtime-1.5" in finished.stdout


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("bad-key", "HTTP 401"),
        ("unknown-deployment", "HTTP 404"),
        ("dropped-mid-answer", "ConnectionClosedError"),
    ],
)
def test_a_broken_target_ends_it_with_a_reason(fault: str, said: str, tmp_path: Path) -> None:
    with start(SimulatorOptions(faults=(fault,))) as simulator:
        finished = run_as_printed("key", tmp_path, simulator.environment())
    assert finished.returncode == 1
    assert said in finished.stderr
    assert not (tmp_path / "answer.wav").exists()


def test_an_error_event_ends_it_with_its_message(tmp_path: Path) -> None:
    with start(SimulatorOptions()) as simulator:
        printed = rtdoctor_example("openai").stdout
        misspelt = printed.replace(b'"output_modalities"', b'"modalities"')
        assert misspelt != printed
        (tmp_path / "example.py").write_bytes(misspelt)
        finished = subprocess.run(
            [sys.executable, "example.py"],
            cwd=tmp_path,
            env={**os.environ, **simulator.environment()},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
    assert finished.returncode == 1
    assert finished.stderr == "error unknown_parameter: Unknown parameter: 'session.modalities'.\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["cobol"], "rtdoctor: there is no example 'cobol'\n  known: openai\n"),
        (["openai", "--auth", "oauth"], "rtdoctor: unknown --auth 'oauth'\n  known: key, entra\n"),
    ],
)
def test_what_there_is_not_is_one_line_and_code_2(arguments: list[str], message: str) -> None:
    finished = rtdoctor_example(*arguments)
    assert finished.returncode == 2
    assert finished.stdout == b""
    assert finished.stderr.decode().replace("\r\n", "\n") == message
