"""From the records of the compiled module to the rows that are handed out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from rtdoctor.catalog import rows

Record = tuple[Any, ...]


def _days(record: Record, *positions: int) -> list[Any]:
    """The fields of a record with the ISO days at `positions` made dates; an empty one is None."""
    fields = list(record)
    for at in positions:
        fields[at] = date.fromisoformat(fields[at]) if fields[at] else None
    return fields


def _life(record: Record, at: int) -> list[Any]:
    """The fields of a record whose states, dates and tombstone stand at `at` and after."""
    fields = list(record)
    fields[at] = tuple(rows.StateClaim._make(_days(claim, 2)) for claim in record[at])
    fields[at + 1] = tuple(rows.DateClaim._make(_days(claim, 0, 2, 3)) for claim in record[at + 1])
    if record[at + 2] is not None:
        fields[at + 2] = rows.Gone._make(_days(record[at + 2], 0))
    return fields


def source(record: Record) -> rows.Source:
    return rows.Source._make(_days(record, 3))


def offer(record: Record) -> rows.Offer:
    return rows.Offer._make(_days(record, 4))


def target(record: Record) -> rows.Target:
    return rows.Target._make(_days(record, 6))


def model(record: Record) -> rows.ModelRow:
    fields = _life(record, 4)
    fields[7] = tuple(rows.LimitClaim._make(_days(claim, 4)) for claim in record[7])
    fields[8] = tuple(rows.Replacement._make(_days(claim, 3)) for claim in record[8])
    return rows.ModelRow._make(fields)


def surface(record: Record) -> rows.Surface:
    return rows.Surface._make(_life(record, 4))


def api_version(record: Record) -> rows.ApiVersion:
    return rows.ApiVersion._make(_life(record, 2))


def sdk(record: Record) -> rows.SdkFloor:
    fields = _days(record, 7)
    fields[5] = tuple(rows.Release._make(_days(release, 1)) for release in record[5])
    return rows.SdkFloor._make(fields)


def role(record: Record) -> rows.Role:
    return rows.Role._make(_days(record, 8))


def error(record: Record) -> rows.ErrorCause:
    return rows.ErrorCause._make(_days(record, 9))


DECODERS: dict[str, Callable[[Record], Any]] = {
    "source": source,
    "offer": offer,
    "target": target,
    "model": model,
    "surface": surface,
    "api_version": api_version,
    "sdk": sdk,
    "role": role,
    "error": error,
}
"""Table → what turns one of its records into a row."""
