"""Asking the catalog: by service, by name, by dated id, for what is not there."""

from __future__ import annotations

from datetime import date

import pytest

from rtdoctor import catalog
from rtdoctor.errors import UsageError

FACTS = catalog.load()
TODAY = date(2026, 11, 22)


def names(*arguments: object) -> list[str]:
    return [f"{row.service} {row.name}" for row in FACTS.find(*arguments)]  # type: ignore[arg-type]


def test_every_version_of_a_model_at_a_service() -> None:
    assert names("azure-openai", "gpt-realtime-mini") == [
        "azure-openai gpt-realtime-mini 2025-10-06",
        "azure-openai gpt-realtime-mini 2025-12-15",
    ]


def test_one_version() -> None:
    assert names("azure-openai", "gpt-realtime-mini", "2025-12-15") == [
        "azure-openai gpt-realtime-mini 2025-12-15"
    ]
    assert names("azure-openai", "gpt-realtime-mini", "2020-01-01") == []


def test_a_dated_id_is_its_model_and_version() -> None:
    assert names("openai", "gpt-4o-realtime-preview-2024-12-17") == [
        "openai gpt-4o-realtime-preview 2024-12-17"
    ]


def test_a_service_that_is_not_known_is_every_service() -> None:
    assert names(None, "gpt-4o-realtime-preview-2025-06-03") == [
        "azure-openai gpt-4o-realtime-preview 2025-06-03",
        "openai gpt-4o-realtime-preview 2025-06-03",
        "voice-live gpt-4o-realtime-preview",
    ]
    assert names(None, "gpt-realtime-3") == []


def test_absent_from_voice_lives_list_is_retired_by_inference() -> None:
    (row,) = FACTS.find("voice-live", "gpt-4o-audio-preview")
    standing = FACTS.state(row, TODAY)
    assert (standing.state, standing.basis) == ("retired", "inferred")
    assert row.gone is not None
    assert FACTS.source(row.gone.source).title == "Voice Live model list"
    assert FACTS.find("voice-live", "never-heard-of") == ()


def test_voice_live_has_no_versions() -> None:
    assert names("voice-live", "gpt-realtime-1.5", "2026-02-23") == ["voice-live gpt-realtime-1.5"]


def test_voice_live_follows_azure_by_inference() -> None:
    (row,) = FACTS.find("voice-live", "gpt-realtime")
    standing = FACTS.state(row, TODAY)
    assert (standing.state, standing.basis, standing.verified) == ("ga", "inferred", False)
    assert standing.retires == date(2027, 3, 2)
    assert FACTS.state(row, date(2027, 3, 3)).state == "unknown"


def test_the_names_that_no_service_answers_to() -> None:
    assert FACTS.is_retired_everywhere("gpt-4o-realtime-preview", TODAY)
    assert FACTS.is_retired_everywhere("gpt-4o-mini-realtime-preview", TODAY)
    assert not FACTS.is_retired_everywhere("gpt-realtime-mini", TODAY)
    assert not FACTS.is_retired_everywhere("gpt-4o-realtime-preview", date(2026, 4, 1))
    assert not FACTS.is_retired_everywhere("never-heard-of", TODAY)


def test_an_unknown_name_is_an_error_with_near_misses() -> None:
    with pytest.raises(UsageError, match="has no model 'gpt-realtime-1-5'") as caught:
        FACTS.models("gpt-realtime-1-5")
    assert caught.value.hint is not None
    assert "gpt-realtime-1.5" in caught.value.hint


def test_a_name_of_another_service_says_where_it_is() -> None:
    with pytest.raises(UsageError, match="at azure-openai") as caught:
        FACTS.models("phi4-mm-realtime", "azure-openai")
    assert caught.value.hint == "it is known at voice-live"


def test_the_surface_of_the_preview_was_preview_and_is_deprecated() -> None:
    surface = next(s for s in FACTS.surfaces if s.id == "azure-preview-realtime")
    assert FACTS.state(surface, date(2026, 4, 30)).state == "preview"
    assert FACTS.state(surface, date(2026, 5, 1)).state == "deprecated"
    beta = next(s for s in FACTS.surfaces if s.id == "openai-beta-header")
    assert FACTS.state(beta, date(2026, 5, 13)).state == "retired"


def test_what_the_seed_saw_in_april() -> None:
    """The asker had OpenAI's 2026-05-07 in mind; on Azure and Voice Live it was over on 2026-04-23."""
    day = date(2026, 4, 23)
    states = {
        row.service: FACTS.state(row, day).state
        for row in FACTS.find(None, "gpt-4o-realtime-preview-2024-12-17")
    }
    assert states == {"azure-openai": "retired", "openai": "deprecated", "voice-live": "retired"}
