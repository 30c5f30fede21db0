"""`rtdoctor explain`: the page of a check or a cause, from the installed package, offline."""

from __future__ import annotations

from typing import Annotated

import typer


def explain(code: Annotated[str, typer.Argument(help="A check (RT301) or a cause (key-rejected).")]) -> int:
    """Show what a check judges, or what a cause means and whose it is."""
    from rtdoctor.report.explain import page_of
    from rtdoctor.report.output import Output

    Output().text(page_of(code))
    return 0
