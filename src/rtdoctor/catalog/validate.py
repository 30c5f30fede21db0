"""Whether the rows agree with themselves and with each other. The shape was checked before (`schema`).

Every rule raises `UsageError` with the file, the line and the row, and with what contradicts what.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rtdoctor.catalog import decode
from rtdoctor.catalog.rows import (
    ApiVersion,
    DateClaim,
    Gone,
    LimitClaim,
    ModelRow,
    Source,
    StateClaim,
    Surface,
)
from rtdoctor.catalog.schema import Places, Record, identity
from rtdoctor.errors import UsageError

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def check(records: Mapping[str, Sequence[Record]], places: Places) -> None:
    """Refuse the first row that contradicts itself, another row, or names what does not exist."""
    sources = {record[0]: decode.source(record) for record in records.get("source", ())}
    _Checker(records, places, sources).run()


Claim = Any
"""A `DateClaim`, `StateClaim`, `LimitClaim` or `Replacement`: they all have a source, a day and a mark."""


def replaced(claims: Sequence[Claim], sources: Mapping[str, Source]) -> list[bool]:
    """For each claim whether the newest edition of its publication no longer says so.

    A publication is one `series`. What replaces each other is of one kind, except that a "not before" and a
    retirement date are one matter, and of one SKU.
    """
    newest: dict[tuple[Any, ...], date] = {}
    for claim in claims:
        matter = _matter(claim, sources)
        newest[matter] = max(newest.get(matter, claim.seen), claim.seen)
    still_said = {
        (_matter(claim, sources), _content(claim))
        for claim in claims
        if claim.seen == newest[_matter(claim, sources)]
    }
    return [(_matter(claim, sources), _content(claim)) not in still_said for claim in claims]


def _matter(claim: Claim, sources: Mapping[str, Source]) -> tuple[Any, ...]:
    series = sources[claim.source].series
    if isinstance(claim, DateClaim):
        return series, "retires" if claim.kind == "not-before" else claim.kind, claim.sku
    return (series,)


def _content(claim: Claim) -> tuple[Any, ...]:
    """What a claim says, apart from who says so and when."""
    if isinstance(claim, DateClaim):
        return claim.on, claim.kind
    if isinstance(claim, StateClaim):
        return (claim.state,)
    if isinstance(claim, LimitClaim):
        return claim.context, claim.output, claim.file_mb
    return claim.model, claim.version


class _Checker:
    def __init__(
        self, records: Mapping[str, Sequence[Record]], places: Places, sources: Mapping[str, Source]
    ) -> None:
        self._records = records
        self._places = places
        self._sources = sources
        self._where = ""

    def run(self) -> None:
        models = {record[:3]: decode.model(record) for record in self._records.get("model", ())}
        offers = {record[0] for record in self._records.get("offer", ())}
        for record in self._records.get("model", ()):
            row = models[record[:3]]
            self._enter("model", record)
            self._life(row)
            self._superseded(row.limits)
            self._superseded(row.replacements)
            self._names(row, models, offers)
        self._cycles(models)
        for table in ("surface", "api_version"):
            for record in self._records.get(table, ()):
                self._enter(table, record)
                self._life(decode.DECODERS[table](record))
        for record in self._records.get("role", ()):
            self._enter("role", record)
            if not _GUID.fullmatch(record[1]):
                raise self._fail(f"{record[1]!r} is no role GUID")
        for record in self._records.get("target", ()):
            self._enter("target", record)
            if record[2] and (record[0], record[2], record[3]) not in models:
                name = f"{record[2]} {record[3]}".rstrip()
                raise self._fail(f"advises {name}, which has no row")

    def _enter(self, table: str, record: Record) -> None:
        key = identity(table, record)
        self._where = self._places.get((table, key), f"{table} {' '.join(map(str, key))}")

    def _fail(self, problem: str) -> UsageError:
        return UsageError(f"{self._where}: {problem}")

    def _life(self, row: ModelRow | Surface | ApiVersion) -> None:
        if not row.states:
            raise self._fail("states is empty: a row says at least one state, with its source")
        self._superseded(row.dates)
        self._superseded(row.states)
        self._retired(row.states, row.dates, row.gone)

    def _superseded(self, claims: Sequence[Claim]) -> None:
        for claim, is_replaced in zip(claims, replaced(claims, self._sources), strict=True):
            said = f"{_spoken(claim)} from {claim.source} (seen {claim.seen})"
            if claim.superseded and not is_replaced:
                raise self._fail(
                    f"{said} is marked superseded, but no later edition of the same source says otherwise"
                )
            if is_replaced and not claim.superseded:
                raise self._fail(f"{said} is not marked superseded, but a later edition says otherwise")

    def _retired(self, states: Sequence[StateClaim], dates: Sequence[DateClaim], gone: Gone | None) -> None:
        for claim in states:
            if claim.superseded:
                continue
            if gone is not None and claim.state != "retired" and claim.seen > gone.by:
                raise self._fail(
                    f"gone by {gone.by}, yet {claim.source} saw it {claim.state} on {claim.seen}"
                )
            if claim.state == "retired" and gone is None:
                past = [d for d in dates if d.kind == "retires" and not d.superseded and d.on < claim.seen]
                if not past:
                    raise self._fail(
                        f"retired on {claim.seen} by {claim.source}, but no current date is past by then; "
                        "say why with gone = {…}"
                    )

    def _names(self, row: ModelRow, models: Mapping[tuple[Any, ...], ModelRow], offers: set[str]) -> None:
        for offer in row.offers:
            if offer not in offers:
                raise self._fail(f"unknown offer {offer!r}")
        if row.base and not any(key[:2] == ("azure-openai", row.base) for key in models):
            raise self._fail(f"its base {row.base!r} has no row at azure-openai")
        for successor in row.replacements:
            wanted = (row.service, successor.model)
            if not any(
                key[:2] == wanted and (not successor.version or key[2] == successor.version) for key in models
            ):
                name = f"{successor.model} {successor.version}".rstrip()
                raise self._fail(f"unknown successor {name!r}: {row.service} has no such row")

    def _cycles(self, models: Mapping[tuple[Any, ...], ModelRow]) -> None:
        """Refuse replacements that lead back to where they began."""
        for start in models.values():
            trail = [start]
            while step := _next(trail[-1], models):
                if step in trail:
                    circle = trail[trail.index(step) :]
                    named = [row for row in circle if ("model", row[:3]) in self._places]
                    self._enter("model", (named or circle)[0])
                    names = " -> ".join(row.name for row in [*circle, step])
                    raise self._fail(f"its successors go in a circle: {names}")
                trail.append(step)


def _spoken(claim: Claim) -> str:
    return " ".join(str(part) for part in _content(claim)[:2] if part not in (None, "", "retires"))


def _next(row: ModelRow, models: Mapping[tuple[Any, ...], ModelRow]) -> ModelRow | None:
    for successor in row.replacements:
        if not successor.superseded:
            versions = [
                model
                for key, model in models.items()
                if key[:2] == (row.service, successor.model)
                and (not successor.version or key[2] == successor.version)
            ]
            return max(versions, key=lambda model: model.version)
    return None
