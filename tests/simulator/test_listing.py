"""The data-plane listings."""

from __future__ import annotations

import httpx
import pytest
from openai import OpenAI

from rtdoctor.simulator.running import RunningSimulator

LISTING = "/openai/deployments?api-version=2022-12-01"


@pytest.mark.parametrize("version", ["2022-12-01", "2023-03-15-preview"])
def test_old_versions_list_the_deployments(healthy: RunningSimulator, version: str) -> None:
    answer = httpx.get(
        f"{healthy.origin}/openai/deployments?api-version={version}", headers={"api-key": healthy.api_key}
    )
    assert answer.status_code == 200
    listed = answer.json()
    assert listed["object"] == "list"
    assert [(row["id"], row["model"], row["status"]) for row in listed["data"]] == [
        ("gpt-realtime-1.5", "gpt-realtime-1.5", "succeeded"),
        ("gpt-4.1-mini", "gpt-4.1-mini", "succeeded"),
        ("gpt-4o-mini-transcribe", "gpt-4o-mini-transcribe", "succeeded"),
    ]


@pytest.mark.parametrize("query", ["?api-version=2024-10-21", "?api-version=2025-04-01-preview", ""])
def test_newer_versions_know_no_such_resource(healthy: RunningSimulator, query: str) -> None:
    answer = httpx.get(f"{healthy.origin}/openai/deployments{query}", headers={"api-key": healthy.api_key})
    assert answer.status_code == 404
    assert answer.json() == {"error": {"code": "404", "message": "Resource not found"}}


def test_listing_asks_for_a_credential(healthy: RunningSimulator) -> None:
    assert httpx.get(f"{healthy.origin}{LISTING}").status_code == 401
    wrong = httpx.get(f"{healthy.origin}{LISTING}", headers={"api-key": "wrong-key"})
    assert (wrong.status_code, wrong.reason_phrase) == (401, "PermissionDenied")
    assert httpx.get(f"{healthy.origin}/openai/v1/models").status_code == 401


def test_the_catalog_is_not_the_deployments(healthy: RunningSimulator) -> None:
    client = OpenAI(base_url=f"{healthy.origin}/openai/v1", api_key=healthy.api_key)
    models = [model.id for model in client.models.list()]
    assert "gpt-4o-realtime-preview-2024-12-17" in models
    assert "gpt-realtime-1.5" not in models


def test_an_api_version_is_refused_on_v1(healthy: RunningSimulator) -> None:
    answer = httpx.get(
        f"{healthy.origin}/openai/v1/models?api-version=preview", headers={"api-key": healthy.api_key}
    )
    assert answer.status_code == 400
    assert answer.json() == {
        "code": "BadRequest",
        "message": "api-version query parameter is not allowed when using /v1 path",
    }


def test_nothing_else_exists(healthy: RunningSimulator) -> None:
    for method, path in [("GET", "/"), ("POST", "/openai/v1/models"), ("DELETE", LISTING), ("HEAD", "/x")]:
        answer = httpx.request(method, f"{healthy.origin}{path}", headers={"api-key": healthy.api_key})
        assert answer.status_code == 404, (method, path)


def test_one_connection_serves_several_requests(healthy: RunningSimulator) -> None:
    before = len(healthy.journal)
    with httpx.Client(base_url=healthy.origin, headers={"api-key": healthy.api_key}) as client:
        for _ in range(3):
            assert client.get(LISTING).status_code == 200
            assert client.post("/openai/v1/nothing", json={"a": 1}).status_code == 404
    assert len({entry.connection for entry in healthy.journal[before:]}) == 1
