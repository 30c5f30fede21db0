"""The shape of the catalog's TOML: which tables and keys exist, of which type, and what a row becomes.

One file is read at once and strictly: an unknown table or key, a missing source or a value of the wrong type
is a `UsageError` that names the file, the line and the row. What comes out are records, plain tuples in the
field order of the classes in `rtdoctor.catalog.rows`, with every day as an ISO string: the form that is
compiled into the package. Whether a row agrees with itself is judged afterwards (`rtdoctor.catalog.validate`).
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from rtdoctor.catalog import rows
from rtdoctor.catalog.cell import Cell
from rtdoctor.errors import UsageError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Record = tuple[Any, ...]
Records = dict[str, list[Record]]
"""Table name → its records, in the order of the file."""
Places = dict[tuple[str, tuple[Any, ...]], str]
"""(table, identity of a row) → how a message names it: file, line and row."""


def _dates(cell: Cell) -> tuple[Record, ...]:
    claims: list[Record] = []
    for item in cell.cells("dates"):
        on = item.day("on")
        since = item.day("since", "")
        kind = item.choice("kind", rows.DATE_KINDS, "retires")
        superseded, unverified = item.flag("superseded"), item.flag("unverified")
        sku, note = item.text("sku", ""), item.text("note", "")
        for source in item.sources():
            seen = item.seen(source)
            if since and since > seen:
                raise item.fail(f"since {since} is after the day it was last seen, {seen}")
            claims.append((on, source, seen, since, kind, superseded, unverified, sku, note))
        item.done()
    return tuple(claims)


def _states(cell: Cell) -> tuple[Record, ...]:
    claims: list[Record] = []
    for item in cell.cells("states"):
        source = item.source()
        claims.append(
            (
                item.choice("is", rows.STATES),
                source,
                item.seen(source),
                item.flag("superseded"),
                item.text("note", ""),
            )
        )
        item.done()
    return tuple(claims)


def _limits(cell: Cell) -> tuple[Record, ...]:
    claims: list[Record] = []
    for item in cell.cells("limits"):
        source = item.source()
        numbers = (item.number("context"), item.number("output"), item.number("file_mb"))
        if numbers == (None, None, None):
            raise item.fail("names no limit: context, output or file_mb")
        claims.append((*numbers, source, item.seen(source), item.flag("superseded"), item.text("note", "")))
        item.done()
    return tuple(claims)


def _replacements(cell: Cell) -> tuple[Record, ...]:
    claims: list[Record] = []
    for item in cell.cells("replacements"):
        source = item.source()
        claims.append(
            (
                item.text("model"),
                item.text("version", ""),
                source,
                item.seen(source),
                item.flag("superseded"),
            )
        )
        item.done()
    return tuple(claims)


def _gone(cell: Cell) -> Record | None:
    item = cell.cell("gone")
    if item is None:
        return None
    record = (item.day("by"), item.source(), item.text("why"), item.flag("inferred"))
    item.done()
    return record


def _source(cell: Cell) -> Record:
    return (
        cell.text("key"),
        cell.text("title"),
        cell.text("about"),
        cell.day("day"),
        cell.choice("authority", rows.AUTHORITIES),
        cell.text("series"),
        cell.choice("dating", ("published", "approximate", "read"), "published"),
    )


def _offer(cell: Cell) -> Record:
    source = cell.source()
    return (
        cell.text("id"),
        cell.text("sku"),
        cell.texts("regions"),
        source,
        cell.seen(source),
        cell.texts("notes"),
    )


def _target(cell: Cell) -> Record:
    source = cell.source()
    return (
        cell.choice("service", rows.SERVICES),
        cell.text("tier"),
        cell.text("model"),
        cell.text("version"),
        cell.text("why"),
        source,
        cell.seen(source),
    )


def _model(cell: Cell) -> Record:
    return (
        cell.choice("service", rows.SERVICES),
        cell.text("model"),
        cell.text("version", ""),
        cell.text("tier", ""),
        _states(cell),
        _dates(cell),
        _gone(cell),
        _limits(cell),
        _replacements(cell),
        cell.texts("offers"),
        cell.text("base", ""),
        cell.texts("notes"),
    )


def _surface(cell: Cell) -> Record:
    return (
        cell.text("id"),
        cell.choice("service", rows.SERVICES),
        cell.choice("kind", ("path", "host", "header", "subprotocol", "sdk")),
        cell.text("marker"),
        _states(cell),
        _dates(cell),
        _gone(cell),
        cell.text("replacement", ""),
        cell.texts("notes"),
    )


def _api_version(cell: Cell) -> Record:
    return (
        cell.choice("service", rows.SERVICES),
        cell.text("version"),
        _states(cell),
        _dates(cell),
        _gone(cell),
        cell.texts("notes"),
    )


def _sdk(cell: Cell) -> Record:
    releases: list[Record] = []
    for item in cell.cells("releases"):
        releases.append((item.text("version"), item.day("day", ""), item.text("change")))
        item.done()
    source = cell.source()
    return (
        cell.text("package"),
        cell.text("ecosystem"),
        cell.text("floor", ""),
        cell.texts("legacy"),
        cell.text("replacement", ""),
        tuple(releases),
        source,
        cell.seen(source),
        cell.flag("unverified"),
        cell.texts("notes"),
    )


def _role(cell: Cell) -> Record:
    source = cell.source()
    return (
        cell.text("name"),
        cell.text("guid"),
        cell.texts("former_names"),
        cell.texts("data_actions"),
        cell.texts("not_data_actions"),
        cell.texts("actions"),
        cell.choice("realtime", ("yes", "no", "unknown")),
        source,
        cell.seen(source),
        cell.texts("notes"),
    )


def _error(cell: Cell) -> Record:
    source = cell.source()
    return (
        cell.text("id"),
        cell.choice("phase", ("handshake", "http", "session", "close", "control-plane", "client")),
        cell.number("status"),
        cell.texts("codes"),
        cell.texts("wording"),
        cell.text("meaning"),
        cell.choice("evidence", rows.EVIDENCE),
        cell.text("reported", ""),
        source,
        cell.seen(source),
        cell.texts("notes"),
    )


_TABLES: dict[str, Callable[[Cell], Record]] = {
    "source": _source,
    "offer": _offer,
    "target": _target,
    "model": _model,
    "surface": _surface,
    "api_version": _api_version,
    "sdk": _sdk,
    "role": _role,
    "error": _error,
}
TABLES = tuple(_TABLES)

_NAMING_KEYS = ("service", "key", "id", "package", "name", "model", "version")
"""What is said of a row in a message, as far as the row has it."""


def parse(text: str, file: str) -> dict[str, Any]:
    """The document of one TOML file; raises `UsageError` naming the file and the line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file} is not valid TOML: {error}") from error


def days_of_sources(document: Mapping[str, Any]) -> dict[str, str]:
    """The sources a document defines: key → ISO day. Malformed ones are left for `read` to refuse."""
    found: dict[str, str] = {}
    table = document.get("source", [])
    for item in table if isinstance(table, list) else []:
        if isinstance(item, dict) and isinstance(item.get("day"), date):
            found[str(item.get("key"))] = item["day"].isoformat()
    return found


def read(
    document: Mapping[str, Any], text: str, file: str, sources: Mapping[str, str]
) -> tuple[Records, Places]:
    """Every row of one document as a record, and where each stands.

    `sources` are all that rows may name: key → ISO day of the edition. Raises `UsageError` naming file, line and row.
    """
    records: Records = {}
    places: Places = {}
    for table, items in document.items():
        if table not in _TABLES:
            near = difflib.get_close_matches(table, _TABLES, 1)
            hint = f"; did you mean [[{near[0]}]]?" if near else f"; known are {', '.join(TABLES)}"
            raise UsageError(f"{file}: unknown table [[{table}]]{hint}")
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise UsageError(f"{file}: {table} must be written as [[{table}]]")
        lines = [
            text.count("\n", 0, hit.start()) + 1
            for hit in re.finditer(rf"(?m)^[ \t]*\[\[\s*{re.escape(table)}\s*\]\]", text)
        ]
        for index, item in enumerate(items):
            line = f"{file}:{lines[index]}" if len(lines) == len(items) else file
            naming = " ".join(str(item[key]) for key in _NAMING_KEYS if item.get(key))
            where = f"{line}: {table} {naming}" if naming else f"{line}: {table} {index + 1}"
            cell = Cell(item, where, sources)
            record = _TABLES[table](cell)
            cell.done()
            key = table, identity(table, record)
            if key in places:
                raise cell.fail(f"the same row stands at {places[key]}")
            records.setdefault(table, []).append(record)
            places[key] = where
    return records, places


def identity(table: str, record: Record) -> tuple[Any, ...]:
    """What makes a row one and the same in two files."""
    if table == "model":
        return record[:3]
    if table in ("target", "api_version", "sdk"):
        return record[:2]
    return record[:1]
