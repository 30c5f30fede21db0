"""The shipped data: it passes its own validator, says where each fact comes from, and is what is compiled."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from rtdoctor import catalog
from rtdoctor.catalog import compile as compiler
from rtdoctor.catalog.rows import ModelRow
from rtdoctor.catalog.succession import SAFE_DAYS, is_dying
from rtdoctor.errors import UsageError

FACTS = catalog.load()
TODAY = date(2026, 11, 22)


def row_id(row: ModelRow) -> str:
    return f"{row.service}-{row.model}-{row.version}"


def test_the_compiled_module_is_what_its_sources_say() -> None:
    records, compiled = compiler.read_data()
    assert compiler.MODULE.read_text(encoding="utf-8") == compiler.render(records, compiled), (
        "run `python -m rtdoctor.catalog.compile`"
    )


def test_facts_are_old_after_45_days() -> None:
    day = FACTS.compiled + timedelta(days=45)
    assert FACTS.age_days(day) == 45
    assert not FACTS.is_stale(day)
    assert FACTS.is_stale(day + timedelta(days=1))


@pytest.mark.parametrize("row", FACTS.models(), ids=row_id)
def test_no_fact_without_a_source_and_a_day_that_has_passed(row: ModelRow) -> None:
    claims = [*row.dates, *row.states, *row.limits, *row.replacements]
    assert row.states
    for claim in claims:
        assert FACTS.source(claim.source).title
        assert claim.seen <= FACTS.compiled


def test_titles_are_names_for_people() -> None:
    for source in FACTS.sources:
        assert "\\" not in source.title + source.about
        assert "../" not in source.title + source.about
        assert not source.about.startswith(("/", "..", "~"))
        assert len(source.title) <= 46


def test_every_source_is_named_by_some_row() -> None:
    rows = [*FACTS.models(), *FACTS.surfaces, *FACTS.api_versions]
    named = {claim.source for row in rows for claim in (*row.dates, *row.states)}
    named |= {row.gone.source for row in rows if row.gone}
    named |= {c.source for row in FACTS.models() for c in (*row.limits, *row.replacements)}
    named |= {offer.source for row in FACTS.models() for offer in FACTS.offers(row)}
    for table in (FACTS.sdk_floors, FACTS.roles, FACTS.errors, FACTS.targets):
        named |= {row.source for row in table}  # type: ignore[attr-defined]
    assert {source.key for source in FACTS.sources} - named == {"own-arm"}


def test_every_date_of_a_publication_is_dated_by_its_edition() -> None:
    """`seen` may be earlier than the edition (a history was read), never later, but for what was read live."""
    for row in FACTS.models():
        for claim in row.dates:
            assert claim.seen <= FACTS.source(claim.source).day


@pytest.mark.parametrize("table", ["surfaces", "api_versions", "sdk_floors", "roles", "errors"])
def test_the_other_tables_are_there_and_sourced(table: str) -> None:
    rows = getattr(FACTS, table)
    assert rows
    for row in rows:
        keys = [row.source] if hasattr(row, "source") else [claim.source for claim in row.states]
        assert keys
        for key in keys:
            assert FACTS.source(key)


def test_the_data_action_is_granted_by_the_roles_that_say_yes() -> None:
    from fnmatch import fnmatchcase

    action = "microsoft.cognitiveservices/accounts/openai/deployments/realtime/action"
    for role in FACTS.roles:
        granted = any(fnmatchcase(action, pattern.lower()) for pattern in role.data_actions)
        denied = any(fnmatchcase(action, pattern.lower()) for pattern in role.not_data_actions)
        assert (granted and not denied) is (role.realtime == "yes"), role.name


def test_the_floors_that_migration_pins_to() -> None:
    floors = {(row.ecosystem, row.package): row.floor for row in FACTS.sdk_floors}
    assert floors["pypi", "openai"] == "1.107.1"
    assert floors["npm", "openai"] == "5.23.1"
    assert floors["nuget", "OpenAI"] == "2.9.0"
    assert floors["github", "rtclient"] == ""


def test_a_row_for_every_service_model_and_version_that_was_found() -> None:
    versions = {(row.service, row.model, row.version) for row in FACTS.models()}
    assert {
        ("azure-openai", "gpt-4o-realtime-preview", "2024-10-01"),
        ("azure-openai", "gpt-4o-realtime-preview", "2024-12-17"),
        ("azure-openai", "gpt-4o-realtime-preview", "2025-06-03"),
        ("azure-openai", "gpt-realtime-1.5", "2026-02-23"),
        ("azure-openai", "whisper", "001"),
        ("openai", "gpt-4o-realtime-preview", ""),
        ("openai", "gpt-realtime", "2025-08-28"),
        ("openai", "gpt-4o-mini-tts", "2025-12-15"),
        ("voice-live", "gpt-realtime-1.5", ""),
        ("voice-live", "phi4-mm-realtime", ""),
    } <= versions
    assert len([key for key in versions if key[0] == "azure-openai"]) == 31


@pytest.mark.parametrize("row", FACTS.models(), ids=row_id)
def test_no_chain_ends_in_what_is_about_to_go_without_saying_so(row: ModelRow) -> None:
    for as_of in (date(2026, 1, 1), TODAY, date(2027, 2, 1), date(2027, 12, 31)):
        succession = FACTS.successors(row, as_of)
        if succession.safe is None:
            assert succession.why
            continue
        standing = FACTS.state(succession.safe.row, as_of)
        assert standing.state not in ("retired", "unknown")
        for left in (standing.days_left, standing.warn_days_left):
            assert left is None or left >= SAFE_DAYS
        for step in succession.steps[:-1]:
            assert step.dying


def test_the_target_of_migration_lasts_on_both_clouds() -> None:
    for service in ("azure-openai", "openai", "voice-live"):
        (row,) = FACTS.find(service, "gpt-realtime-1.5")  # type: ignore[arg-type]
        assert FACTS.successors(row, TODAY).safe is None
        assert FACTS.state(row, TODAY).state == "ga"


def test_the_mini_tier_has_no_safe_default_on_azure_and_one_on_openai() -> None:
    (azure,) = FACTS.find("azure-openai", "gpt-4o-mini-realtime-preview")
    succession = FACTS.successors(azure, TODAY)
    assert succession.safe is None
    assert "no safe default" in succession.why
    assert [choice.row.name for choice in FACTS.choices(azure, TODAY)] == [
        "gpt-realtime-2.1-mini 2026-07-07",
        "gpt-realtime-mini 2025-10-06",
        "gpt-realtime-mini 2025-12-15",
    ]
    alias = FACTS.find("openai", "gpt-4o-mini-realtime-preview")[0]
    safe = FACTS.successors(alias, TODAY).safe
    assert safe is not None
    assert safe.row.model == "gpt-realtime-2.1-mini"


def test_the_seeds_limits() -> None:
    (row,) = FACTS.find("azure-openai", "gpt-realtime-1.5")
    limits = FACTS.limits(row)
    assert limits is not None
    assert (limits.context, limits.output, limits.disputed) == (32_000, 4_096, False)
    (disputed,) = FACTS.find("azure-openai", "gpt-realtime-2")
    second = FACTS.limits(disputed)
    assert second is not None
    assert (second.context, second.disputed) == (32_000, True)


def test_what_is_retired_is_no_place_to_go_even_without_a_date() -> None:
    (row,) = FACTS.find("azure-openai", "gpt-4o-mini-audio-preview")
    standing = FACTS.state(row, TODAY)
    assert standing.retires is None
    assert is_dying(standing)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (
            '"azure-schedule-2026-07"], superseded = true },\n    { on = 2027-08-24',
            '"azure-schedule-2026-07"] },\n    { on = 2027-08-24',
            r"gpt-realtime-1.5 2026-02-23: 2027-02-23 from azure-schedule-2026-04 \(seen 2026-04-23\) "
            "is not marked superseded, but a later edition says otherwise",
        ),
        (
            '{ on = 2027-08-24, source = "azure-schedule-2026-09" }',
            '{ on = 2027-08-24, source = "azure-schedule-2026-09", superseded = true }',
            "is marked superseded, but no later edition of the same source says otherwise",
        ),
        (
            '{ context = 28672, output = 4096, source = "azure-limits-2025-09", superseded = true }',
            '{ context = 28672, output = 4096, source = "azure-limits-2025-09" }',
            "28672 4096 from azure-limits-2025-09 .* is not marked superseded",
        ),
        (
            '{ is = "ga", source = "azure-schedule-2026-07", superseded = true }',
            '{ is = "ga", source = "azure-schedule-2026-07" }',
            "ga from azure-schedule-2026-07 .* is not marked superseded",
        ),
    ],
)
def test_the_shipped_marks_of_what_is_superseded_are_held_to_the_rule(
    old: str, new: str, complaint: str, tmp_path: Path
) -> None:
    for path in compiler.DATA.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        if path.name == "azure_openai.toml":
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=complaint) as caught:
        compiler.read_data(tmp_path)
    assert str(caught.value).startswith("azure_openai.toml:")
