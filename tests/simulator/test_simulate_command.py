"""`rtdoctor simulate` as a process."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from websockets.sync.client import connect

from rtdoctor.cli.app import run
from rtdoctor.simulator.options import PHASES

CALLER = Path(__file__).parent / "official_caller.py"
COMMAND = [sys.executable, "-m", "rtdoctor", "simulate"]


@contextmanager
def simulating(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """A running command and the variables it printed."""
    process = subprocess.Popen(
        [*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        variables: dict[str, str] = {}
        last = "IDENTITY_HEADER" if "--http" in arguments else "NODE_EXTRA_CA_CERTS"
        while last not in variables:
            line = process.stdout.readline()
            assert line, process.stderr.read()
            name, _, value = line.rstrip("\n").partition("=")
            variables[name] = value
        yield process, variables
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()
        process.stderr.close()


def test_what_is_printed() -> None:
    with simulating() as (_, variables):
        pass
    origin = variables["AZURE_OPENAI_ENDPOINT"]
    assert origin.startswith("https://127.0.0.1:")
    assert variables["OPENAI_BASE_URL"] == f"{origin}/openai/v1"
    assert list(variables) == snapshot(
        [
            "AZURE_OPENAI_ENDPOINT",
            "AZURE_OPENAI_API_KEY",
            "AZURE_OPENAI_DEPLOYMENT",
            "AZURE_VOICELIVE_ENDPOINT",
            "AZURE_VOICELIVE_API_KEY",
            "OPENAI_BASE_URL",
            "OPENAI_API_KEY",
            "NO_PROXY",
            "no_proxy",
            "IDENTITY_ENDPOINT",
            "IDENTITY_HEADER",
            "SSL_CERT_FILE",
            "REQUESTS_CA_BUNDLE",
            "CURL_CA_BUNDLE",
            "WEBSOCKET_CLIENT_CA_BUNDLE",
            "NODE_EXTRA_CA_CERTS",
        ]
    )


def test_another_program_with_the_official_client_talks_to_it() -> None:
    with simulating() as (_, variables):
        finished = subprocess.run(
            [sys.executable, str(CALLER)],
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            check=False,
        )
    assert finished.stdout.split() == ["text", "audio", "error"], finished.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_well(number: signal.Signals) -> None:
    with simulating() as (process, variables):
        directory = Path(variables["SSL_CERT_FILE"]).parent
        assert directory.exists()
        url = variables["OPENAI_BASE_URL"].replace("https", "wss") + "/realtime?model=gpt-realtime-1.5"
        trusting = ssl.create_default_context(cafile=variables["NODE_EXTRA_CA_CERTS"])
        headers = {"api-key": variables["AZURE_OPENAI_API_KEY"]}
        with connect(url, ssl=trusting, additional_headers=headers, proxy=None) as session:
            session.recv(timeout=5)
            process.send_signal(number)
            assert process.wait(10) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
        assert not directory.exists()


def test_options_arrive(tmp_path: Path) -> None:
    transcript = tmp_path / "t.jsonl"
    arguments = ["--http", "--fault", "bad-key", "--fault", "preview-path", "--latency", "http=1"]
    with simulating(*arguments, "--transcript", str(transcript)) as (_, variables):
        assert variables["AZURE_OPENAI_ENDPOINT"].startswith("http://127.0.0.1:")
        assert "/openai/realtime?api-version=" in variables["AZURE_OPENAI_ENDPOINT"]
        with socket.create_connection(
            ("127.0.0.1", int(variables["OPENAI_BASE_URL"].split(":")[2].split("/")[0]))
        ) as s:
            s.sendall(
                b"GET /openai/deployments?api-version=2022-12-01 HTTP/1.1\r\nHost: x\r\napi-key: "
                + variables["AZURE_OPENAI_API_KEY"].encode()
                + b"\r\n\r\n"
            )
            assert s.recv(1000).startswith(b"HTTP/1.1 401 PermissionDenied\r\n")
    assert json.loads(transcript.read_text(encoding="utf-8"))["content"]["status"] == 401


def test_a_port_in_use_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run(["simulate", "--port", str(port)]) == 2
    assert capsys.readouterr().err == (
        f"rtdoctor: cannot listen on 127.0.0.1:{port}: Address already in use\n"
        "  choose another --port, or 0 for any\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fault", "bad-kye"], "unknown fault 'bad-kye'\n  did you mean bad-key?\n"),
        (["--fault", "xyz"], "unknown fault 'xyz'\n  see --list-faults\n"),
        (
            ["--format", "json"],
            "--format json goes with --list-faults\n  the variables are NAME=value lines for a shell\n",
        ),
        (["--latency", "300"], "a latency is NAME=MS, not '300'\n  for example --latency first_audio=300\n"),
        (
            ["--latency", "session=fast"],
            "a latency is NAME=MS, not 'session=fast'\n  for example --latency first_audio=300\n",
        ),
    ],
)
def test_wrong_input_is_one_line_and_a_hint(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["simulate", *arguments]) == 2
    assert capsys.readouterr().err == f"rtdoctor: {message}"


def test_help_names_every_phase(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", "--help"]) == 0
    shown = capsys.readouterr().out
    assert all(phase in shown for phase in PHASES)


def test_the_list_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", "--list-faults", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert list(rows[0]) == ["name", "imitates", "evidence", "expected_cause", "expected_domain", "retryable"]
    assert {
        row["name"]: (row["expected_cause"], row["expected_domain"], row["retryable"]) for row in rows
    } == snapshot(
        {
            "stray-api-version": ("api-version-on-ga", "you", False),
            "preview-path": ("preview-url", "you", False),
            "bad-key": ("key-rejected", "you", False),
            "key-auth-disabled": ("key-auth-disabled", "you", False),
            "network-rules": ("network-rules", "you", False),
            "unknown-deployment": ("deployment-not-found", "you", False),
            "not-a-realtime-model": ("not-a-realtime-model", "you", False),
            "rate-limited": ("handshake-rate-limited", "you", True),
            "out-of-quota": ("quota-exceeded", "you", True),
            "service-unavailable": ("service-unavailable", "azure", True),
            "server-error": ("server-error", "azure", True),
            "dropped-mid-answer": ("socket-dropped", "network", True),
            "closed-mid-answer": ("socket-closed", "azure", True),
            "stalled-answer": ("answer-stalled", "azure", True),
            "silent-audio": ("audio-silent", "azure", False),
            "no-audio": ("audio-missing", "azure", False),
            "deaf": ("audio-not-heard", "azure", False),
        }
    )


def test_the_list_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", "--list-faults"]) == 0
    assert capsys.readouterr().out == snapshot("""\
stray-api-version  (D; api-version-on-ga, you)
    The portal's full target URI pasted as the endpoint, with an api-version that the GA socket refuses.
preview-path  (D; preview-url, you)
    The preview socket's URI, whose path does not exist any more: 404 Resource not found.
bad-key  (P; key-rejected, you)
    A wrong key, the key of another resource or of another region: 401 with reason PermissionDenied.
key-auth-disabled  (P; key-auth-disabled, you)
    A good key on a resource with disableLocalAuth: 403 AuthenticationTypeDisabled.
network-rules  (P; network-rules, you)
    A machine that the resource's firewall or virtual network keeps out: 403 on every call.
unknown-deployment  (P; deployment-not-found, you)
    A mistyped deployment name, one digit away from the real one: 404 DeploymentNotFound.
not-a-realtime-model  (P; not-a-realtime-model, you)
    A chat deployment on the realtime socket: 400 OpperationNotSupported, with Azure's spelling.
rate-limited  (R; handshake-rate-limited, you, may pass on a retry)
    Too many handshakes a minute: 429 about the onHandshake operation, with Retry-After, every time.
out-of-quota  (R; quota-exceeded, you, may pass on a retry)
    Tokens a minute used up: the session opens, every response ends as failed with rate_limit_exceeded.
service-unavailable  (assumed; service-unavailable, azure, may pass on a retry)
    The service answers every handshake with 503.
server-error  (P; server-error, azure, may pass on a retry)
    Every response fails with a server_error event that asks to mail the session id.
dropped-mid-answer  (P; socket-dropped, network, may pass on a retry)
    The connection is cut after the first deltas of an answer, without a close frame (code 1006).
closed-mid-answer  (assumed; socket-closed, azure, may pass on a retry)
    The service closes the socket with 1011 after the first deltas of an answer.
stalled-answer  (assumed; answer-stalled, azure, may pass on a retry)
    An answer that stops after its first deltas while the socket stays open and answers pings.
silent-audio  (assumed; audio-silent, azure)
    An audio answer of the right length and token count that holds nothing but zeros.
no-audio  (assumed; audio-missing, azure)
    A spoken answer with a transcript and without a single audio delta.
deaf  (assumed; audio-not-heard, azure)
    Audio that is taken, committed and answered, and counted as no audio tokens at all.

Evidence: D documented, C read in source, P a real payload, R a claim, assumed.
""")
