"""A unit is taken up whole or left whole, and only when its result holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rtdoctor.exit_codes import ExitCode
from rtdoctor.migrate.edit import Edit
from rtdoctor.migrate.outcome import Outcome
from rtdoctor.migrate.plan import Language, Planner
from rtdoctor.migrate.rewriting import RewriteOptions, Rewriting
from rtdoctor.scan.tree import scan_tree
from rtdoctor.scan.walk import locate

from .helpers import make_tree, planner_for
from .toy import rewrite

OLD = "gpt-4o-realtime-preview"


def line(comment: str = "") -> str:
    return f'MODEL = "{OLD}"{comment}\n'


def test_a_connection_over_three_files_is_one_unit(tmp_path: Path) -> None:
    make_tree(tmp_path, {"a.py": line("  # c:one"), "b/c.py": line("  # c:one"), "d.py": line()})
    plan = planner_for(tmp_path).plan()
    assert [(unit.id, unit.paths) for unit in plan.units] == [
        ("one", ("a.py", "b/c.py")),
        ("d.py", ("d.py",)),
    ]
    assert [f.command for f in plan.follow_ups] == ["az create one"]


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("  # c:one # again", "a second run would change it again (TOY1)"),
        ("  # c:one # broken", "the result would not parse"),
        ("  # c:one # lossy", "a comment would be lost"),
        ("  # c:one # twice", "two rules claim the same place"),
    ],
)
def test_a_result_that_does_not_hold_leaves_its_whole_connection(
    tmp_path: Path, comment: str, reason: str
) -> None:
    make_tree(tmp_path, {"a.py": line(comment), "b.py": line("  # c:one"), "other.py": line("  # c:two")})
    plan = planner_for(tmp_path).plan()
    assert list(plan.results) == ["other.py"]
    assert [(left.unit.id, left.kind) for left in plan.left] == [("one", "unproved")]
    assert reason in plan.left[0].why
    statuses = {connection.id: connection.status for connection in plan.connections}
    assert statuses == {"one": "manual", "two": "done"}
    assert {r.path: r.action for r in plan.references} == {
        "a.py": "manual",
        "b.py": "manual",
        "other.py": "rewrite",
    }
    assert [f.connection for f in plan.follow_ups] == ["two"]
    assert Outcome(plan).exit_code is ExitCode.FINDINGS


def test_a_connection_that_shares_a_file_with_a_bad_one_is_left_with_it(tmp_path: Path) -> None:
    make_tree(tmp_path, {"a.py": line("  # c:one # broken") + line("  # c:two"), "b.py": line("  # c:two")})
    plan = planner_for(tmp_path).plan()
    assert plan.results == {}
    assert {left.unit.id for left in plan.left} == {"one", "two"}


def test_unsafe_edits_hold_their_connection_back_and_are_counted(tmp_path: Path) -> None:
    make_tree(tmp_path, {"a.py": line("  # c:one # unsafe"), "b.py": line("  # c:one"), "c.py": line()})
    plan = planner_for(tmp_path).plan()
    assert list(plan.results) == ["c.py"]
    assert plan.held_back == 2
    assert {r.path: (r.action, r.applicability) for r in plan.references} == {
        "a.py": ("manual", "unsafe"),
        "b.py": ("manual", "safe"),
        "c.py": ("rewrite", "safe"),
    }
    plan = planner_for(tmp_path, options=RewriteOptions(unsafe=True)).plan()
    assert sorted(plan.results) == ["a.py", "b.py", "c.py"]
    assert plan.held_back == 0


def test_at_most_so_many_changes_and_never_half_of_one(tmp_path: Path) -> None:
    make_tree(tmp_path, {f"{name}.py": line(f"  # c:{name[0]}") for name in ("a1", "a2", "b1", "c1")})
    planner = planner_for(tmp_path)
    plan = planner.plan(max_changes=1)
    assert sorted(plan.results) == ["a1.py", "a2.py"]
    assert [(left.unit.id, left.kind) for left in plan.left] == [("b", "limit"), ("c", "limit")]
    assert {r.action for r in plan.references} == {"rewrite"}
    assert Outcome(plan, written=True).exit_code is ExitCode.FINDINGS
    assert sorted(planner.plan(max_changes=9).results) == ["a1.py", "a2.py", "b1.py", "c1.py"]


def test_a_bad_unit_does_not_use_up_the_limit(tmp_path: Path) -> None:
    make_tree(tmp_path, {"a.py": line("  # c:a # broken"), "b.py": line("  # c:b"), "c.py": line("  # c:c")})
    plan = planner_for(tmp_path).plan(max_changes=1)
    assert list(plan.results) == ["b.py"]


def test_a_choice_is_proved_anew(tmp_path: Path) -> None:
    make_tree(tmp_path, {"a.py": line("  # c:a") + line("  # c:b")})
    plan = planner_for(tmp_path).plan(choose={"b"})
    assert plan.results["a.py"].decode() == line("  # c:a") + line("  # c:b").replace(OLD, "gpt-realtime-1.5")
    assert {r.action for r in plan.references} == {"rewrite"}
    assert Outcome(plan, written=True).exit_code is ExitCode.FINDINGS


def test_a_manual_connection_of_the_rules_is_reported_and_left(tmp_path: Path) -> None:
    make_tree(tmp_path, {"a.py": line("  # c:one # manual")})
    plan = planner_for(tmp_path).plan()
    assert plan.results == {}
    assert [c.status for c in plan.connections] == ["manual"]
    assert Outcome(plan, written=True).exit_code is ExitCode.FINDINGS


def test_vendored_and_generated_python_is_kept_and_not_given_to_the_rules(tmp_path: Path) -> None:
    make_tree(tmp_path, {"vendor/a.py": line(), "gen.py": "# Code generated by x. DO NOT EDIT.\n" + line()})
    plan = planner_for(tmp_path).plan()
    assert [(r.path, r.role, r.action) for r in plan.references] == [
        ("gen.py", "generated", "keep"),
        ("vendor/a.py", "vendored", "keep"),
    ]
    assert Outcome(plan).exit_code is ExitCode.OK


def test_an_ignored_file_is_not_planned(tmp_path: Path) -> None:
    make_tree(tmp_path, {"a.py": line(), ".gitignore": "a.py\n"})
    plan = planner_for(tmp_path).plan()
    assert (plan.references, plan.results) == ((), {})


def test_a_file_that_does_not_parse_and_names_nothing_retired_is_no_gap(tmp_path: Path) -> None:
    make_tree(tmp_path, {"a.py": "print 'realtime'\n", "b.py": f"print '{OLD}'\n"})
    plan = planner_for(tmp_path).plan()
    assert [(s.path, s.asked) for s in plan.skipped] == [("a.py", False), ("b.py", True)]


@pytest.mark.parametrize(
    ("name", "head", "why"),
    [
        ("vendor/b.py", "", "it is vendored"),
        ("b.py", "# @generated\n", "it is generated"),
        ("local.py", "", "it is left out by .gitignore"),
        ("../outside.py", "", "it cannot be read"),
    ],
)
def test_a_rule_that_reaches_for_what_is_not_the_user_s_loses_its_connection(
    tmp_path: Path, name: str, head: str, why: str
) -> None:
    """Rules read other files for their values, and one might want to edit what it read."""
    root = tmp_path / "tree"
    make_tree(root, {"a.py": line("  # c:one"), name: head + line(), ".gitignore": "local.py\n"})

    def reaching(directory: Path, files: Any, options: RewriteOptions, read: Any) -> Rewriting:
        found = rewrite(directory, files, options, read)
        if not found.edits:
            return found
        return replace(found, edits=(*found.edits, Edit(name, len(head), len(head) + 1, b"N", "TOY1", "one")))

    planner = Planner(scan_tree(locate([root])), RewriteOptions(), [Language(frozenset((".py",)), reaching)])
    plan = planner.plan()
    assert plan.results == {}
    assert plan.left[0].why == f"{name} would have to change, but {why}"


def _breaking(on: bytes) -> Callable[[Path], Planner]:
    def rule(directory: Path, files: Any, options: RewriteOptions, read: Any) -> Rewriting:
        if any(on in data for data in files.values()):
            raise KeyError("oops")
        return rewrite(directory, files, options, read)

    return lambda root: Planner(
        scan_tree(locate([root])), RewriteOptions(), [Language(frozenset((".py",)), rule)]
    )


def test_a_rule_that_breaks_leaves_its_files_unjudged_and_the_run_goes_on(tmp_path: Path) -> None:
    make_tree(tmp_path, {"a.py": line("  # c:one"), "b.yaml": f"model: {OLD}\n"})
    plan = _breaking(b"gpt-4o")(tmp_path).plan()
    assert [(s.path, s.asked) for s in plan.skipped] == [("a.py", True)]
    assert "KeyError: 'oops'" in plan.skipped[0].reason
    assert [(r.path, r.action) for r in plan.references] == [("a.py", "manual"), ("b.yaml", "manual")]


def test_a_rule_that_breaks_over_the_result_leaves_the_unit(tmp_path: Path) -> None:
    make_tree(tmp_path, {"a.py": line("  # c:one")})
    plan = _breaking(b"gpt-realtime-1.5")(tmp_path).plan()
    assert plan.results == {}
    assert "could not be judged again" in plan.left[0].why


ENV = f"# here\nAZURE_OPENAI_DEPLOYMENT='{OLD}'  # ours\r\nOTHER={OLD}-2\n"


def env_plan(
    tmp_path: Path, comment: str, options: RewriteOptions | None = None, env: str = ENV
) -> dict[str, str]:
    reader = f'import os\nMODEL = os.environ["AZURE_OPENAI_DEPLOYMENT"]\nOLD = "{OLD}"{comment}\n'
    make_tree(tmp_path, {"a.py": reader, ".env": env})
    plan = planner_for(tmp_path, options=options).plan()
    (reference,) = [r for r in plan.references if r.path == ".env" and r.match == OLD]
    return {"action": reference.action, "role": reference.role, "new": plan.results.get(".env", b"").decode()}


def test_a_deployment_in_an_env_file_moves_with_the_connection_that_reads_it(tmp_path: Path) -> None:
    found = env_plan(tmp_path, "  # c:one")
    assert (found["action"], found["role"]) == ("rewrite", "deployment")
    assert found["new"] == ENV.replace(f"'{OLD}'", "'gpt-realtime-1.5'")


def test_it_stays_when_its_connection_stays(tmp_path: Path) -> None:
    assert env_plan(tmp_path, "  # c:one # manual") == {"action": "manual", "role": "deployment", "new": ""}


def test_it_stays_when_no_connection_reads_it(tmp_path: Path) -> None:
    assert env_plan(tmp_path, "")["action"] == "manual"


def test_it_stays_when_its_connection_turns_out_not_to_hold(tmp_path: Path) -> None:
    assert env_plan(tmp_path, "  # c:one # broken")["action"] == "manual"


def test_deployments_are_kept_or_named_as_asked(tmp_path: Path) -> None:
    keep = env_plan(tmp_path / "1", "  # c:one", RewriteOptions(deployments="keep"))
    assert keep["action"] == "keep"
    named = env_plan(tmp_path / "2", "  # c:one", RewriteOptions(deployment_names={OLD: "voice"}))
    assert "AZURE_OPENAI_DEPLOYMENT='voice'" in named["new"]


def test_a_voice_live_variable_is_renamed_alone(tmp_path: Path) -> None:
    make_tree(tmp_path, {".env": f"VOICELIVE_MODEL={OLD}\n"})
    plan = planner_for(tmp_path).plan()
    assert plan.results == {".env": b"VOICELIVE_MODEL=gpt-realtime-1.5\n"}
