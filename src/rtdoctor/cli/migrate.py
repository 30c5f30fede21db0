"""`rtdoctor migrate`: move a project off the preview, one whole connection at a time."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer


class MigrateFormat(str, Enum):
    """How the result is printed."""

    HUMAN = "human"
    JSON = "json"


def migrate(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH…", help="Files or directories.")] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Make the edits; back-ups are kept for --undo.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Print the edits as a patch on stdout.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Only say; never ask, never write.")] = False,
    interactive: Annotated[
        bool, typer.Option("--interactive", "-i", help="Ask for each connection, then make the chosen edits.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last --write in PATH back.")] = False,
    to: Annotated[
        str, typer.Option("--to", metavar="MODEL", help="The model to move to.")
    ] = "gpt-realtime-1.5",
    mini_to: Annotated[
        str | None,
        typer.Option(metavar="MODEL", help="The model for the mini tier, which has no safe default."),
    ] = None,
    deployments: Annotated[
        list[str] | None,
        typer.Option(
            metavar="rename|keep|OLD=NEW",
            help="Azure deployments named after a retired model: renamed by default; repeatable.",
        ),
    ] = None,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="Also make the edits that may change what the program does.")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="Only these rules; repeatable.")
    ] = None,
    skip: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="Not these rules; repeatable.")
    ] = None,
    list_rules: Annotated[bool, typer.Option("--list-rules", help="Show every rule and exit.")] = False,
    max_changes: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="At most N connections, or files with edits that stand alone; never half of one.",
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Write although git has uncommitted changes of these files (untracked ones never stop it);"
            " undo although they changed since; take a --to that retires soon.",
        ),
    ] = False,
    format_: Annotated[
        MigrateFormat, typer.Option("--format", help="Of the result on stdout.")
    ] = MigrateFormat.HUMAN,
    report: Annotated[
        list[str] | None,
        typer.Option(metavar="FORMAT=FILE", help="Also write human or json there; repeatable."),
    ] = None,
) -> int:
    """Move a project from the preview Realtime API to the GA API, and show what a person has to do.

    On a terminal it shows the plan and asks; elsewhere it only shows it. Whole connections move or are left whole.
    Exit codes: 0 nothing left to do, 1 edits pending or manual work left, 2 usage, 3 something could not be judged.
    """
    from rtdoctor.cli.migrate_run import Request, run_migrate
    from rtdoctor.report.output import Output

    return run_migrate(
        Request(
            paths=tuple(paths or ()),
            write=write,
            diff=diff,
            check=check,
            interactive=interactive,
            undo=undo,
            to=to,
            mini_to=mini_to,
            deployments=tuple(deployments or ()),
            unsafe=unsafe,
            only=tuple(only or ()),
            skip=tuple(skip or ()),
            list_rules=list_rules,
            max_changes=max_changes,
            force=force,
            as_json=format_ is MigrateFormat.JSON,
            reports=tuple(report or ()),
        ),
        Output(),
    )
