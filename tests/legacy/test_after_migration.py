"""The legacy programs after `rtdoctor migrate --write`.

Each that is reported done holds its conversation with the newest `openai` package and no edit by hand; each
that is reported manual is left byte for byte; nothing is neither.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from .conftest import play_all
from .programs import Migration, Program, Run, contents, migrate, run

TIMEOUT_S = 30.0
"""Room for a slow machine: an answer takes well under a second."""

pytestmark = pytest.mark.xdist_group("legacy programs after")


@dataclass(frozen=True)
class Outcome:
    """One program, migrated and then run."""

    program: Program
    migration: Migration
    original: dict[str, bytes]
    migrated: dict[str, bytes]
    missing: list[str]
    """What the run would have needed."""
    after: Run | None
    """None where the program was left to a person, or something is missing."""


@pytest.fixture(scope="module")
def outcomes(simulator: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    parent = tmp_path_factory.mktemp("after")

    def play(program: Program) -> Outcome:
        directory = program.copy(parent)
        original = contents(directory)
        migration = migrate(directory)
        migrated = contents(directory)
        missing = program.missing(simulator)
        left_alone = migration.reported == "manual"
        after = None if left_alone or missing else run(program, directory, simulator, TIMEOUT_S)
        return Outcome(program, migration, original, migrated, missing, after)

    return play_all(play)


@pytest.fixture
def outcome(program: Program, outcomes: dict[str, Outcome]) -> Outcome:
    return outcomes[program.name]


def test_every_program_is_done_or_manual(outcome: Outcome) -> None:
    assert outcome.migration.reported in ("done", "manual"), outcome.migration.first.stderr


def test_done_runs(outcome: Outcome) -> None:
    if outcome.migration.reported == "manual":
        return
    if outcome.after is None:
        pytest.skip(f"{outcome.program.name} needs {', '.join(outcome.missing)}")
    assert outcome.after.completed, f"{outcome.after.stdout}\n{outcome.after.stderr}"
    for text in outcome.program.prints:
        assert text in outcome.after.stdout


def test_manual_is_left_byte_for_byte(outcome: Outcome) -> None:
    if outcome.migration.reported == "manual":
        assert outcome.migrated == outcome.original


def test_what_is_right_stays(outcome: Outcome) -> None:
    for text in outcome.program.keeps:
        assert any(text in content.decode() for content in outcome.migrated.values()), text


def test_where_only_the_name_is_wrong_only_the_name_changes(outcome: Outcome) -> None:
    if outcome.program.name_only:
        renamed = {
            path: content.replace(b"gpt-4o-realtime-preview", b"gpt-realtime-1.5")
            for path, content in outcome.original.items()
        }
        assert outcome.migrated == renamed


def test_is_reported_as_the_manifest_expects(outcome: Outcome) -> None:
    reasons = "\n".join(outcome.migration.first.places("manual"))
    assert outcome.migration.reported == outcome.program.expect, f"{outcome.program.why}\n{reasons}"


def test_a_second_run_changes_nothing(outcome: Outcome) -> None:
    assert outcome.migration.second.document is not None
    assert outcome.migration.second.places("rewrite") == []
    assert outcome.migration.second.exit_code == outcome.migration.first.exit_code


def test_the_table(outcomes: dict[str, Outcome], capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("program", "expected", "reported", "runs")]
    for outcome in outcomes.values():
        runs = "not here" if outcome.missing else "-"
        if outcome.after is not None:
            runs = "yes" if outcome.after.completed else "NO"
        rows.append((outcome.program.name, outcome.program.expect, outcome.migration.reported, runs))
    with capsys.disabled():
        # A worker of pytest-xdist has no stdout of its own, but it shares stderr.
        print(f"\n{_table(rows)}", file=sys.stderr)
    assert [row for row in rows if row[3] == "NO"] == []
    assert len([row for row in rows if row[2:] == ("done", "yes")]) >= 15


def _table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
