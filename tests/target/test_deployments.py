"""Near misses of a deployment name."""

from __future__ import annotations

import pytest

from rtdoctor.facts.http import Deployment
from rtdoctor.target.deployments import near_misses, realtime_deployments

LISTED = (
    Deployment("gpt-realtime-1.5", "gpt-realtime-1.5", "succeeded"),
    Deployment("voice-prod", "gpt-realtime", "succeeded"),
    Deployment("chat", "gpt-4.1-mini", "succeeded"),
    Deployment("interpreter", "gpt-realtime-translate", "succeeded"),
)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("gpt-realtime-15", "gpt-realtime-1.5"),
        ("GPT_Realtime_1.5", "gpt-realtime-1.5"),
        ("voice-prd", "voice-prod"),
        ("gpt-realtime", "voice-prod"),
    ],
)
def test_what_was_meant_comes_first(name: str, first: str) -> None:
    assert near_misses(name, LISTED)[0] == first


def test_nothing_alike_is_not_guessed() -> None:
    assert near_misses("zzz", LISTED) == ()


def test_translation_is_not_a_conversation() -> None:
    assert realtime_deployments(LISTED) == ("gpt-realtime-1.5", "voice-prod")
