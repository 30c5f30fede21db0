"""What the user chose, checked before anything is read."""

from __future__ import annotations

from datetime import date

import pytest

from rtdoctor.errors import UsageError
from rtdoctor.migrate.options import check_rules, check_target, parse_deployments

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], ("rename", {})),
        (["keep"], ("keep", {})),
        (["old=new"], ("rename", {"old": "new"})),
        (["keep", "old=new", "a=b=c"], ("keep", {"old": "new", "a": "b=c"})),
        (["old=new", "old=new"], ("rename", {"old": "new"})),
    ],
)
def test_deployments(values: list[str], expected: tuple[str, dict[str, str]]) -> None:
    assert parse_deployments(values) == expected


@pytest.mark.parametrize("values", [["never"], ["=new"], ["old="], ["keep", "rename"], ["a=b", "a=c"], [""]])
def test_deployments_that_mean_nothing(values: list[str]) -> None:
    with pytest.raises(UsageError, match="--deployments"):
        parse_deployments(values)


def test_rules_are_known_and_may_be_joined_by_commas() -> None:
    assert check_rules(["rm101,RM102", "RM103"], ["RM101", "RM102", "RM103"], "--only") == {
        "RM101",
        "RM102",
        "RM103",
    }
    with pytest.raises(UsageError, match="--skip RM999: there is no such rule"):
        check_rules(["RM101,RM999"], ["RM101"], "--skip")


def test_the_default_target_lasts() -> None:
    assert check_target("gpt-realtime-1.5", "--to", DAY) == []


@pytest.mark.parametrize(
    ("model", "dates"),
    [
        ("gpt-realtime", "azure-openai: 2027-03-02; openai: 2027-01-20"),
        ("gpt-4o-realtime-preview", "openai: 2026-05-07"),
    ],
)
def test_a_target_that_has_to_be_left_again_is_refused_with_its_dates(model: str, dates: str) -> None:
    with pytest.raises(UsageError, match=dates):
        check_target(model, "--to", DAY)


def test_a_date_that_only_some_give_is_a_note() -> None:
    notes = check_target("gpt-realtime-2.1", "--to", DAY)
    assert any("2026-10-15" in note for note in notes)


def test_an_unknown_target_is_taken_and_said() -> None:
    assert check_target("my-own-model", "--to", DAY) == [
        "--to my-own-model is not in the catalog: nothing is known of its retirement"
    ]
