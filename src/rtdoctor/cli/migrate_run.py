"""One run of `migrate`, from its options to its exit code."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rtdoctor.errors import UsageError
from rtdoctor.exit_codes import ExitCode
from rtdoctor.migrate.options import check_rules, check_target, parse_deployments
from rtdoctor.migrate.outcome import Outcome
from rtdoctor.migrate.plan import Plan, Planner, Unit
from rtdoctor.migrate.rewriting import RewriteOptions
from rtdoctor.migrate.undo import recover_if_needed, undo
from rtdoctor.scan.tree import Tree, scan_tree
from rtdoctor.scan.walk import Asked, locate

if TYPE_CHECKING:
    from rtdoctor.report.output import Output


@dataclass(frozen=True, slots=True)
class Request:
    """The options of the command line, as they were given."""

    paths: tuple[Path, ...] = ()
    write: bool = False
    diff: bool = False
    check: bool = False
    interactive: bool = False
    undo: bool = False
    to: str = "gpt-realtime-1.5"
    mini_to: str | None = None
    deployments: tuple[str, ...] = ()
    unsafe: bool = False
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    list_rules: bool = False
    max_changes: int | None = None
    force: bool = False
    as_json: bool = False
    reports: tuple[str, ...] = ()


def run_migrate(request: Request, output: Output) -> int:
    """Do what was asked; returns the exit code. Raises `UsageError` for whatever makes it 2."""
    if request.list_rules:
        from rtdoctor.report.rule_list import show_rules

        show_rules(output, as_json=request.as_json)
        return ExitCode.OK
    reports = [_parse_report(report) for report in request.reports]
    _refuse_contradictions(request)
    options = _options(request, output)
    asked = locate(request.paths)
    for line in recover_if_needed(asked.root):
        output.note(line)
    if request.undo:
        return _undo(asked, request, output)
    tree = _scan(asked, output)
    _know_secrets(tree, output)
    planner = _planner(tree, options, request, output)
    plan = planner.plan(max_changes=request.max_changes)
    outcome = _show_and_write(planner, plan, request, output)
    for format_, file in reports:
        output.file(file, _render(outcome, format_, output))
    return outcome.exit_code


def _refuse_contradictions(request: Request) -> None:
    if request.check and (request.write or request.interactive):
        raise UsageError("--check never writes: leave out --write and --interactive")
    if request.undo and (request.write or request.interactive or request.check or request.diff):
        raise UsageError("--undo stands alone: it shows and plans nothing")
    if request.diff and request.as_json:
        raise UsageError("--diff and --format json both want stdout", "use --report json=FILE beside --diff")


def _options(request: Request, output: Output) -> RewriteOptions:
    mode, names = parse_deployments(request.deployments)
    only = skip = frozenset[str]()
    if request.only or request.skip:
        from rtdoctor.report.rule_list import rule_codes

        known = rule_codes()
        only = check_rules(request.only, known, "--only")
        skip = check_rules(request.skip, known, "--skip")
    defaults = Request()
    for model, option, default in (
        (request.to, "--to", defaults.to),
        (request.mini_to, "--mini-to", defaults.mini_to),
    ):
        if model is not None and model != default and not request.force:
            for note in check_target(model, option):
                output.note(note)
    return RewriteOptions(request.to, request.mini_to, mode, names, request.unsafe, only, skip)


def _scan(asked: Asked, output: Output) -> Tree:
    tree = scan_tree(asked)
    if tree.state_directories:
        lines = recover_if_needed(asked.root, tree.state_directories)
        for line in lines:
            output.note(line)
        if lines:
            return scan_tree(asked)
    return tree


def _planner(tree: Tree, options: RewriteOptions, request: Request, output: Output) -> Planner:
    planner = Planner(tree, options)
    if request.deployments or not (_asks(request, output) or request.interactive):
        return planner
    from rtdoctor.migrate.interactive import ask_deployments

    names = ask_deployments(planner.plan().references, output.ask)
    if any(old == new or new != options.to for old, new in names.items()):
        return Planner(tree, replace(options, deployment_names=names))
    return planner


def _asks(request: Request, output: Output) -> bool:
    """Whether somebody sits there: on a terminal, without an option that says what to do."""
    said = request.write or request.check or request.diff or request.interactive or request.as_json
    return not said and output.is_terminal and sys.stdin is not None and sys.stdin.isatty()


def _show_and_write(planner: Planner, plan: Plan, request: Request, output: Output) -> Outcome:
    if request.interactive:
        return _write(planner, _choose(planner, plan, output), request, output)
    if request.diff:
        _show_diff(plan, output)
    if request.write:
        return _write(planner, plan, request, output)
    outcome = Outcome(plan)
    _show(outcome, request, output)
    if plan.edits and _asks(request, output):
        from rtdoctor.migrate.interactive import confirm

        if confirm(_question(plan), output.ask):
            return _write(planner, plan, request, output)
    return outcome


def _question(plan: Plan) -> str:
    from rtdoctor.report.migrate_human import count

    return f"Make {count(len(plan.edits), 'edit')} in {count(len(plan.results), 'file')}?"


def _choose(planner: Planner, plan: Plan, output: Output) -> Plan:
    from rtdoctor.migrate.diff import unified_diff
    from rtdoctor.migrate.interactive import choose_units
    from rtdoctor.report.migrate_human import unit_lines
    from rtdoctor.report.styled import show

    def show_unit(unit: Unit) -> None:
        show(output, unit_lines(unit, "to be made", output.width))
        for path in unit.paths:
            edits = [edit for edit in unit.edits if edit.path == path]
            output.raw(unified_diff(path, plan.originals[path], edits))

    chosen = choose_units(plan.units, show_unit, output.ask)
    return planner.plan(choose=chosen)


def _write(planner: Planner, plan: Plan, request: Request, output: Output) -> Outcome:
    from rtdoctor.migrate.apply import apply_plan
    from rtdoctor.migrate.git_guard import find_uncommitted

    if plan.results:
        answer = find_uncommitted(plan.root, plan.results)
        if answer.note:
            output.note(answer.note)
        if answer.modified and not request.force:
            raise UsageError(
                f"uncommitted changes in {', '.join(answer.modified)}; nothing was written",
                "commit or stash these files, or write all the same with --force (--undo brings them back)",
            )
    applied = apply_plan(planner, plan)
    outcome = Outcome(applied.plan, written=applied.run is not None or not plan.results)
    _show(outcome, request, output)
    if applied.run is not None:
        output.note("rtdoctor migrate --undo takes this back")
    return outcome


def _show(outcome: Outcome, request: Request, output: Output) -> None:
    if request.as_json:
        from rtdoctor.report.migrate_document import migrate_document

        output.json(migrate_document(outcome))
    elif request.diff:
        output.note(_render(outcome, "human", output))
    else:
        from rtdoctor.report.migrate_human import migrate_lines
        from rtdoctor.report.styled import show

        show(output, migrate_lines(outcome, output.width))


def _show_diff(plan: Plan, output: Output) -> None:
    from rtdoctor.migrate.diff import unified_diff

    edits = plan.edits
    masked = False
    for path in sorted(plan.results):
        mine = [edit for edit in edits if edit.path == path]
        masked |= output.raw(unified_diff(path, plan.originals[path], mine))
    if masked:
        output.note("secrets are masked in this diff, so it cannot be applied as a patch: use --write")


def _render(outcome: Outcome, format_: str, output: Output) -> str:
    if format_ == "json":
        from rtdoctor.report.migrate_document import migrate_document
        from rtdoctor.report.output import dump_json

        return dump_json(output.redactor.data(migrate_document(outcome))) + "\n"
    from rtdoctor.report.migrate_human import migrate_lines

    return "\n".join(line.text for line in migrate_lines(outcome, output.width)) + "\n"


def _parse_report(report: str) -> tuple[str, Path]:
    format_, equals, file = report.partition("=")
    if not equals or not file or format_ not in ("human", "json"):
        raise UsageError(f"--report {report!r} is not FORMAT=FILE with human or json")
    return format_, Path(file)


def _know_secrets(tree: Tree, output: Output) -> None:
    """A diff shows the lines around an edit; the values of the project's own `.env` files are masked in it."""
    names = [path for path in tree.known if path.rpartition("/")[2].startswith(".env")]
    if not names:
        return
    from io import StringIO

    from dotenv import dotenv_values

    for path in names:
        data = tree.read(path) or b""
        for name, value in dotenv_values(stream=StringIO(data.decode("utf-8", "replace"))).items():
            if any(
                word in name.upper() for word in ("KEY", "SECRET", "TOKEN", "PASSWORD", "CONNECTION_STRING")
            ):
                output.redactor.add(value)


def _undo(asked: Asked, request: Request, output: Output) -> int:
    done = undo(asked.root, force=request.force)
    if request.as_json:
        from rtdoctor.report.migrate_document import undo_document

        output.json(undo_document(done.paths))
    else:
        from rtdoctor.report.migrate_human import count

        verb = "is" if len(done.paths) == 1 else "are"
        output.text(
            "\n".join([f"{count(len(done.paths), 'file')} {verb} as before the last run:", *done.paths])
        )
    return ExitCode.OK
