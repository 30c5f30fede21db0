"""No secret survives, in any form in which it travels; and ordinary text does."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtdoctor.redaction import MASK, Redactor

SECRET = "k3y+with/odd=chars-and-length"


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        f"wss://v.openai.azure.com/openai/v1/realtime?model=m&api-key={quote(SECRET, safe='')}",
        f"Basic {base64.b64encode(SECRET.encode()).decode()}",
        f'{{"message": "bad key {SECRET}"}}',
    ],
)
def test_a_known_secret_is_masked_in_every_form(text: str) -> None:
    shown = Redactor([SECRET]).text(text)
    assert SECRET not in shown
    assert quote(SECRET, safe="") not in shown
    assert base64.b64encode(SECRET.encode()).decode() not in shown
    assert MASK in shown


@pytest.mark.parametrize(
    ("text", "leak"),
    [
        ("Location: wss://h/v1/realtime?model=m&api-key=abc123def456", "abc123def456"),
        ("Authorization: Bearer abc123def456ghi", "abc123def456ghi"),
        ("?Authorization=Bearer%20abc123def456ghi&x=1", "abc123def456ghi"),
        ("{'api-key': 'abc123def456'}", "abc123def456"),
        ('{"Ocp-Apim-Subscription-Key":"abc123def456"}', "abc123def456"),
        ("AZURE_OPENAI_API_KEY=0123456789abcdef0123456789abcdef", "0123456789abcdef"),
        ('api_key="0123456789abcdef0123456789abcdef"', "0123456789abcdef"),
        ("HTTPS_PROXY=http://user:hunter2@proxy:8080", "hunter2"),
        ("token eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwcyJ9.c2ln", "eyJhdWQi"),
        ("sk-proj-abcdefghijkl0123", "abcdefghijkl0123"),
        ("value ek_68a1b2c3d4e5f6a7b8", "68a1b2c3d4e5f6a7b8"),
        ("openai-insecure-api-key.abcdef123456", "abcdef123456"),
    ],
)
def test_an_unknown_secret_is_masked_by_its_shape(text: str, leak: str) -> None:
    assert leak not in Redactor().text(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://voice.openai.azure.com/openai/v1/realtime?model=gpt-realtime-1.5",
        'api_key=os.environ["AZURE_OPENAI_API_KEY"],',
        "azure_ad_token_provider=get_bearer_token_provider(credential, scope)",
        "    api_key=token_provider,",
        "max_output_tokens=4096, input_tokens: 253",
        "token_provider = get_bearer_token_provider_v2024_something()",
        "the key is accepted",
        "commit 463e870dcd4ddf94dafb4808850c6fdbecd36a88",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert Redactor().text(text) == text


@given(st.text(max_size=200))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    redactor = Redactor([SECRET])
    once = redactor.text(text)
    assert redactor.text(once) == once


def test_data_is_masked_at_every_depth() -> None:
    redactor = Redactor([SECRET])
    masked = redactor.data({"a": [SECRET, ({"b": f"x{SECRET}"},)], "n": 1, "z": None})
    assert masked == {"a": [MASK, ({"b": f"x{MASK}"},)], "n": 1, "z": None}


def test_a_word_is_not_a_secret() -> None:
    assert Redactor(["key", ""]).text("the key is accepted") == "the key is accepted"
