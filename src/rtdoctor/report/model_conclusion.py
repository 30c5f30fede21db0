"""What the dates of one model come to, in a few sentences: the head of its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rtdoctor.catalog import Catalog
from rtdoctor.catalog.days import days_left
from rtdoctor.catalog.rows import ModelRow
from rtdoctor.catalog.rules import Standing, current
from rtdoctor.catalog.succession import Step
from rtdoctor.report.models_human import SERVICE_NAMES

Standings = Sequence[tuple[ModelRow, Standing]]


def conclusion(catalog: Catalog, standings: Standings, as_of: date) -> Iterator[str]:
    """Where the model lives, whose dates differ, what is disputed, where to go."""
    yield _life(standings)
    yield from _whose_dates(standings)
    yield from _disputes(catalog, standings, as_of)
    yield from _ways(catalog, standings, as_of)


def until(standing: Standing) -> str:
    """Until when something lives, and how sure that is."""
    if standing.retires is None:
        return "no retirement announced"
    doubts = ["disputed"] if standing.conflict else []
    if standing.basis == "inferred":
        doubts.append("inferred")
    elif not standing.verified:
        doubts.append("unverified")
    return f"until {standing.retires}, {', '.join([*doubts, _days(standing.days_left)])}"


def _days(left: int | None) -> str:
    return "1 day" if left == 1 else f"{left} days"


def _life(standings: Standings) -> str:
    dead = _services(standings, retired=True)
    alive = _services(standings, retired=False)
    both = [name for name in dead if name in alive]
    parts = []
    if wholly := [name for name in dead if name not in both]:
        parts.append(f"Retired on {_and(wholly)}.")
    if living := [name for name in alive if name not in both]:
        parts.append(f"Alive on {_and(living)}.")
    if both:
        parts.append(f"On {_and(both)} it depends on the version.")
    return " ".join(parts)


def _services(standings: Standings, *, retired: bool) -> list[str]:
    found = [SERVICE_NAMES[row.service] for row, s in standings if (s.state == "retired") is retired]
    return list(dict.fromkeys(found))


def _whose_dates(standings: Standings) -> Iterator[str]:
    """The two clouds side by side, where their dates differ: the other one's date misleads."""
    azure, openai = _last(standings, "azure-openai"), _last(standings, "openai")
    if azure is None or openai is None or azure[1].retires == openai[1].retires:
        return
    row, standing = azure
    gone = f" (gone by {row.gone.by})" if row.gone else ""
    yield (
        f"Each service has dates of its own: Azure OpenAI {standing.retires}{gone}, "
        f"OpenAI {openai[1].retires}. "
        + (
            "On Azure it failed while OpenAI's date was still to come."
            if standing.state == "retired" and str(standing.retires) < str(openai[1].retires)
            else "Neither holds for the other."
        )
    )


def _last(standings: Standings, service: str) -> tuple[ModelRow, Standing] | None:
    """The version that a service's own schedule lets live longest."""
    dated = [(row, s) for row, s in standings if row.service == service and s.verified and s.retires]
    return max(dated, key=lambda pair: str(pair[1].retires), default=None)


def _disputes(catalog: Catalog, standings: Standings, as_of: date) -> Iterator[str]:
    for row, standing in standings:
        if not standing.conflict or row.service == "voice-live":
            continue
        days = sorted({claim.on for claim in current(standing.dates)})
        texts = [f"{day} ({_days(days_left(day, as_of))})" if day >= as_of else str(day) for day in days]
        verdict = (
            f"{standing.retires} warns and decides"
            if standing.warns == standing.retires
            else f"{standing.warns} warns, {standing.retires} decides"
        )
        name = f"{SERVICE_NAMES[row.service]} {row.version}".rstrip()
        yield f"DISPUTED on {name}: {' or '.join(texts)}; {verdict} ({catalog.source(standing.decided_by).title})."


def _ways(catalog: Catalog, standings: Standings, as_of: date) -> Iterator[str]:
    """One sentence for each service that has somewhere to go, the way with its own dates."""
    for service in dict.fromkeys(row.service for row, _ in standings):
        leading = [catalog.successors(row, as_of) for row, _ in standings if row.service == service]
        ways = [tuple(s for s in way.steps if s.standing.state != "retired") for way in leading]
        # What one version leads to is often the end of another's way: the longest tells both.
        longest = [way for way in ways if way and not any(way != o and way == o[-len(way) :] for o in ways)]
        for way in dict.fromkeys(longest):
            yield f"{SERVICE_NAMES[service]}: move to {', so to '.join(_step(step) for step in way)}."
        open_choice = next(
            (s.why for s in leading if not s.safe and s.why.startswith("no safe default")), None
        )
        if open_choice:
            yield f"{SERVICE_NAMES[service]}: {open_choice}. Choose:"
            yield from _choices(catalog, standings, service, as_of)


def _choices(catalog: Catalog, standings: Standings, service: str, as_of: date) -> Iterator[str]:
    """The dated choices, among them the versions of the model itself that are alive."""
    row = next(row for row, _ in standings if row.service == service)
    own = [(row, s) for row, s in standings if row.service == service and s.state in ("ga", "preview")]
    others = [(choice.row, choice.standing) for choice in catalog.choices(row, as_of)]
    found = dict([*own, *others])
    for choice, standing in found.items():
        yield f"- {choice.name}: {standing.state}, {until(standing)}"


def _step(step: Step) -> str:
    return f"{step.row.name} ({until(step.standing)}{': too soon' if step.dying else ''})"


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
