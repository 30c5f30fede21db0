"""`rtdoctor simulate`: the local Azure, until it is interrupted."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from rtdoctor.errors import UsageError
from rtdoctor.exit_codes import ExitCode


class ListFormat(str, Enum):
    """How `--list-faults` is printed."""

    HUMAN = "human"
    JSON = "json"


def simulate(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0 takes any free one.")] = 0,
    http: Annotated[bool, typer.Option("--http", help="Plain HTTP instead of TLS.")] = False,
    fault: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Break this; repeatable. See --list-faults.")
    ] = None,
    list_faults: Annotated[bool, typer.Option("--list-faults", help="Show every fault and exit.")] = False,
    latency: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=MS",
            help="Delay accept, tls, http, upgrade, session, update, first_text, first_audio or every server event "
            "of that name; repeatable.",
        ),
    ] = None,
    echo: Annotated[bool, typer.Option("--echo", help="Answer audio with the audio that was sent.")] = False,
    transcript: Annotated[
        Path | None,
        typer.Option(metavar="F.jsonl", help="Record every frame and exchange, without credentials."),
    ] = None,
    format_: Annotated[ListFormat, typer.Option("--format", help="Of --list-faults.")] = ListFormat.HUMAN,
) -> int:
    """Run a local Azure OpenAI that refuses what Azure refuses, and print the variables that lead to it."""
    from rtdoctor.report.output import Output

    output = Output()
    if list_faults:
        from rtdoctor.report.faults import show_faults
        from rtdoctor.simulator.faults import FAULTS

        show_faults(output, FAULTS.values(), as_json=format_ is ListFormat.JSON)
        return ExitCode.OK
    if format_ is ListFormat.JSON:
        raise UsageError(
            "--format json goes with --list-faults", "the variables are NAME=value lines for a shell"
        )

    from rtdoctor.simulator.options import SimulatorOptions
    from rtdoctor.simulator.running import start

    options = SimulatorOptions(
        port=port,
        tls=not http,
        faults=tuple(fault or ()),
        latency_ms=dict(_delay(text) for text in latency or ()),
        echo=echo,
        transcript=transcript,
    )
    with _Stopping() as stopping, start(options) as simulator:
        # These lines are for a shell and must be whole, so they do not pass the redactor: the credentials are
        # made up for this run and open nothing but this simulator.
        for name, value in simulator.environment().items():
            typer.echo(f"{name}={value}")
        stopping.wait()
    return ExitCode.OK


def _delay(text: str) -> tuple[str, float]:
    """`NAME=MS` as a pair; raises `UsageError`."""
    name, separator, value = text.partition("=")
    try:
        if separator:
            return name, float(value)
    except ValueError:
        pass
    raise UsageError(f"a latency is NAME=MS, not '{text}'", "for example --latency first_audio=300")


class _Stopping:
    """Waits for SIGINT or SIGTERM; both are the normal end of this command."""

    def __enter__(self) -> _Stopping:
        import signal
        import threading

        self._asked = threading.Event()
        self._before = {
            number: signal.signal(number, lambda *_: self._asked.set())
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        return self

    def __exit__(self, *_: object) -> None:
        import signal

        for number, handler in self._before.items():
            signal.signal(number, handler)

    def wait(self) -> None:
        """Return when a signal has come. Polls, because on Windows a wait without end hears no Ctrl-C."""
        while not self._asked.wait(0.5):
            pass
