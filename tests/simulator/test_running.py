"""Life and surroundings of a running simulator: journal, delays, transcript, files, isolation."""

from __future__ import annotations

import ast
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

import rtdoctor.simulator
from rtdoctor.errors import UsageError
from rtdoctor.simulator.journal import (
    AudioReceived,
    ConnectionOpened,
    DelayTaken,
    EventReceived,
    EventSent,
    HttpExchange,
    SocketClosed,
    SocketOpened,
)
from rtdoctor.simulator.options import PHASES, SimulatorOptions
from rtdoctor.simulator.running import RunningSimulator, start
from rtdoctor.simulator.sound.speech import speak

from .wire import Wire, silence, trusting

LISTING = "/openai/deployments?api-version=2022-12-01"


def test_the_journal_tells_the_servers_side(started: Callable[..., RunningSimulator]) -> None:
    simulator = started()
    with Wire(simulator) as wire:
        wire.quiet()
        wire.append(silence(150))
        wire.refused("response.cancel")
    journal = simulator.journal
    while not journal.of(SocketClosed):
        time.sleep(0.01)
    assert [opened.tls for opened in journal.of(ConnectionOpened)] == [False]
    assert [(one.method, one.path, one.status) for one in journal.of(HttpExchange)] == [
        ("GET", "/openai/v1/realtime", 101)
    ]
    assert [opened.deployment for opened in journal.of(SocketOpened)] == ["gpt-realtime-1.5"]
    assert [event.type for event in journal.of(EventReceived)] == [
        "session.update",
        "input_audio_buffer.append",
        "response.cancel",
    ]
    assert [(event.type, event.code) for event in journal.of(EventSent)] == [
        ("session.created", None),
        ("session.updated", None),
        ("error", "response_cancel_not_active"),
    ]
    assert [(audio.bytes, audio.ms) for audio in journal.of(AudioReceived)] == [(7200, 150.0)]
    assert journal.of(SocketClosed)[0].code == 1000
    times = [entry.at_ms for entry in journal]
    assert times == sorted(times)
    assert journal[0] == journal[:1][0]


def test_delays_are_slept_and_measured(started: Callable[..., RunningSimulator]) -> None:
    """Each phase once; a client can never see less than the journal says."""
    asked = dict.fromkeys(PHASES, 15.0) | {"response.created": 10.0}
    simulator = started(tls=True, latency_ms=asked)
    began = time.perf_counter()
    with Wire(simulator) as wire:
        wire.quiet()
        wire.send("response.create", response={"output_modalities": ["text"]})
        wire.until("response.done")
        wire.append(speak("one", "alloy"))
        wire.send("input_audio_buffer.commit")
        wire.send("response.create")
        wire.until("response.done")
    httpx.get(simulator.origin + LISTING, verify=trusting(simulator))
    elapsed_ms = (time.perf_counter() - began) * 1000

    taken = simulator.journal.of(DelayTaken)
    assert {delay.phase for delay in taken} == set(asked)
    assert len(simulator.journal.delays("response.created")) == 2
    assert len(simulator.journal.delays("first_audio")) == 1
    for delay in taken:
        assert delay.asked_ms == asked[delay.phase]
        assert delay.took_ms >= delay.asked_ms - 1
    assert elapsed_ms >= sum(delay.took_ms for delay in taken)


@pytest.mark.parametrize("latency", [{"sesion": 1.0}, {"session": -1.0}, {"session": float("nan")}])
def test_a_wrong_latency_is_a_usage_error(latency: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        start(SimulatorOptions(latency_ms=latency))


def test_a_port_in_use_is_a_usage_error_and_leaves_nothing(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        before = threading.active_count()
        with pytest.raises(UsageError, match=r"cannot listen on 127\.0\.0\.1:"):
            start(SimulatorOptions(port=taken.getsockname()[1]))
        assert threading.active_count() == before
    with pytest.raises(UsageError, match="cannot write the transcript"):
        start(SimulatorOptions(transcript=tmp_path / "missing" / "t.jsonl"))


def test_closing_twice_removes_the_files_and_cuts_the_connections() -> None:
    simulator = start(SimulatorOptions())
    files = (simulator.authority_file, simulator.bundle_file)
    assert all(file.exists() for file in files)
    assert files[1].read_bytes().endswith(files[0].read_bytes())
    wire = Wire(simulator)
    simulator.close()
    simulator.close()
    assert not files[0].parent.exists()
    with pytest.raises(Exception, match="no close frame"):
        wire.next()


def test_a_simulator_without_tls_has_no_authority(started: Callable[..., RunningSimulator]) -> None:
    simulator = started()
    assert simulator.origin.startswith("http://127.0.0.1:")
    assert not {"SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"} & set(simulator.environment())
    with pytest.raises(ValueError, match="without TLS"):
        _ = simulator.authority_file


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_the_certificate_names_loopback(started: Callable[..., RunningSimulator], name: str) -> None:
    simulator = started(tls=True)
    port = int(simulator.origin.rpartition(":")[2])
    with (
        socket.create_connection(("127.0.0.1", port), timeout=5) as plain,
        trusting(simulator).wrap_socket(plain, server_hostname=name) as secure,
    ):
        assert secure.version() in ("TLSv1.3", "TLSv1.2")


def test_a_client_that_distrusts_or_babbles_disturbs_nobody(started: Callable[..., RunningSimulator]) -> None:
    simulator = started(tls=True)
    port = int(simulator.origin.rpartition(":")[2])
    for said in (b"", b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x00\x05nonsense"):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as plain:
            plain.sendall(said)
    with pytest.raises(ssl.SSLCertVerificationError), socket.create_connection(("127.0.0.1", port)) as plain:
        ssl.create_default_context().wrap_socket(plain, server_hostname="127.0.0.1")
    with Wire(simulator) as wire:
        assert wire.update()


def test_an_upgrade_may_follow_other_requests_and_bring_frames_along(healthy: RunningSimulator) -> None:
    """Everything in one write: a listing, the upgrade, and a frame before the 101 was seen."""
    port = int(healthy.origin.rpartition(":")[2])
    lines = [
        f"GET {LISTING} HTTP/1.1",
        "Host: x",
        f"api-key: {healthy.api_key}",
        "",
        "GET /openai/v1/realtime?model=gpt-realtime-1.5 HTTP/1.1",
        "Host: x",
        f"api-key: {healthy.api_key}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        "",
        "",
    ]
    update = json.dumps({"type": "session.update", "session": {"type": "realtime"}}).encode()
    frame = bytes([0x81, 0x80 | len(update), 0, 0, 0, 0]) + update
    with socket.create_connection(("127.0.0.1", port), timeout=5) as plain:
        plain.sendall("\r\n".join(lines).encode() + frame)
        received = b""
        while b"session.updated" not in received:
            received += plain.recv(65536)
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert received.count(b"HTTP/1.1 101 Switching Protocols\r\n") == 1


@pytest.mark.parametrize(
    "said", [b"nonsense\r\n\r\n", b"GET /%zz HTTP/9\r\n\r\n", b"GET / HTTP/1.1\r\na b: c\r\n\r\n"]
)
def test_what_is_no_http_gets_400(healthy: RunningSimulator, said: bytes) -> None:
    port = int(healthy.origin.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as plain:
        plain.sendall(said)
        assert plain.recv(100).startswith(b"HTTP/1.1 400 ")


def test_the_transcript_has_everything_but_secrets_and_sound(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    with start(SimulatorOptions(tls=False, transcript=path)) as simulator:
        variables = simulator.environment()
        token = httpx.get(
            variables["IDENTITY_ENDPOINT"],
            params={"api-version": "2019-08-01", "resource": "https://ai.azure.com"},
            headers={"X-IDENTITY-HEADER": variables["IDENTITY_HEADER"]},
        ).json()["access_token"]
        httpx.get(simulator.origin + LISTING, headers={"Authorization": f"Bearer {token}"})
        httpx.get(f"{simulator.origin}{LISTING}&api-key={simulator.api_key}")
        with Wire(simulator) as wire:
            wire.say("A lone surrogate \ud800 and an accent é")
            wire.send("response.create")
            wire.until("response.done")
            wire.socket.send("not json")
            wire.until("error")
        while not simulator.journal.of(SocketClosed):
            time.sleep(0.01)
        key = simulator.api_key
    text = path.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    for secret in (key, variables["IDENTITY_HEADER"], token):
        assert secret not in text
    assert [line["content"]["status"] for line in lines if line["what"] == "http"] == [200, 200, 200, 101]
    assert {"at_ms", "connection", "what", "content"} == set(lines[0])
    assert lines[-1]["what"] == "close"
    assert lines[-1]["content"] == {"received": 1000, "sent": 1000}
    said = [line["content"] for line in lines if line["what"] == "in"]
    assert said[0]["item"]["content"][0]["text"].startswith("A lone surrogate")
    assert "not json" in said
    deltas = [
        line["content"]["delta"]
        for line in lines
        if line["what"] == "out" and line["content"]["type"] == "response.output_audio.delta"
    ]
    assert deltas[0] == "(6400 characters of base64)"


def test_many_sessions_at_once(healthy: RunningSimulator) -> None:
    def talk(word: str) -> str:
        with Wire(healthy) as wire:
            wire.say(word)
            wire.send("response.create", response={"output_modalities": ["text"]})
            return str(wire.until("response.done")[-1]["response"]["output"][0]["content"][0]["text"])

    words = [f"word{number}" for number in range(12)]
    with ThreadPoolExecutor(len(words)) as pool:
        assert list(pool.map(talk, words)) == [f"You said: {word}." for word in words]


def test_the_cheap_part_imports_nothing_heavy() -> None:
    program = (
        "import sys, rtdoctor.simulator, rtdoctor.simulator.options, rtdoctor.simulator.faults, rtdoctor.cli.simulate\n"
        "print({'ssl', 'asyncio', 'h11', 'websockets', 'trustme', 'httpx', 'rich'} & set(sys.modules))\n"
        "import rtdoctor.simulator.running\n"
        "print({'h11', 'websockets', 'trustme', 'cryptography', 'httpx', 'rich'} & set(sys.modules))"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ
    )
    assert finished.stdout.split() == ["set()", "set()"]


def test_the_simulator_knows_nothing_of_the_client() -> None:
    neutral = {"rtdoctor.errors", "rtdoctor.redaction"}
    root = Path(rtdoctor.simulator.__file__).parent
    for file in root.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                own = name.startswith("rtdoctor.simulator") or not name.startswith("rtdoctor")
                assert own or name in neutral, f"{file}: {name}"
