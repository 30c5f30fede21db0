"""What to move to: replacement chains that do not end in something that is about to retire itself.

What the provider names comes first. Where that is retired, or retires within `SAFE_DAYS`, the chain says so
and goes on: to what is named for it in turn, and at last to what this tool advises for the tier. A model that
lasts and for which nothing is named leads nowhere.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from rtdoctor.catalog.rows import ModelRow
from rtdoctor.catalog.rules import Standing

if TYPE_CHECKING:
    from rtdoctor.catalog.store import Catalog

SAFE_DAYS = 180
"""A successor that retires sooner is no place to go."""


_OWN_ADVICE = "rtdoctor"
"""The series of this tool's own advice, among what providers name."""


class Step(NamedTuple):
    """One link of a chain. `dying`: retired, or retiring within `SAFE_DAYS` by its earliest current date.

    `source` is the key of the publication that names it, `advised` whether it is this tool's own advice.
    """

    row: ModelRow
    standing: Standing
    dying: bool
    advised: bool
    source: str


class Succession(NamedTuple):
    """Where a model leads. `safe` is the last step if it will last, else None; `why` says what is missing."""

    steps: tuple[Step, ...]
    safe: Step | None
    why: str


class Choice(NamedTuple):
    """One model that a tier offers, with its dates."""

    row: ModelRow
    standing: Standing
    dying: bool


def is_dying(standing: Standing) -> bool:
    """Retired, of unknown state, or within `SAFE_DAYS` of its decisive or earliest current date."""
    left = [days for days in (standing.days_left, standing.warn_days_left) if days is not None]
    return standing.state in ("retired", "unknown") or any(days < SAFE_DAYS for days in left)


def succession(catalog: Catalog, row: ModelRow, as_of: date | datetime) -> Succession:
    """The chain from `row` to something that lasts, or as far as it goes."""
    steps: list[Step] = []
    visited = [row]
    current = row
    while True:
        step = _named(catalog, current, as_of)
        if step is None and (steps or is_dying(catalog.state(row, as_of))):
            step = _advised(catalog, row, as_of)
        if step is None or step.row in visited:
            break
        steps.append(step)
        visited.append(step.row)
        if not step.dying:
            return Succession(tuple(steps), step, "")
        current = step.row
    target = catalog.target(row.service, row.tier)
    if target is not None and not target.model:
        why = target.why
    elif steps:
        why = f"nothing that is named lasts {SAFE_DAYS} days"
    elif target is not None and (target.model, target.version) == (row.model, row.version):
        why = "it is itself what is advised"
    else:
        why = "no replacement is named"
    return Succession(tuple(steps), None, why)


def choices(catalog: Catalog, row: ModelRow, as_of: date | datetime) -> tuple[Choice, ...]:
    """What is alive in the tier of `row` at its service, the longest-lived first."""
    found = []
    for other in catalog.models(service=row.service):
        if other.tier == row.tier and other != row:
            standing = catalog.state(other, as_of)
            if standing.state not in ("retired", "unknown"):
                found.append(Choice(other, standing, is_dying(standing)))
    return tuple(
        sorted(found, key=lambda c: (c.dying, -(c.standing.retires or date.max).toordinal(), c.row.name))
    )


def _named(catalog: Catalog, row: ModelRow, as_of: date | datetime) -> Step | None:
    """The first replacement a source still names, in its longest-lived version."""
    for replacement in row.replacements:
        if replacement.superseded:
            continue
        candidates = catalog.find(row.service, replacement.model, replacement.version or None)
        standings = [(other, catalog.state(other, as_of)) for other in candidates]
        other, standing = max(
            standings, key=lambda pair: (pair[1].retires or date.max, pair[0].version == "")
        )
        advised = catalog.source(replacement.source).series == _OWN_ADVICE
        return Step(other, standing, is_dying(standing), advised, replacement.source)
    return None


def _advised(catalog: Catalog, row: ModelRow, as_of: date | datetime) -> Step | None:
    target = catalog.target(row.service, row.tier)
    if target is None or not target.model:
        return None
    found = catalog.find(row.service, target.model, target.version or None)
    standing = catalog.state(found[0], as_of)
    return Step(found[0], standing, is_dying(standing), True, target.source)
