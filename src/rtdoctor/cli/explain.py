"""`rtdoctor explain`: the page of a check, a cause or a rule, from the installed package, offline."""

from __future__ import annotations

from typing import Annotated

import typer


def explain(
    code: Annotated[str, typer.Argument(help="A check (RT301), a cause (key-rejected) or a rule (RM102).")],
) -> int:
    """Show what a check judges, what a cause means and whose it is, or what a rule rewrites."""
    from rtdoctor.report.explain import page_of
    from rtdoctor.report.output import Output

    Output().text(page_of(code))
    return 0
