"""The catalog as the rest of the program asks it: loaded at once, decoded row by row when asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from rtdoctor.catalog.days import utc_day
from rtdoctor.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from rtdoctor.catalog.rows import (
        ApiVersion,
        ErrorCause,
        ModelRow,
        Offer,
        Role,
        SdkFloor,
        Service,
        Source,
        Surface,
        Target,
    )
    from rtdoctor.catalog.rules import Limits, LiveModel, Standing
    from rtdoctor.catalog.succession import Choice, Succession

STALE_AFTER_DAYS = 45
"""Older facts than this are used, and said to be old."""

_DATED = re.compile(r"(.+)-(\d{4}-\d{2}-\d{2})")
_VOICE_LIVE_LIST = "voice-live"
"""The series of the page that lists Voice Live's models: absent from its newest edition means retired."""


class Catalog:
    """Every dated fact. Cheap to make: rows are decoded, and their classes imported, when they are asked for.

    Days are UTC; `as_of` is a date or an aware datetime, and a retirement date means the end of its day.
    """

    def __init__(self, records: Mapping[str, Sequence[tuple[Any, ...]]], compiled: str) -> None:
        self._records = records
        self._compiled = compiled
        self._decoded: dict[str, tuple[Any, ...]] = {}
        self._rows: dict[tuple[Any, ...], ModelRow] = {}
        self._sources: dict[str, Source] = {}

    @property
    def compiled(self) -> date:
        """The day on which the shipped facts were put together."""
        return date.fromisoformat(self._compiled)

    def age_days(self, as_of: date | datetime) -> int:
        """How old the shipped facts are, in days; negative for an `as_of` before they were compiled."""
        return (utc_day(as_of) - self.compiled).days

    def is_stale(self, as_of: date | datetime) -> bool:
        """Whether the facts are older than `STALE_AFTER_DAYS`."""
        return self.age_days(as_of) > STALE_AFTER_DAYS

    @property
    def surfaces(self) -> tuple[Surface, ...]:
        """Paths, hosts, headers and SDK accessors of the protocol."""
        return self._table("surface")

    @property
    def api_versions(self) -> tuple[ApiVersion, ...]:
        """Every `api-version` of the realtime services."""
        return self._table("api_version")

    @property
    def sdk_floors(self) -> tuple[SdkFloor, ...]:
        """Which release of which package can speak GA."""
        return self._table("sdk")

    @property
    def roles(self) -> tuple[Role, ...]:
        """Azure roles and whether they may open a realtime connection."""
        return self._table("role")

    @property
    def errors(self) -> tuple[ErrorCause, ...]:
        """Errors as they are seen on the wire, with their wording and evidence."""
        return self._table("error")

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every publication that is quoted, one entry an edition."""
        return self._table("source")

    @property
    def targets(self) -> tuple[Target, ...]:
        """What this tool advises for each service and tier."""
        return self._table("target")

    def _table(self, name: str) -> tuple[Any, ...]:
        if name not in self._decoded:
            from rtdoctor.catalog.decode import DECODERS

            decoder = DECODERS[name]
            self._decoded[name] = tuple(decoder(record) for record in self._records.get(name, ()))
        return self._decoded[name]

    def source(self, key: str) -> Source:
        """The edition behind a key. Raises `KeyError` for one that no row could have named."""
        if not self._sources:
            self._sources = {source.key: source for source in self.sources}
        return self._sources[key]

    def offers(self, row: ModelRow) -> tuple[Offer, ...]:
        """The SKUs and regions under which a model is sold, as far as known."""
        return tuple(offer for offer in self._table("offer") if offer.id in row.offers)

    def target(self, service: Service, tier: str) -> Target | None:
        """What is advised for a tier; one with an empty model says that there is no safe default."""
        return next((t for t in self.targets if t.service == service and t.tier == tier), None)

    def _row(self, record: tuple[Any, ...]) -> ModelRow:
        key = record[:3]
        if key not in self._rows:
            from rtdoctor.catalog import decode

            self._rows[key] = decode.model(record)
        return self._rows[key]

    def find(self, service: Service | None, model: str, version: str | None = None) -> tuple[ModelRow, ...]:
        """Every row of a model: all its versions, unless one is named; `()` if there is none.

        `service` None looks everywhere. A dated id (`gpt-realtime-2025-08-28`) is its model and version. On
        Voice Live, a name that exists elsewhere and is absent from the published list is a retired row, by
        inference.
        """
        records = [
            record
            for record in self._records["model"]
            if record[1] == model and (service is None or record[0] == service)
        ]
        if not records and version is None and (dated := _DATED.fullmatch(model)):
            return self.find(service, dated[1], dated[2])
        if service == "voice-live":
            if not records and any(record[1] == model for record in self._records["model"]):
                return (self._absent_from_voice_live(model),)
        elif version is not None:
            records = [record for record in records if record[2] == version or record[0] == "voice-live"]
        return tuple(self._row(record) for record in records)

    def _absent_from_voice_live(self, model: str) -> ModelRow:
        from rtdoctor.catalog.rows import Gone, ModelRow, StateClaim

        page = max((s for s in self.sources if s.series == _VOICE_LIVE_LIST), key=lambda s: s.day)
        return ModelRow(
            "voice-live",
            model,
            "",
            "",
            (StateClaim("retired", page.key, page.day, False, ""),),
            (),
            Gone(page.day, page.key, "not listed", True),
            (),
            (),
            (),
            "",
            (),
        )

    def models(self, name: str | None = None, service: Service | None = None) -> tuple[ModelRow, ...]:
        """Every row, or those of one name. Raises `UsageError` with near misses if the name is unknown."""
        if name is None:
            return tuple(
                self._row(record)
                for record in self._records["model"]
                if service is None or record[0] == service
            )
        found = self.find(service, name)
        if not found:
            raise UsageError(*self._unknown(name, service))
        return found

    def _unknown(self, name: str, service: Service | None) -> tuple[str, str]:
        import difflib

        names = {record[1] for record in self._records["model"]}
        where = f" at {service}" if service else ""
        elsewhere = sorted({row.service for row in self.find(None, name)})
        if elsewhere:
            return f"the catalog has no {name!r}{where}", f"it is known at {', '.join(elsewhere)}"
        near = difflib.get_close_matches(name, names, 3, 0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "`rtdoctor models` lists what is known"
        return f"the catalog has no model {name!r}{where}", hint

    def state(
        self,
        row: ModelRow | Surface | ApiVersion,
        as_of: date | datetime,
        *,
        live: LiveModel | None = None,
        sku: str = "",
    ) -> Standing:
        """The state of a row as of a day, all its dates weighed (`rtdoctor.catalog.rules`).

        A Voice Live row has no dates of its own; those of its base model on Azure OpenAI are inferred.
        """
        from rtdoctor.catalog import rules
        from rtdoctor.catalog.rows import ModelRow

        found = rules.standing(row.states, row.dates, row.gone, self.source, as_of, live=live, sku=sku)
        if isinstance(row, ModelRow) and row.base and live is None and found.state != "retired":
            bases = [self.state(base, as_of) for base in self.find("azure-openai", row.base)]
            return rules.inferred(found, bases, as_of)
        return found

    def successors(self, row: ModelRow, as_of: date | datetime) -> Succession:
        """The chain of replacements of a row, until one that lasts (`rtdoctor.catalog.succession`)."""
        from rtdoctor.catalog.succession import succession

        return succession(self, row, as_of)

    def choices(self, row: ModelRow, as_of: date | datetime) -> tuple[Choice, ...]:
        """What is alive in the tier of a row at its service, for where nothing can be advised."""
        from rtdoctor.catalog.succession import choices

        return choices(self, row, as_of)

    def limits(self, row: ModelRow) -> Limits | None:
        """The limits of a row by the highest authority, or None where none is known."""
        from rtdoctor.catalog import rules

        return rules.limits(row.limits, self.source)

    def is_retired_everywhere(self, name: str, as_of: date | datetime) -> bool:
        """Whether a name is known and no service still answers to it: the legacy names, for the codemod."""
        found = self.find(None, name)
        return bool(found) and all(self.state(row, as_of).state == "retired" for row in found)


def load(overlays: Sequence[Path] = ()) -> Catalog:
    """The shipped catalog, with the rows of each overlay file laid over it in order.

    Raises `UsageError` naming file, line and row for an overlay that cannot be read, has an unknown key or
    source, or contradicts itself or the shipped rows; then nothing of it is used.
    """
    from rtdoctor.catalog import _compiled

    if not overlays:
        return Catalog(_compiled.RECORDS, _compiled.COMPILED)
    from rtdoctor.catalog.overlay import lay_over

    return Catalog(lay_over(_compiled.RECORDS, overlays), _compiled.COMPILED)


def configured(table: Mapping[str, Any], directory: Path) -> tuple[Path, ...]:
    """The overlay files that `[tool.rtdoctor]` of `directory/pyproject.toml` names, relative to it.

    Raises `UsageError` if `catalog` is anything but a list of names.
    """
    names = table.get("catalog", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise UsageError(
            f"{directory / 'pyproject.toml'}: [tool.rtdoctor] catalog must be a list of file names, not {names!r}"
        )
    return tuple(directory / name for name in names)
