"""Newer rows of your own, laid over the shipped ones: `[tool.rtdoctor] catalog = ["extra.toml"]`.

An overlay has the shape of the shipped files. A new row stands as it is; a known one is added to: its dates,
limits and replacements join the shipped ones, and a newer edition of the same source supersedes the older.
States, if given, replace the shipped ones, and lift a tombstone they are newer than. What comes out is
checked as a whole, and a file that fails leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rtdoctor.catalog import decode, schema
from rtdoctor.catalog.rows import ModelRow
from rtdoctor.catalog.schema import Record, Records
from rtdoctor.catalog.validate import check, replaced
from rtdoctor.errors import UsageError


def lay_over(shipped: Mapping[str, Sequence[Record]], files: Sequence[Path]) -> Records:
    """The shipped records with every file laid over them in order; `shipped` is left as it is."""
    records: Records = {table: list(rows) for table, rows in shipped.items()}
    for path in files:
        records = _lay_one(records, path)
    return records


def _lay_one(records: Records, path: Path) -> Records:
    file = str(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8: byte {error.start}") from error
    except OSError as error:
        raise UsageError(f"cannot read the catalog file {file}: {error.strerror or error}") from error
    document = schema.parse(text, file)
    known = {record[0]: record[3] for record in records["source"]}
    own = schema.days_of_sources(document)
    found, places = schema.read(document, text, file, known | own)
    for record in found.get("source", []):
        if record[0] in known:
            raise UsageError(
                f"{places['source', record[:1]]}: this source is shipped; give yours another key"
            )
    merged: Records = {table: list(rows) for table, rows in records.items()}
    for table, rows in found.items():
        index = {schema.identity(table, record): i for i, record in enumerate(merged.setdefault(table, []))}
        for record in rows:
            at = index.get(schema.identity(table, record))
            if at is None:
                merged[table].append(record)
            elif table == "model":
                merged[table][at] = _add(merged[table][at], record)
            else:
                merged[table][at] = record
    sources = {record[0]: decode.source(record) for record in merged["source"]}
    merged["model"] = [_superseded(record, sources) for record in merged["model"]]
    check(merged, places)
    return merged


def _add(old: Record, new: Record) -> Record:
    """A known model with what an overlay knows of it; the module says which field does what."""
    fields = dict(zip(ModelRow._fields, old, strict=True))
    given = dict(zip(ModelRow._fields, new, strict=True))
    for name in ("dates", "limits", "replacements", "notes"):
        fields[name] = (*given[name], *fields[name])
    for name in ("tier", "offers", "base"):
        fields[name] = given[name] or fields[name]
    if given["states"]:
        fields["states"] = given["states"]
        newest = max(claim[2] for claim in given["states"])
        if fields["gone"] is not None and newest > fields["gone"][0]:
            fields["gone"] = None
    fields["gone"] = given["gone"] or fields["gone"]
    return tuple(fields.values())


def _superseded(record: Record, sources: Mapping[str, Any]) -> Record:
    """The row with everything marked that a newer edition, now laid over, no longer says."""
    row = decode.model(record)
    fields = list(record)
    for name in ("dates", "limits", "replacements"):
        at = ModelRow._fields.index(name)
        claims = getattr(row, name)
        marked = type(claims[0])._fields.index("superseded") if claims else 0
        fields[at] = tuple(
            (*raw[:marked], True, *raw[marked + 1 :]) if is_replaced else raw
            for raw, is_replaced in zip(record[at], replaced(claims, sources), strict=True)
        )
    return tuple(fields)
