"""`rtdoctor check`: which rung is broken, whose it is, and how to cure it."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer


class CheckFormat(str, Enum):
    """How the result is printed."""

    HUMAN = "human"
    JSON = "json"


class Auth(str, Enum):
    """Which credential goes to the endpoint."""

    AUTO = "auto"
    KEY = "key"
    ENTRA = "entra"


def check(
    endpoint: Annotated[
        str | None, typer.Argument(help="https://RESOURCE.openai.azure.com; else AZURE_OPENAI_ENDPOINT.")
    ] = None,
    deployment: Annotated[str | None, typer.Option(metavar="NAME", help="Your deployment's name.")] = None,
    service: Annotated[
        str | None, typer.Option(help="azure-openai or gateway, where the host does not tell.")
    ] = None,
    auth: Annotated[Auth, typer.Option(help="auto takes the key where one is set.")] = Auth.AUTO,
    audio: Annotated[bool, typer.Option("--audio/--no-audio", help="Hold the audio round trip too.")] = True,
    timeout: Annotated[float, typer.Option(metavar="S", min=1, help="Seconds for the whole run.")] = 45,
    strict: Annotated[bool, typer.Option("--strict", help="A warning is a failure.")] = False,
    simulate: Annotated[
        bool, typer.Option("--simulate", help="Judge a simulator inside this process; no Azure needed.")
    ] = False,
    fault: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Break the simulator so; repeatable, implies --simulate."),
    ] = None,
    save_audio: Annotated[
        Path | None, typer.Option(metavar="F.wav", help="Keep the audio that came back.")
    ] = None,
    list_checks: Annotated[bool, typer.Option("--list-checks", help="Show every check and exit.")] = False,
    format_: Annotated[
        CheckFormat, typer.Option("--format", help="Of the result on stdout.")
    ] = CheckFormat.HUMAN,
) -> int:
    """Climb the ladder from the endpoint's URL to a live audio conversation, and name the one broken rung.

    Settings come from the options, then the environment (AZURE_OPENAI_ENDPOINT, AZURE_OPENAI_API_KEY,
    AZURE_OPENAI_DEPLOYMENT), then .env, then [tool.rtdoctor] in pyproject.toml. Exit codes: 0 all well, 1 a failed
    check, 2 usage, 3 something required could not be judged, 4 failed but may pass later by itself.
    """
    from rtdoctor.report.output import Output

    output = Output()
    as_json = format_ is CheckFormat.JSON
    if list_checks:
        from rtdoctor.report.check_list import show_checks

        show_checks(output, as_json=as_json)
        return 0

    from rtdoctor.cli.check_run import Request, run_check

    return run_check(
        Request(
            flags={"endpoint": endpoint, "deployment": deployment, "service": service},
            auth=auth.value,
            audio=audio,
            timeout_s=timeout,
            strict=strict,
            simulate=simulate or bool(fault),
            faults=tuple(fault or ()),
            save_audio=save_audio,
            as_json=as_json,
        ),
        output,
    )
