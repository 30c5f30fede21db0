"""Endpoints as people really paste them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtdoctor.errors import UsageError
from rtdoctor.target.endpoint import EndpointError, parse_endpoint
from rtdoctor.target.target import Target, choose_service


@pytest.mark.parametrize(
    ("text", "origin", "kind"),
    [
        ("https://voice.openai.azure.com", "https://voice.openai.azure.com", "bare"),
        ("https://voice.openai.azure.com/", "https://voice.openai.azure.com", "bare"),
        ("https://voice.openai.azure.com/openai", "https://voice.openai.azure.com", "bare"),
        ("voice.openai.azure.com", "https://voice.openai.azure.com", "bare"),
        ('"https://voice.openai.azure.com/"', "https://voice.openai.azure.com", "bare"),
        ("wss://voice.openai.azure.com/openai/v1/realtime?model=m", "https://voice.openai.azure.com", "ga"),
        ("https://voice.openai.azure.com/openai/v1/", "https://voice.openai.azure.com", "ga"),
        (
            "https://v.cognitiveservices.azure.com/openai/realtime?api-version=2025-04-01-preview&deployment=d",
            "https://v.cognitiveservices.azure.com",
            "preview",
        ),
        ("https://v.openai.azure.com//openai/realtime", "https://v.openai.azure.com", "preview"),
        ("https://v.services.ai.azure.com/api/projects/p", "https://v.services.ai.azure.com", "project"),
        (
            "wss://v.services.ai.azure.com/voice-live/realtime",
            "https://v.services.ai.azure.com",
            "voice-live",
        ),
        ("https://gate.azure-api.net/team/openai/v1", "https://gate.azure-api.net", "other"),
        ("http://localhost:8080", "http://localhost:8080", "bare"),
        ("https://[::1]:8443/openai/v1", "https://[::1]:8443", "ga"),
        ("HTTPS://Voice.OpenAI.Azure.com:443", "https://voice.openai.azure.com", "bare"),
    ],
)
def test_an_endpoint_is_understood(text: str, origin: str, kind: str) -> None:
    endpoint = parse_endpoint(text)
    assert (endpoint.origin, endpoint.path_kind) == (origin, kind)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("https://<your-resource>.openai.azure.com", "placeholder"),
        ("https://your-resource-name.openai.azure.com", "placeholder"),
        ("https://YOUR_RESOURCE.openai.azure.com", "placeholder"),
        ("${AZURE_OPENAI_ENDPOINT}", "placeholder"),
        ("https://voice openai azure com", "blanks"),
        ("my-resource", "no endpoint"),
        ("ftp://voice.openai.azure.com", "no scheme of this service"),
        ("https://ai.azure.com/resource/overview", "portal's own address"),
        ("https://voice.privatelink.openai.azure.com", "inner name of a private endpoint"),
        ("https://user:secret@voice.openai.azure.com", "user name or password"),
        ("https://voice.openai.azure.com:port", "no valid port"),
        ("http://voice.openai.azure.com", "clear text"),
        ("https://voice..openai.azure.com", "no host name"),
        ("https://", "no host name"),
    ],
)
def test_what_is_no_endpoint_is_told_with_a_fix(text: str, words: str) -> None:
    with pytest.raises(EndpointError, match=words) as caught:
        parse_endpoint(text)
    assert caught.value.fix


@given(st.text(max_size=60) | st.from_regex(r"(https?|wss?)://[a-z.\[\]:@?/#%0-9]{0,40}", fullmatch=True))
def test_any_text_parses_or_is_refused(text: str) -> None:
    try:
        endpoint = parse_endpoint(text)
    except EndpointError as error:
        assert error.fix  # noqa: PT017 - refused is as good as parsed, as long as it says what to write
    else:
        again = parse_endpoint(endpoint.origin)
        assert again.origin == endpoint.origin
        assert again.path_kind == "bare"


@pytest.mark.parametrize(
    ("text", "dialled"),
    [
        ("https://v.openai.azure.com", "wss://v.openai.azure.com/openai/v1/realtime?model=dep%201"),
        (
            "https://v.openai.azure.com?api-version=2025-04-01-preview",
            "wss://v.openai.azure.com/openai/v1/realtime?model=dep%201&api-version=2025-04-01-preview",
        ),
        (
            "https://v.openai.azure.com/openai/realtime?api-version=2025-04-01-preview",
            "wss://v.openai.azure.com/openai/realtime?api-version=2025-04-01-preview&deployment=dep+1",
        ),
        (
            "https://v.openai.azure.com/openai/v1/realtime?model=other&api-key=abcdef0123",
            "wss://v.openai.azure.com/openai/v1/realtime?model=other",
        ),
    ],
)
def test_what_is_dialled_is_what_the_settings_say_and_never_a_key(text: str, dialled: str) -> None:
    target = Target("azure-openai", parse_endpoint(text), "dep 1", "key")
    assert target.dialled_url() == dialled
    assert target.ga_url() == "wss://v.openai.azure.com/openai/v1/realtime?model=dep%201"


def test_a_gateways_prefix_is_kept() -> None:
    endpoint = parse_endpoint("https://gate.azure-api.net/team/openai/v1")
    target = Target("gateway", endpoint, "d", "key")
    assert target.dialled_url() == "wss://gate.azure-api.net/team/openai/v1/realtime?model=d"


@pytest.mark.parametrize(
    ("host", "deployment", "model", "hint", "service"),
    [
        ("v.openai.azure.com", None, None, False, "azure-openai"),
        ("v.openai.azure.us", None, None, False, "azure-openai"),
        ("eastus2.api.cognitive.microsoft.com", None, None, False, "azure-openai"),
        ("v.services.ai.azure.com", "d", None, False, "azure-openai"),
        ("v.services.ai.azure.com", None, "m", False, "voice-live"),
        ("v.cognitiveservices.azure.com", None, None, True, "voice-live"),
        ("api.openai.com", None, None, False, "openai"),
        ("gate.example.net", None, None, False, "gateway"),
    ],
)
def test_the_service_follows_from_host_and_settings(
    host: str, deployment: str | None, model: str | None, hint: bool, service: str
) -> None:
    endpoint = parse_endpoint(f"https://{host}")
    assert choose_service(endpoint, None, deployment=deployment, model=model, voice_live_hint=hint) == service


def test_a_host_of_two_services_is_not_guessed() -> None:
    endpoint = parse_endpoint("https://v.services.ai.azure.com")
    with pytest.raises(UsageError, match="both Azure OpenAI and Voice Live"):
        choose_service(endpoint, None, deployment=None, model=None, voice_live_hint=False)
