"""Turns data/*.toml into the module that is loaded: `python -m rtdoctor.catalog.compile`.

Parsing TOML costs tens of milliseconds on the start-up path of every `gate`, a compiled module one or two.
The module is committed; a test holds it equal to its sources.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from rtdoctor.catalog import schema
from rtdoctor.catalog.validate import check
from rtdoctor.errors import UsageError

DATA = Path(__file__).parent / "data"
MODULE = Path(__file__).parent / "_compiled.py"

_HEAD = '''"""The catalog. Made from data/*.toml by `python -m rtdoctor.catalog.compile`: edit those."""

# fmt: off
# ruff: noqa: E501
from __future__ import annotations

from typing import Any

'''
_WIDTH = 110


def read_data(directory: Path = DATA) -> tuple[schema.Records, str]:
    """The checked records of every file, and the day they were compiled, from `compiled` in sources.toml.

    Raises `UsageError` for the first thing that is wrong, naming file, line and row.
    """
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(directory.glob("*.toml"))}
    documents = {name: schema.parse(text, name) for name, text in texts.items()}
    compiled = documents.get("sources.toml", {}).pop("compiled", None)
    if not isinstance(compiled, date):
        raise UsageError("sources.toml: compiled = YYYY-MM-DD is missing")
    days: dict[str, str] = {}
    for document in documents.values():
        days |= schema.days_of_sources(document)
    records: schema.Records = {table: [] for table in schema.TABLES}
    places: schema.Places = {}
    for name, document in documents.items():
        found, where = schema.read(document, texts[name], name, days)
        for table, items in found.items():
            records[table] += items
        for key, place in where.items():
            if key in places:
                raise UsageError(f"{place}: the same row stands at {places[key]}")
            places[key] = place
    check(records, places)
    return records, compiled.isoformat()


def render(records: schema.Records, compiled: str) -> str:
    """The text of the module: a row a line as far as it fits, nested claims a line each."""
    lines = [_HEAD, f'COMPILED = "{compiled}"\n', "RECORDS: dict[str, tuple[tuple[Any, ...], ...]] = {\n"]
    for table, items in records.items():
        lines.append(f'    "{table}": (\n')
        lines += [f"{_render(item, 8)},\n" for item in items]
        lines.append("    ),\n")
    return "".join([*lines, "}\n"])


def _render(value: Any, indent: int) -> str:
    flat = " " * indent + repr(value)
    nested = isinstance(value, tuple) and any(isinstance(item, tuple) and item for item in value)
    if len(flat) <= _WIDTH or not nested:
        return flat
    inner = "".join(f"{_render(item, indent + 1)},\n" for item in value)
    return f"{' ' * indent}(\n{inner}{' ' * indent})"


def main() -> None:
    """Write the module anew."""
    records, compiled = read_data()
    MODULE.write_text(render(records, compiled), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
