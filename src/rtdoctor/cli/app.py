"""The command line: one file per command beside this one, and how errors end."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from rtdoctor import __version__
from rtdoctor.cli.check import check
from rtdoctor.cli.example import example
from rtdoctor.cli.explain import explain
from rtdoctor.cli.migrate import migrate
from rtdoctor.cli.models import models
from rtdoctor.cli.simulate import simulate
from rtdoctor.errors import UsageError
from rtdoctor.exit_codes import ExitCode

app = typer.Typer(
    name="rtdoctor",
    help="Find out why a voice app on Azure's Realtime API does not connect, and move it off the preview.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def _common(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    if version:
        typer.echo(f"rtdoctor {__version__}")
        raise typer.Exit


app.command("check", short_help="Name the one broken rung, and prove the cure.")(check)
app.command("models", short_help="Show what retires when, and by whose word.")(models)
app.command("explain", short_help="Show the page of a check, a cause or a rule.")(explain)
app.command("example", short_help="Print a small program that runs as it is.")(example)
app.command("migrate", short_help="Move a project to the GA API, or say what to do.")(migrate)
app.command("simulate", short_help="Run a local Azure that refuses as Azure does.")(simulate)


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; a `UsageError` is one line on stderr and code 2."""
    try:
        result = app(args=arguments, standalone_mode=False)
    except UsageError as error:
        sys.stderr.write(f"rtdoctor: {error}\n")
        if error.hint:
            sys.stderr.write(f"  {error.hint}\n")
        return ExitCode.USAGE
    except KeyboardInterrupt:
        sys.stderr.write("rtdoctor: interrupted\n")
        return 130
    except Exception as error:
        exit_code = _usage_exit(error)
        if exit_code is None:
            raise
        return exit_code
    return int(result) if isinstance(result, int) else ExitCode.OK


def _usage_exit(error: Exception) -> int | None:
    """The code of an error raised about the command line itself.

    Told apart by shape: typer vendors click from 0.26 on, so click's own classes are not the ones raised.
    """
    if isinstance(error, typer.Exit):
        return int(error.exit_code)
    if isinstance(error, typer.Abort):
        sys.stderr.write("rtdoctor: interrupted\n")
        return 130
    format_message = getattr(error, "format_message", None)
    if format_message is None:
        return None
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "rtdoctor"
    sys.stderr.write(f"rtdoctor: {format_message()}\n  try '{command} --help'\n")
    return ExitCode.USAGE
