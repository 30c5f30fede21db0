"""`rtdoctor models` for people: the table of everything, at most 80 columns wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rtdoctor.catalog import Catalog
from rtdoctor.catalog.rows import ModelRow, Service, State
from rtdoctor.catalog.rules import Standing
from rtdoctor.report.styled import Line, Style, line

SERVICE_NAMES: dict[Service, str] = {
    "azure-openai": "Azure OpenAI",
    "openai": "OpenAI",
    "voice-live": "Voice Live",
}
STATE_STYLES: dict[State, Style] = {
    "ga": "good",
    "preview": "plain",
    "deprecated": "warn",
    "retired": "bad",
    "unknown": "warn",
}


def table(catalog: Catalog, rows: Sequence[ModelRow], as_of: date) -> Iterator[Line]:
    """Every row under its model, every model under its service."""
    yield line(f"as of {as_of}, from facts of {catalog.compiled}; a date is the end of its day, UTC", "dim")
    yield line("! current dates disagree   ? unverified or inferred: it warns and never decides", "dim")
    for service, name in SERVICE_NAMES.items():
        # Rows of one model may stand apart: an overlay adds its own at the end.
        models: dict[str, list[ModelRow]] = {}
        for row in rows:
            if row.service == service:
                models.setdefault(row.model, []).append(row)
        if models:
            yield line()
            yield line(name, "bold")
        for model, versions in models.items():
            yield line(f"  {model}")
            for row in versions:
                yield _row(catalog, row, as_of)


def _row(catalog: Catalog, row: ModelRow, as_of: date) -> Line:
    standing = catalog.state(row, as_of)
    succession = catalog.successors(row, as_of)
    last = succession.steps[-1] if succession.steps else None
    left = "" if standing.state == "retired" or standing.days_left is None else str(standing.days_left)
    too_soon = "" if succession.safe else ", too soon"
    same = last is not None and last.row.model == row.model
    successor = f"-> {last.row.version if same else last.row.name}{too_soon}" if last else ""
    return Line(
        (
            (f"    {version_name(row):10}  ", "plain"),
            (f"{standing.state:10}  ", STATE_STYLES[standing.state]),
            (f"{standing.retires or _no_date(row)!s:10}{mark(standing)} ", "plain"),
            (f"{left:>4}  ", "warn" if _soon(standing) else "plain"),
            (successor, "plain"),
        )
    )


def version_name(row: ModelRow) -> str:
    """The version, or what its absence means: an alias on OpenAI, an unknown one on Azure, none on Voice Live."""
    return row.version or {"azure-openai": "(unknown)", "openai": "alias", "voice-live": ""}[row.service]


def _no_date(row: ModelRow) -> str:
    return f"by {row.gone.by}" if row.gone else "-"


def mark(standing: Standing) -> str:
    """`!` for current dates that disagree, `?` for a date that cannot decide."""
    return "!" if standing.conflict else " " if standing.verified else "?"


def _soon(standing: Standing) -> bool:
    return standing.warn_days_left is not None and standing.warn_days_left <= 90
