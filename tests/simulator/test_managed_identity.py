"""The real azure-identity gets a token from the simulator, and the realtime socket takes it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable

import httpx
import pytest

from rtdoctor.simulator.running import RunningSimulator

PROGRAM = """
import json, os, sys
from azure.identity import DefaultAzureCredential, ManagedIdentityCredential, get_bearer_token_provider
from websockets.sync.client import connect

credential = {"managed": ManagedIdentityCredential, "default": DefaultAzureCredential}[sys.argv[1]]()
token = get_bearer_token_provider(credential, sys.argv[2])()
url = os.environ["AZURE_OPENAI_ENDPOINT"].replace("https", "wss") + "/openai/v1/realtime?model=gpt-realtime-1.5"
with connect(url, additional_headers={"Authorization": "Bearer " + token}, proxy=None) as socket:
    print(json.loads(socket.recv(timeout=5))["type"])
"""


@pytest.mark.parametrize("kind", ["managed", "default"])
def test_azure_identity_end_to_end(started: Callable[..., RunningSimulator], kind: str) -> None:
    finished = _run(started(tls=True), kind, "https://cognitiveservices.azure.com/.default")
    assert finished.stdout.split() == ["session.created"], finished.stderr


def test_a_token_for_something_else_is_refused(started: Callable[..., RunningSimulator]) -> None:
    finished = _run(started(tls=True), "managed", "https://management.azure.com/.default")
    assert "HTTP 401" in finished.stderr


def _run(simulator: RunningSimulator, *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AZURE_")}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        env={**clean, **simulator.environment()},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("header", "query", "status"),
    [
        ("wrong", {"api-version": "2019-08-01", "resource": "r"}, 401),
        (None, {"api-version": "2017-09-01", "resource": "r"}, 400),
        (None, {"api-version": "2019-08-01"}, 400),
    ],
)
def test_refusals(healthy: RunningSimulator, header: str | None, query: dict[str, str], status: int) -> None:
    variables = healthy.environment()
    secret = header or variables["IDENTITY_HEADER"]
    answer = httpx.get(variables["IDENTITY_ENDPOINT"], params=query, headers={"X-IDENTITY-HEADER": secret})
    assert (answer.status_code, answer.json()["statusCode"]) == (status, status)


def test_the_answer_has_the_documented_members(healthy: RunningSimulator) -> None:
    variables = healthy.environment()
    answer = httpx.get(
        variables["IDENTITY_ENDPOINT"],
        params={"api-version": "2019-08-01", "resource": "https://ai.azure.com"},
        headers={"X-IDENTITY-HEADER": variables["IDENTITY_HEADER"]},
    ).json()
    assert set(answer) == {"access_token", "client_id", "expires_on", "resource", "token_type"}
    assert answer["resource"] == "https://ai.azure.com"
    assert json.loads(answer["expires_on"]) > 0
