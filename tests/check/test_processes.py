"""The command line as its users run it: real processes, real exit codes, nothing on stdout but the result."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

RTDOCTOR = [sys.executable, "-m", "rtdoctor"]
HOSTILE = {
    "AZURE_OPENAI_ENDPOINT": "https://wrong.invalid",
    "AZURE_OPENAI_API_KEY": "another-resources-key-0123456789",
    "AZURE_OPENAI_DEPLOYMENT": "nothing-of-the-kind",
    "OPENAI_API_VERSION": "2024-10-01-preview",
    "OPENAI_BASE_URL": "https://wrong.invalid/v1",
    "HTTPS_PROXY": "http://user:secret-word@127.0.0.1:1",
    "HTTP_PROXY": "http://127.0.0.1:1",
    "ALL_PROXY": "http://127.0.0.1:1",
    "https_proxy": "http://127.0.0.1:1",
    "SSL_CERT_FILE": "/nonexistent/authorities.pem",
}


def run(*arguments: str, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """One finished process, in a clean environment unless given another."""
    return subprocess.run(
        [*RTDOCTOR, *arguments],
        cwd=cwd,
        env=clean(env or {}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def clean(more: dict[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ}
    return {**kept, **more}


def test_simulate_is_one_json_document_and_exits_0(tmp_path: Path) -> None:
    done = run("check", "--simulate", "--format", "json", cwd=tmp_path)
    document = json.loads(done.stdout)
    assert (done.returncode, document["schema"], document["verdict"]) == (0, "rtdoctor/check/1", "pass")
    assert document["audio"]["first_audio_ms"] is not None
    assert done.stderr == ""


def test_simulate_is_blind_to_a_hostile_environment(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("AZURE_OPENAI_ENDPOINT=https://wrong.invalid\n", "utf-8")
    done = run("check", "--simulate", "--format", "json", cwd=tmp_path, env=HOSTILE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrong.invalid" not in done.stdout


@pytest.mark.parametrize(
    ("fault", "code", "cause"),
    [("bad-key", 1, "key-rejected"), ("rate-limited", 4, "handshake-rate-limited")],
)
@pytest.mark.parametrize("form", ["json", "human"])
def test_a_fault_ends_in_its_exit_code_in_every_format(
    tmp_path: Path, fault: str, code: int, cause: str, form: str
) -> None:
    done = run("check", "--fault", fault, "--format", form, "--timeout", "5", cwd=tmp_path)
    assert done.returncode == code
    assert cause in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("https://127.0.0.1:1", "--deployment", "x"), 1, "Port 1 of 127.0.0.1 refuses connections."),
        (("no url at all", "--deployment", "x"), 1, "The endpoint cannot be used"),
        (("https://<your-resource>.openai.azure.com", "--deployment", "x"), 1, "still holds a placeholder"),
        ((), 2, "no endpoint is given"),
        (("--deploymnt", "x"), 2, "No such option"),
        (("--simulate", "--fault", "bad-kee"), 2, "did you mean bad-key"),
        (("--simulate", "https://x.openai.azure.com"), 2, "brings its own endpoint"),
        (("https://x.services.ai.azure.com",), 2, "both Azure OpenAI and Voice Live"),
        (("https://x.openai.azure.com", "--service", "azure"), 2, "choose one of"),
        (("https://x.services.ai.azure.com", "--service", "voice-live"), 2, "not judged yet"),
    ],
)
def test_mistakes_are_one_clear_line(
    tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = run("check", *arguments, cwd=tmp_path)
    text = done.stdout + done.stderr
    assert done.returncode == code, text
    assert words in text
    assert "Traceback" not in text


def test_a_simulator_an_official_client_and_check_in_three_processes(tmp_path: Path) -> None:
    simulator = subprocess.Popen(
        [*RTDOCTOR, "simulate", "--port", "0"], cwd=tmp_path, env=clean({}), stdout=subprocess.PIPE, text=True
    )
    try:
        assert simulator.stdout is not None
        env: dict[str, str] = {}
        while "IDENTITY_HEADER" not in env or "NODE_EXTRA_CA_CERTS" not in env:
            name, _, value = simulator.stdout.readline().strip().partition("=")
            env[name] = value
        program = run("example", "openai", cwd=tmp_path)
        assert program.returncode == 0, program.stderr
        (tmp_path / "program.py").write_text(program.stdout, "utf-8")
        client = subprocess.Popen(
            [sys.executable, "program.py"], cwd=tmp_path, env=clean(env), stdout=subprocess.PIPE, text=True
        )
        judged = run("check", "--format", "json", cwd=tmp_path, env=env)
        assert client.communicate(timeout=60)[0]
        assert client.returncode == 0
        assert judged.returncode == 0, judged.stdout
        assert (
            json.loads(judged.stdout)["target"]["sources"]["endpoint"] == "environment AZURE_OPENAI_ENDPOINT"
        )
        simulator.send_signal(signal.SIGTERM)
        assert simulator.wait(10) == 0
    finally:
        simulator.kill()
        simulator.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT cannot be sent to one process there")
def test_an_interrupt_ends_with_a_partial_report(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*RTDOCTOR, "check", "--fault", "stalled-answer"],
        cwd=tmp_path,
        env=clean({}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    shown = ""
    while "RT403" not in shown:
        shown += process.stdout.readline()
    process.send_signal(signal.SIGINT)
    rest, stderr = process.communicate(timeout=20)
    assert process.returncode == 3, stderr
    assert "the run was interrupted" in rest
    assert "INCOMPLETE" in rest
    assert "ok    RT402" in shown


def test_saved_audio_can_be_played(tmp_path: Path) -> None:
    import wave

    done = run("check", "--simulate", "--save-audio", "answer.wav", cwd=tmp_path)
    assert done.returncode == 0
    with wave.open(str(tmp_path / "answer.wav"), "rb") as audio:
        assert (audio.getnchannels(), audio.getsampwidth(), audio.getframerate()) == (1, 2, 24_000)
        assert audio.getnframes() > 24_000


def test_version_and_help_need_no_library() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "rtdoctor", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("rtdoctor ")
    for heavy in ("typer", "rich", "httpx", "websockets", "libcst", "azure"):
        assert f"| {heavy}\n" not in done.stderr
        assert f" {heavy}\n" not in done.stderr


def test_listing_the_checks_imports_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "rtdoctor", "check", "--list-checks"],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {row.rsplit("|", 1)[-1].strip() for row in done.stderr.splitlines()}
    assert "RT401" in done.stdout
    assert not imported & {
        "httpx",
        "websockets",
        "libcst",
        "azure.identity",
        "cryptography",
        "numpy",
        "trustme",
    }
