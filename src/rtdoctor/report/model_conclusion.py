"""What the dates of one model come to, in a few sentences: the head of its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rtdoctor.catalog import Catalog
from rtdoctor.catalog.days import days_left
from rtdoctor.catalog.rows import ModelRow
from rtdoctor.catalog.rules import Standing, current
from rtdoctor.catalog.succession import Step
from rtdoctor.report.models_human import SERVICE_NAMES, version_name

Standings = Sequence[tuple[ModelRow, Standing]]


def conclusion(catalog: Catalog, standings: Standings, as_of: date) -> Iterator[str]:
    """Where the model lives, whose dates differ, what is disputed, where to go."""
    yield _life(standings)
    yield from _whose_dates(standings)
    yield from _disputes(catalog, standings, as_of)
    yield from _ways(catalog, standings, as_of)


def until(standing: Standing) -> str:
    """Until when something lives, and how sure that is."""
    if standing.retires is None or standing.days_left is None:
        return "no retirement announced"
    doubts = ["disputed"] if standing.conflict else []
    if standing.basis == "inferred":
        doubts.append("inferred")
    elif not standing.verified:
        doubts.append("unverified")
    if standing.days_left < 0:
        return ", ".join([f"its date {standing.retires} is past", *doubts])
    return f"until {standing.retires}, {', '.join([*doubts, _days(standing.days_left)])}"


def _days(left: int) -> str:
    return "1 day" if left == 1 else f"{left} days"


def _life(standings: Standings) -> str:
    """Service by service: retired, alive, not certain, or different by version."""
    lives: dict[str, set[str]] = {}
    for row, standing in standings:
        word = {"retired": "Retired", "unknown": "Not certain"}.get(standing.state, "Alive")
        lives.setdefault(SERVICE_NAMES[row.service], set()).add(word)
    parts = []
    for word in ("Retired", "Alive", "Not certain"):
        if names := [name for name, words in lives.items() if words == {word}]:
            parts.append(f"{word} on {_and(names)}.")
    if names := [name for name, words in lives.items() if len(words) > 1]:
        parts.append(f"On {_and(names)} it depends on the version.")
    return " ".join(parts)


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
        sure: dict[date, bool] = {}
        for claim in current(standing.dates):
            sure[claim.on] = sure.get(claim.on, False) or not claim.unverified
        texts = [_disputed(day, sure[day], as_of) for day in sorted(sure)]
        verdict = (
            f"{standing.retires} warns and decides"
            if standing.warns == standing.retires
            else f"{standing.warns} warns, {standing.retires} decides"
        )
        name = f"{SERVICE_NAMES[row.service]} {row.version}".rstrip()
        yield f"DISPUTED on {name}: {' or '.join(texts)}; {verdict} ({catalog.source(standing.decided_by).title})."


def _disputed(day: date, verified: bool, as_of: date) -> str:
    remarks = [] if verified else ["unverified"]
    if day >= as_of:
        remarks.append(_days(days_left(day, as_of)))
    return f"{day} ({', '.join(remarks)})" if remarks else str(day)


def _ways(catalog: Catalog, standings: Standings, as_of: date) -> Iterator[str]:
    """One sentence for each service that has somewhere to go, the way with its own dates."""
    for service in dict.fromkeys(row.service for row, _ in standings):
        ways: dict[tuple[str, ...], tuple[Step, ...]] = {}
        starts: dict[tuple[str, ...], list[str]] = {}
        unsafe = ""
        for row, _ in standings:
            if row.service != service:
                continue
            succession = catalog.successors(row, as_of)
            way = tuple(step for step in succession.steps if step.standing.state != "retired")
            names = tuple(step.row.name for step in way)
            ways[names] = way
            starts.setdefault(names, []).append(version_name(row))
            if succession.safe is None and succession.why.startswith("no safe default"):
                unsafe = succession.why
        # What one version leads to is often the end of another's way: the longest tells both.
        told = [n for n in ways if n and not any(n != other and n == other[-len(n) :] for other in ways)]
        for names in told:
            start = f" {', '.join(starts[names])}" if len(told) > 1 else ""
            steps = ", so to ".join(_step(step) for step in ways[names])
            yield f"{SERVICE_NAMES[service]}{start}: move to {steps}."
        if unsafe:
            yield f"{SERVICE_NAMES[service]}: {unsafe}. Choose:"
            yield from _choices(catalog, standings, service, as_of)


def _choices(catalog: Catalog, standings: Standings, service: str, as_of: date) -> Iterator[str]:
    """The dated choices, among them the versions of the model itself that are alive."""
    row = next(row for row, _ in standings if row.service == service)
    own = [(row, s) for row, s in standings if row.service == service and s.state in ("ga", "preview")]
    others = [(choice.row, choice.standing) for choice in catalog.choices(row, as_of)]
    found = dict([*own, *others])
    for choice, standing in found.items():
        earlier = f"; {standing.warns} warns" if standing.warns != standing.retires else ""
        yield f"- {choice.name}: {standing.state}, {until(standing)}{earlier}"


def _step(step: Step) -> str:
    return f"{step.row.name} ({until(step.standing)}{': too soon' if step.dying else ''})"


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
