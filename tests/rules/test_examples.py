"""Every rule's own examples: they are its documentation, and this is their test."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from rtdoctor.migrate.edit import splice
from rtdoctor.migrate.python import rewrite_python
from rtdoctor.migrate.rewriting import RewriteOptions, Rewriting
from rtdoctor.migrate.rules import Rule, all_rules
from rtdoctor.migrate.rules._rule import Example

RULES = all_rules()


def rewrite(source: str) -> Rewriting:
    return rewrite_python(Path("nowhere"), {"app.py": source.encode()}, RewriteOptions(), lambda path: None)


VALID = [
    pytest.param(rule, program, id=f"{rule.code}-{n}")
    for rule in RULES
    for n, program in enumerate(rule.valid)
]
MANUAL = [
    pytest.param(rule, program, id=f"{rule.code}-{n}")
    for rule in RULES
    for n, program in enumerate(rule.manual)
]
INVALID = [
    pytest.param(rule, case, id=f"{rule.code}-{n}") for rule in RULES for n, case in enumerate(rule.invalid)
]


@pytest.mark.parametrize(("rule", "program"), VALID)
def test_valid_is_left_alone(rule: Rule, program: str) -> None:
    ast.parse(program)
    assert [edit for edit in rewrite(program).edits if edit.rule == rule.code] == []


@pytest.mark.parametrize(("rule", "example"), INVALID)
def test_invalid_becomes(rule: Rule, example: Example) -> None:
    ast.parse(example.after)
    rewriting = rewrite(example.before)
    assert splice(example.before.encode(), rewriting.edits).decode() == example.after, rewriting.connections
    assert rule.code in {edit.rule for edit in rewriting.edits}


@pytest.mark.parametrize(("rule", "example"), INVALID)
def test_a_second_run_changes_nothing(rule: Rule, example: Example) -> None:
    assert rewrite(example.after).edits == ()


@pytest.mark.parametrize(("rule", "program"), MANUAL)
def test_manual_is_reported_whole_and_left_alone(rule: Rule, program: str) -> None:
    rewriting = rewrite(program)
    assert rewriting.edits == ()
    assert [connection.status for connection in rewriting.connections] == ["manual"]
    assert rewriting.connections[0].places
    assert rule.code in {reference.rule for reference in rewriting.references if reference.action == "manual"}


def test_no_op_examples_outnumber_transforms() -> None:
    assert len(VALID) > len(INVALID)
    assert all(rule.valid for rule in RULES)


def test_codes_are_permanent_and_unique() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert all(rule.source and rule.name for rule in RULES)
