"""How dates that disagree become one answer. Pure functions over rows; no file, no clock.

- A later edition of one publication supersedes its earlier dates: shown, not judged.
- Current dates that disagree are a conflict: the earliest warns, the highest authority decides. Where that
  authority contradicts itself, the next one that names one of its dates breaks the tie, else the earliest.
- What is unverified may warn and never decides: past such a date the state is unknown, not retired.
- Live data is read in the order of Azure's lifecycle policy (2026-10-05): `Deprecated` is retired,
  `Deprecating` is alive, then a past `deprecation.inference` is retired, then GA or preview.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple

from rtdoctor.catalog.days import days_left, is_past, utc_day
from rtdoctor.catalog.rows import (
    AUTHORITIES,
    OWN_ARM,
    DateClaim,
    Gone,
    LimitClaim,
    Source,
    State,
    StateClaim,
)

Basis = Literal["published", "live", "inferred", "conflict"]
SourceOf = Callable[[str], Source]


class LiveModel(NamedTuple):
    """What your own ARM says of a model (`lifecycleStatus`, `deprecation.inference`), and when it was asked."""

    lifecycle: str
    inference: date | None
    seen: date


class Standing(NamedTuple):
    """The state of one row as of one day, and what it rests on.

    `retires` is the decisive date and `decided_by` the key of its source; `warns` the earliest current date.
    `verified` is false where only an unverified or inferred date is known. `conflict`: current dates disagree
    and not all of them are past. `dates` are all dates that were weighed or shown, superseded ones included.
    """

    state: State
    basis: Basis
    retires: date | None
    decided_by: str
    verified: bool
    warns: date | None
    days_left: int | None
    warn_days_left: int | None
    conflict: bool
    dates: tuple[DateClaim, ...]


def current(dates: Sequence[DateClaim], sku: str = "") -> tuple[DateClaim, ...]:
    """The retirement dates that stand: not superseded, no mere "not before", of this SKU or of all."""
    return tuple(
        claim
        for claim in dates
        if claim.kind == "retires" and not claim.superseded and (not sku or claim.sku in ("", sku))
    )


def decisive(claims: Sequence[DateClaim], source_of: SourceOf) -> DateClaim | None:
    """The claim of the highest authority among `claims`, verified ones before unverified ones."""
    verified = [claim for claim in claims if not claim.unverified]
    ranked = sorted(verified or claims, key=lambda claim: rank(claim, source_of))
    if not ranked:
        return None
    top = [claim for claim in ranked if rank(claim, source_of) == rank(ranked[0], source_of)]
    days = {claim.on for claim in top}
    if len(days) > 1:
        for other in ranked[len(top) :]:
            if other.on in days:
                return next(claim for claim in top if claim.on == other.on)
    return min(top, key=lambda claim: claim.on)


def rank(claim: DateClaim, source_of: SourceOf) -> tuple[int, int]:
    """What sorts claims: the highest authority first, then the newest edition."""
    return (AUTHORITIES.index(source_of(claim.source).authority), -claim.seen.toordinal())


def standing(
    states: Sequence[StateClaim],
    dates: Sequence[DateClaim],
    gone: Gone | None,
    source_of: SourceOf,
    as_of: date | datetime,
    *,
    live: LiveModel | None = None,
    sku: str = "",
) -> Standing:
    """The state as of a day, from what was published and, if given, from live data."""
    day = utc_day(as_of)
    weighed = tuple(dates)
    if live is not None and live.inference is not None:
        weighed = (
            DateClaim(live.inference, OWN_ARM, live.seen, None, "retires", False, False, "", ""),
            *weighed,
        )
    claims = current(weighed, sku)
    deciding = decisive(claims, source_of)
    warns = min((claim.on for claim in claims), default=None)
    conflict = len({claim.on for claim in claims}) > 1 and not all(is_past(c.on, day) for c in claims)
    state: State = "retired"
    basis: Basis = "conflict" if conflict else "published"
    if live is not None:
        state, basis = _live_state(live, day), "live"
    elif gone is not None and day >= gone.by:
        basis = "inferred" if gone.inferred else "published"
    else:
        state = _published_state(states, weighed, deciding, source_of, day)
    return Standing(
        state=state,
        basis=basis,
        retires=deciding.on if deciding else None,
        decided_by=deciding.source if deciding else "",
        verified=deciding is None or not deciding.unverified,
        warns=warns,
        days_left=days_left(deciding.on, day) if deciding else None,
        warn_days_left=days_left(warns, day) if warns else None,
        conflict=conflict,
        dates=weighed,
    )


def _live_state(live: LiveModel, day: date) -> State:
    if live.lifecycle == "Deprecated":
        return "retired"
    if live.lifecycle == "Deprecating" and day <= live.seen:
        return "deprecated"
    if live.inference is not None and is_past(live.inference, day):
        return "retired"
    known: dict[str, State] = {
        "Deprecating": "deprecated",
        "GenerallyAvailable": "ga",
        "Stable": "ga",
        "Preview": "preview",
    }
    return known.get(live.lifecycle, "unknown")


def _published_state(
    states: Sequence[StateClaim],
    dates: Sequence[DateClaim],
    deciding: DateClaim | None,
    source_of: SourceOf,
    day: date,
) -> State:
    if deciding is not None and is_past(deciding.on, day):
        return "unknown" if deciding.unverified else "retired"
    claim = latest_state(states, source_of)
    if claim is None:
        return "unknown"
    if claim.state == "retired":
        # Retired today, and this is an earlier day: before its date it was on its way out.
        return "deprecated" if deciding is not None else "unknown"
    for closed in dates:
        # An announced day counts unless the state was looked at after it and said otherwise.
        announced = closed.kind == "deprecated" and not closed.superseded and claim.seen <= closed.on
        if announced and is_past(closed.on, day):
            return "deprecated"
    return claim.state


def latest_state(states: Sequence[StateClaim], source_of: SourceOf) -> StateClaim | None:
    """The state claim of the highest authority, the newest among equals."""
    standing_claims = [claim for claim in states if not claim.superseded]
    return min(
        standing_claims,
        key=lambda claim: (
            AUTHORITIES.index(source_of(claim.source).authority),
            -claim.seen.toordinal(),
        ),
        default=None,
    )


class Limits(NamedTuple):
    """Tokens of context and output, megabytes of a file, by the highest authority; `disputed` if others differ."""

    context: int | None
    output: int | None
    file_mb: int | None
    disputed: bool


def limits(claims: Sequence[LimitClaim], source_of: SourceOf) -> Limits | None:
    """The limits that count, or None where none is known.

    Two pages of equal authority that differ are settled by the smaller context: that much can be relied on.
    """
    stand = [claim for claim in claims if not claim.superseded]
    if not stand:
        return None
    best = min(
        stand,
        key=lambda claim: (
            AUTHORITIES.index(source_of(claim.source).authority),
            claim.context if claim.context is not None else 0,
        ),
    )
    disputed = any(
        ours is not None and theirs is not None and ours != theirs
        for other in stand
        for ours, theirs in ((best.context, other.context), (best.output, other.output))
    )
    return Limits(best.context, best.output, best.file_mb, disputed)


def inferred(own: Standing, bases: Sequence[Standing], as_of: date | datetime) -> Standing:
    """The standing of a name that follows the versions of a model elsewhere and has no dates of its own.

    It lasts as long as the last version, and the first version to go warns. Inference never retires.
    """
    dated = [base for base in bases if base.retires is not None]
    alive = [base for base in dated if base.state != "retired"]
    if not dated:
        return own
    last = max(dated, key=lambda base: base.retires or date.min)
    warns = min((base.warns for base in alive if base.warns), default=None)
    return own._replace(
        state=own.state if alive else "unknown",
        basis="inferred",
        retires=last.retires,
        decided_by=last.decided_by,
        verified=False,
        warns=warns,
        days_left=days_left(last.retires, as_of) if last.retires else None,
        warn_days_left=days_left(warns, as_of) if warns else None,
        conflict=any(base.conflict for base in alive),
        dates=tuple(claim for base in bases for claim in base.dates),
    )
