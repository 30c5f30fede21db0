"""`rtdoctor models`: the catalog, every date with its source."""

from __future__ import annotations

from typing import Annotated

import typer


def models(
    name: Annotated[str | None, typer.Argument(help="One model; a dated id will do.", metavar="NAME")] = None,
    service: Annotated[
        str | None, typer.Option(help="One service.", metavar="azure-openai|openai|voice-live")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="The day to judge by; today if not given.", metavar="YYYY-MM-DD"),
    ] = None,
    format: Annotated[str, typer.Option("--format", metavar="human|json")] = "human",  # noqa: A002
) -> int:
    """Show what retires when, by whose word, and what to move to."""
    from datetime import date
    from pathlib import Path

    from rtdoctor import catalog
    from rtdoctor.catalog.days import today
    from rtdoctor.catalog.rows import SERVICES
    from rtdoctor.errors import UsageError
    from rtdoctor.exit_codes import ExitCode
    from rtdoctor.report.output import Output
    from rtdoctor.settings.pyproject import read_tool_table

    if format not in ("human", "json"):
        raise UsageError(f"--format is human or json, not {format!r}")
    wanted = next((known for known in SERVICES if known == service), None)
    if service is not None and wanted is None:
        raise UsageError(f"--service is one of {', '.join(SERVICES)}, not {service!r}")
    try:
        day = date.fromisoformat(as_of) if as_of is not None else today()
    except ValueError as error:
        raise UsageError(f"--as-of is a date like 2026-12-15, not {as_of!r}") from error

    here = Path()
    facts = catalog.load(catalog.configured(read_tool_table(here), here))
    rows = facts.models(name, wanted)
    output = Output()
    if facts.is_stale(day):
        output.note(
            f"rtdoctor: the catalog is {facts.age_days(day)} days old as of {day}: "
            "dates may have moved since; upgrade rtdoctor or lay newer rows over it"
        )
    if format == "json":
        from rtdoctor.report.models_document import models_document

        output.json(models_document(facts, rows, day))
    else:
        from rtdoctor.report.model_page import page
        from rtdoctor.report.models_human import table
        from rtdoctor.report.styled import show

        show(output, page(facts, rows, day) if name else table(facts, rows, day))
    return ExitCode.OK
