"""The rows of the catalog, as they are read from its data and handed out.

Named tuples, not dataclasses: these classes are made on the start-up path of every `gate`, where ten frozen
dataclasses cost 6 ms and these 1 ms. Every fact names its source by key (`Catalog.source`) and the day on
which that source was seen to say it. Dates are days, and mean the end of that day, UTC.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple, get_args

Service = Literal["azure-openai", "openai", "voice-live"]
State = Literal["preview", "ga", "deprecated", "retired", "unknown"]
"""`deprecated` is alive and closed to new customers (`Deprecating` in ARM); `retired` no longer answers."""
Authority = Literal["own-arm", "schedule", "quoted-arm", "provider", "third-party"]
DateKind = Literal["retires", "not-before", "deprecated", "announced"]
"""`not-before` is the least a retirement can be, `deprecated` the day of closing to new subscriptions."""
Evidence = Literal["documented", "code", "payload", "report", "assumed"]

SERVICES: tuple[Service, ...] = get_args(Service)
STATES: tuple[State, ...] = get_args(State)
AUTHORITIES: tuple[Authority, ...] = get_args(Authority)
"""Highest first: your own ARM, the provider's retirement page, ARM's answer as somebody else published it,
the provider's other pages and code, everybody else."""
OWN_ARM = "own-arm"
"""The source key of what your own ARM said, in this run or in a file of yours."""
DATE_KINDS: tuple[DateKind, ...] = get_args(DateKind)
EVIDENCE: tuple[Evidence, ...] = get_args(Evidence)


class Source(NamedTuple):
    """One edition of a publication: what says something, and when it said it.

    Editions of one publication share `series`: there, a later one replaces an earlier one. `dating` tells
    what `day` is: the date the publication gives itself, an approximate one, or when an undated one was read.
    """

    key: str
    title: str
    about: str
    day: date
    authority: Authority
    series: str
    dating: Literal["published", "approximate", "read"]


class DateClaim(NamedTuple):
    """One source's word on one day in the life of a row.

    `seen` is the last day the source was seen to say so, `since` the first if that is known. `superseded`: a
    later edition of the same source says otherwise. `unverified`: a single third party, or its meaning open.
    """

    on: date
    source: str
    seen: date
    since: date | None
    kind: DateKind
    superseded: bool
    unverified: bool
    sku: str
    note: str


class StateClaim(NamedTuple):
    """One source's word on the lifecycle state."""

    state: State
    source: str
    seen: date
    superseded: bool
    note: str


class LimitClaim(NamedTuple):
    """One source's word on the limits: tokens of context and of output, megabytes of an uploaded file."""

    context: int | None
    output: int | None
    file_mb: int | None
    source: str
    seen: date
    superseded: bool
    note: str


class Replacement(NamedTuple):
    """What a source names as the replacement. An empty version means any."""

    model: str
    version: str
    source: str
    seen: date
    superseded: bool


class Gone(NamedTuple):
    """A tombstone: the row was seen to be gone by this day, whatever dates were published."""

    by: date
    source: str
    why: str
    inferred: bool


class Offer(NamedTuple):
    """In which regions a group of models is sold under one SKU."""

    id: str
    sku: str
    regions: tuple[str, ...]
    source: str
    seen: date
    notes: tuple[str, ...]


class ModelRow(NamedTuple):
    """One model at one service in one version. An empty version is an alias, or a service without versions.

    `offers` name `Offer` rows; `base` is the model whose Azure OpenAI dates a service without a schedule of
    its own follows by inference.
    """

    service: Service
    model: str
    version: str
    tier: str
    states: tuple[StateClaim, ...]
    dates: tuple[DateClaim, ...]
    gone: Gone | None
    limits: tuple[LimitClaim, ...]
    replacements: tuple[Replacement, ...]
    offers: tuple[str, ...]
    base: str
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """The model and its version as people write them."""
        return f"{self.model} {self.version}" if self.version else self.model


class Target(NamedTuple):
    """What this tool advises for a tier, where it advises anything (an empty model: no safe default)."""

    service: Service
    tier: str
    model: str
    version: str
    why: str
    source: str
    seen: date


class Surface(NamedTuple):
    """A part of the protocol with a life of its own: a path, a host, a header, an SDK accessor.

    `marker` is the literal by which it is recognised in text.
    """

    id: str
    service: Service
    kind: str
    marker: str
    states: tuple[StateClaim, ...]
    dates: tuple[DateClaim, ...]
    gone: Gone | None
    replacement: str
    notes: tuple[str, ...]


class ApiVersion(NamedTuple):
    """One `api-version` of one service."""

    service: Service
    version: str
    states: tuple[StateClaim, ...]
    dates: tuple[DateClaim, ...]
    gone: Gone | None
    notes: tuple[str, ...]


class Release(NamedTuple):
    """What one release of a package changed for realtime; `day` is unknown where the record gives none."""

    version: str
    day: date | None
    change: str


class SdkFloor(NamedTuple):
    """Which release of a package can speak GA. An empty `floor` means that none can."""

    package: str
    ecosystem: str
    floor: str
    legacy: tuple[str, ...]
    replacement: str
    releases: tuple[Release, ...]
    source: str
    seen: date
    unverified: bool
    notes: tuple[str, ...]


class Role(NamedTuple):
    """An Azure role. `realtime`: whether its data actions cover opening a realtime connection."""

    name: str
    guid: str
    former_names: tuple[str, ...]
    data_actions: tuple[str, ...]
    not_data_actions: tuple[str, ...]
    actions: tuple[str, ...]
    realtime: Literal["yes", "no", "unknown"]
    source: str
    seen: date
    notes: tuple[str, ...]


class ErrorCause(NamedTuple):
    """One error as it is seen on the wire. `status` is an HTTP status or a WebSocket close code.

    `wording` holds the literal text, one form each, with `…` where it varies.
    """

    id: str
    phase: Literal["handshake", "http", "session", "close", "control-plane", "client"]
    status: int | None
    codes: tuple[str, ...]
    wording: tuple[str, ...]
    meaning: str
    evidence: Evidence
    reported: str
    source: str
    seen: date
    notes: tuple[str, ...]
