"""The Voice Live socket's door: who gets in, and how a session with a retired model fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from inline_snapshot import snapshot
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import connect

from rtdoctor.simulator.credentials import issue_token
from rtdoctor.simulator.journal import EventSent, SocketOpened
from rtdoctor.simulator.running import RunningSimulator
from rtdoctor.simulator.surfaces.voice_live import API_VERSIONS, CONNECTION_ERROR, MODELS

from .voice_live_wire import VoiceLiveWire, url


def refusal(simulator: RunningSimulator, *, key: bool = True, **query: str) -> tuple[int, Any]:
    """Status and body of an upgrade that must be refused."""
    headers = {"api-key": simulator.api_key} if key else {}
    with pytest.raises(InvalidStatus) as refused:
        connect(url(simulator, **query), additional_headers=headers, proxy=None)
    response = refused.value.response
    return response.status_code, json.loads(response.body or b"null")


@pytest.mark.parametrize("version", API_VERSIONS)
def test_every_published_api_version_opens(healthy: RunningSimulator, version: str) -> None:
    with VoiceLiveWire(healthy, **{"api-version": version}) as wire:
        assert wire.session["object"] == "realtime.session"


@pytest.mark.parametrize("model", MODELS)
def test_every_listed_model_answers(healthy: RunningSimulator, model: str) -> None:
    with VoiceLiveWire(healthy, model=model) as wire:
        assert wire.session["model"].startswith(model)


def test_an_api_version_is_needed(healthy: RunningSimulator) -> None:
    assert refusal(healthy, **{"api-version": ""}) == snapshot(
        (400, {"error": {"code": "BadRequest", "message": "The api-version query parameter is required."}})
    )


def test_an_api_version_of_another_service_is_refused(healthy: RunningSimulator) -> None:
    assert refusal(healthy, **{"api-version": "2025-04-01-preview"}) == snapshot(
        (404, {"error": {"code": "404", "message": "Resource not found"}})
    )


def test_a_model_is_needed(healthy: RunningSimulator) -> None:
    assert refusal(healthy, model="")[0] == 400


def test_a_caller_without_a_credential_is_refused_first(healthy: RunningSimulator) -> None:
    status, body = refusal(healthy, key=False, model="", **{"api-version": ""})
    assert (status, body["message"][:12]) == (401, "Unauthorized")


@pytest.mark.parametrize("place", ["api-key", "Authorization", "header"])
def test_key_and_token_may_stand_in_the_query(healthy: RunningSimulator, place: str) -> None:
    token, _ = issue_token(healthy._resource, "https://ai.azure.com")
    bearer = f"Bearer {token}"
    query = {"api-key": healthy.api_key, "Authorization": bearer}
    given = {} if place == "header" else {place: query[place]}
    headers = {"Authorization": bearer} if place == "header" else {}
    with connect(url(healthy, **given), additional_headers=headers, proxy=None) as socket:
        assert json.loads(socket.recv(timeout=10))["type"] == "session.created"


def test_a_bad_token_in_the_query_is_refused(healthy: RunningSimulator) -> None:
    token, _ = issue_token(healthy._resource, "https://management.azure.com")
    assert refusal(healthy, key=False, Authorization=f"Bearer {token}")[0] == 401


def test_a_plain_request_is_no_upgrade(healthy: RunningSimulator) -> None:
    address = url(healthy).replace("ws", "http", 1)
    assert httpx.get(address, headers={"api-key": healthy.api_key}, trust_env=False).status_code == 426


@pytest.mark.parametrize("fault", ["rate-limited", "service-unavailable"])
def test_a_fault_at_the_door_is_at_this_door_too(
    started: Callable[..., RunningSimulator], fault: str
) -> None:
    status, _ = refusal(started(faults=(fault,)))
    assert status == {"rate-limited": 429, "service-unavailable": 503}[fault]


@pytest.mark.parametrize(
    "model", ["gpt-4o-realtime-preview", "gpt-4o-mini-realtime-preview", "gpt-realtime-2026-02-23"]
)
def test_a_model_that_is_not_listed_fails_inside_the_socket(
    started: Callable[..., RunningSimulator], model: str
) -> None:
    simulator = started()
    headers = {"api-key": simulator.api_key}
    with connect(url(simulator, model=model), additional_headers=headers, proxy=None) as socket:
        event = json.loads(socket.recv(timeout=10))
        assert (event["type"], event["error"]["message"]) == ("error", CONNECTION_ERROR)
        with pytest.raises(ConnectionClosedError) as closed:
            socket.recv(timeout=10)
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1011, CONNECTION_ERROR)
    assert [entry.deployment for entry in simulator.journal.of(SocketOpened)] == [model]
    assert [entry.type for entry in simulator.journal.of(EventSent)] == ["error"]


def test_credentials_of_the_query_are_not_in_the_transcript(
    started: Callable[..., RunningSimulator], tmp_path: Path
) -> None:
    path = tmp_path / "transcript.jsonl"
    simulator = started(transcript=path)
    token, _ = issue_token(simulator._resource, "https://ai.azure.com")
    for query in ({"api-key": simulator.api_key}, {"Authorization": f"Bearer {token}"}):
        with connect(url(simulator, **query), proxy=None) as socket:
            socket.recv(timeout=10)
    simulator.close()
    written = path.read_text(encoding="utf-8")
    assert "/voice-live/realtime" in written
    assert simulator.api_key not in written
    assert token not in written
    assert token.rpartition(".")[2] not in written
