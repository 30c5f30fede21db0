"""`rtdoctor example`: a small program for gpt-realtime-1.5 that runs as it is."""

from __future__ import annotations

from typing import Annotated

import typer


def example(
    kind: Annotated[str, typer.Argument(help="What the program is written with: openai.", metavar="KIND")],
    auth: Annotated[str, typer.Option(help="How it signs in: key or entra.", metavar="key|entra")] = "key",
) -> None:
    """Print a small program for gpt-realtime-1.5 that runs as it is."""
    from rtdoctor.examples.library import program_text
    from rtdoctor.report.output import Output

    Output().text(program_text(kind, auth))
