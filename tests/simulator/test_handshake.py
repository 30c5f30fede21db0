"""Who gets onto the realtime socket, and with which words everybody else is sent away."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import connect

from rtdoctor.simulator.credentials import issue_token
from rtdoctor.simulator.network.http import Request
from rtdoctor.simulator.running import RunningSimulator

ACCESS_TOKEN = {
    "statusCode": 401,
    "message": "Unauthorized. Access token is missing, invalid, audience is incorrect "
    "(https://cognitiveservices.azure.com), or have expired.",
}
KEY = {
    "error": {
        "code": "401",
        "message": "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a "
        "valid key for an active subscription and use a correct regional API endpoint for your resource.",
    }
}
NOT_FOUND = {"error": {"code": "404", "message": "Resource not found"}}
NO_DEPLOYMENT = {
    "error": {
        "code": "DeploymentNotFound",
        "message": "The API deployment for this resource does not exist. If you created the deployment within the "
        "last 5 minutes, please wait a moment and try again.",
    }
}
NOT_REALTIME = {
    "error": {
        "code": "OpperationNotSupported",
        "message": "The realtime operation does not work with the specified model. Please choose different model "
        "and try again.",
    }
}


def dial(simulator: RunningSimulator, target: str, **options: Any) -> str:
    """Open `target` and return the type of the first event."""
    url = simulator.origin.replace("http", "ws", 1) + target
    with connect(url, proxy=None, **options) as socket:
        return str(json.loads(socket.recv(timeout=5))["type"])


def refusal(simulator: RunningSimulator, target: str, **options: Any) -> tuple[int, str, Any]:
    """Status, reason phrase and body with which `target` is refused; checks what every answer carries."""
    with pytest.raises(InvalidStatus) as caught:
        dial(simulator, target, **options)
    response = caught.value.response
    assert len(response.headers["apim-request-id"]) == 36
    assert response.headers["x-ms-region"] == "Sweden Central"
    assert response.headers["Content-Type"] == "application/json"
    return response.status_code, response.reason_phrase, json.loads(bytes(response.body or b""))


GA = "/openai/v1/realtime?model=gpt-realtime-1.5"


def test_a_key_may_travel_three_ways(healthy: RunningSimulator) -> None:
    key = healthy.api_key
    assert dial(healthy, GA, additional_headers={"api-key": key}) == "session.created"
    assert dial(healthy, GA, additional_headers={"Authorization": f"Bearer {key}"}) == "session.created"
    assert dial(healthy, f"{GA}&api-key={key}") == "session.created"


def test_without_a_credential(healthy: RunningSimulator) -> None:
    assert refusal(healthy, GA) == (401, "Unauthorized", ACCESS_TOKEN)
    assert refusal(healthy, GA, additional_headers={"Authorization": "Basic abc"})[2] == ACCESS_TOKEN


@pytest.mark.parametrize("name", ["api-key", "Authorization", "query"])
def test_a_wrong_key(healthy: RunningSimulator, name: str) -> None:
    wrong = "0123456789abcdef0123456789abcdef"
    if name == "query":
        answer = refusal(healthy, f"{GA}&api-key={wrong}")
    else:
        value = wrong if name == "api-key" else f"Bearer {wrong}"
        answer = refusal(healthy, GA, additional_headers={name: value})
    assert answer == (401, "PermissionDenied", KEY)


def test_a_browser_subprotocol_is_no_credential(healthy: RunningSimulator) -> None:
    protocols = ["realtime", f"openai-insecure-api-key.{healthy.api_key}"]
    assert refusal(healthy, GA, subprotocols=protocols) == (401, "Unauthorized", ACCESS_TOKEN)


def test_the_realtime_subprotocol_is_chosen(healthy: RunningSimulator) -> None:
    with connect(
        f"{healthy.origin.replace('http', 'ws')}{GA}&api-key={healthy.api_key}",
        subprotocols=["realtime"],  # type: ignore[list-item]
        proxy=None,
    ) as socket:
        assert socket.subprotocol == "realtime"


@pytest.mark.parametrize(
    ("target", "status", "body"),
    [
        ("/openai/v1/realtime?model=gpt-realtime", 404, NO_DEPLOYMENT),
        ("/openai/v1/realtime?model=gpt-4.1-mini", 400, NOT_REALTIME),
        (f"{GA}&api-version=2025-04-01-preview", 401, KEY),
        (f"{GA}&api-version=preview", 401, KEY),
        ("/openai/realtime?api-version=2025-04-01-preview&deployment=gpt-realtime-1.5", 404, NOT_FOUND),
        ("//openai/v1/realtime?model=gpt-realtime-1.5", 404, NOT_FOUND),
        ("/v1/realtime?model=gpt-realtime-1.5", 404, NOT_FOUND),
        ("/openai/deployments/gpt-realtime-1.5/realtime", 404, NOT_FOUND),
    ],
)
def test_wrong_addresses(healthy: RunningSimulator, target: str, status: int, body: Any) -> None:
    answer = refusal(healthy, target, additional_headers={"api-key": healthy.api_key})
    assert (answer[0], answer[2]) == (status, body)


def test_of_a_repeated_parameter_the_first_counts(healthy: RunningSimulator) -> None:
    assert dial(healthy, f"{GA}&model=nothing&api-key={healthy.api_key}") == "session.created"


def test_deployment_without_model_is_refused(healthy: RunningSimulator) -> None:
    target = "/openai/v1/realtime?deployment=gpt-realtime-1.5"
    assert refusal(healthy, target, additional_headers={"api-key": healthy.api_key})[0] == 400


def test_an_ordinary_get_is_told_to_upgrade(healthy: RunningSimulator) -> None:
    answer = httpx.get(f"{healthy.origin}{GA}", headers={"api-key": healthy.api_key})
    assert (answer.status_code, answer.headers["Upgrade"]) == (426, "websocket")


def test_the_clients_request_id_is_echoed(healthy: RunningSimulator) -> None:
    answer = httpx.get(f"{healthy.origin}/nowhere", headers={"x-ms-client-request-id": "mine-1"})
    assert answer.headers["x-ms-client-request-id"] == "mine-1"


@pytest.mark.parametrize("how", ["header", "subprotocol"])
def test_a_beta_client_is_let_in_and_thrown_out(healthy: RunningSimulator, how: str) -> None:
    options: dict[str, Any] = (
        {"additional_headers": {"OpenAI-Beta": "realtime=v1"}}
        if how == "header"
        else {"subprotocols": ["openai-beta.realtime-v1"]}
    )
    url = f"{healthy.origin.replace('http', 'ws')}{GA}&api-key={healthy.api_key}"
    with connect(url, proxy=None, **options) as socket:
        event = json.loads(socket.recv(timeout=5))
        assert event["error"]["code"] == "beta_api_shape_disabled"
        with pytest.raises(ConnectionClosedError) as caught:
            socket.recv(timeout=5)
    assert caught.value.rcvd is not None
    assert caught.value.rcvd.code == 4000
    assert caught.value.rcvd.reason == "invalid_request_error.beta_api_shape_disabled"


class TestTokens:
    """Tokens are judged by signature, audience, expiry and tenant."""

    @staticmethod
    def bearer(simulator: RunningSimulator, audience: str, lifetime_s: int = 600) -> dict[str, str]:
        token, _ = issue_token(simulator._resource, audience, lifetime_s)
        return {"Authorization": f"Bearer {token}"}

    @pytest.mark.parametrize(
        "audience",
        [
            "https://cognitiveservices.azure.com",
            "https://cognitiveservices.azure.com/",
            "https://ai.azure.com",
        ],
    )
    def test_both_audiences_are_accepted(self, healthy: RunningSimulator, audience: str) -> None:
        headers = self.bearer(healthy, audience)
        assert dial(healthy, GA, additional_headers=headers) == "session.created"

    def test_another_audience(self, healthy: RunningSimulator) -> None:
        headers = self.bearer(healthy, "https://management.azure.com")
        assert refusal(healthy, GA, additional_headers=headers) == (401, "Unauthorized", ACCESS_TOKEN)

    def test_an_expired_token(self, healthy: RunningSimulator) -> None:
        headers = self.bearer(healthy, "https://ai.azure.com", lifetime_s=-1)
        assert refusal(healthy, GA, additional_headers=headers) == (401, "Unauthorized", ACCESS_TOKEN)

    def test_a_forged_token(self, healthy: RunningSimulator) -> None:
        headers = self.bearer(healthy, "https://ai.azure.com")
        forged = headers["Authorization"][:-4] + "AAAA"
        answer = refusal(healthy, GA, additional_headers={"Authorization": forged})
        assert answer == (401, "Unauthorized", ACCESS_TOKEN)
        assert refusal(healthy, GA, additional_headers={"Authorization": "Bearer a.b.c"})[2] == ACCESS_TOKEN

    def test_a_token_of_another_tenant(
        self, healthy: RunningSimulator, started: Callable[..., RunningSimulator]
    ) -> None:
        headers = self.bearer(started(), "https://ai.azure.com")
        status, _, body = refusal(healthy, GA, additional_headers=headers)
        assert status == 400
        assert body["error"]["code"] == "Tenant provided in token does not match resource token"

    def test_a_token_still_works_where_keys_are_disabled(
        self, started: Callable[..., RunningSimulator]
    ) -> None:
        simulator = started(faults=("key-auth-disabled",))
        headers = self.bearer(simulator, "https://ai.azure.com")
        assert dial(simulator, GA, additional_headers=headers) == "session.created"
        answer = refusal(simulator, GA, additional_headers={"api-key": simulator.api_key})
        assert (answer[0], answer[2]["error"]["code"]) == (403, "AuthenticationTypeDisabled")


def test_an_upgrade_is_recognised_by_its_header() -> None:
    request = Request("GET", "/", {}, {"upgrade": "WebSocket"}, b"", b"", "/")
    assert request.asks_for_websocket
