"""What the user chose, checked before anything is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timezone

from rtdoctor.errors import UsageError

RETIRES_WITHIN = 180
"""Days: nothing is moved to a model that has fewer left."""


def parse_deployments(values: Sequence[str]) -> tuple[str, dict[str, str]]:
    """`rename`, `keep` or OLD=NEW, repeatable: the mode for other names, and the names. `UsageError` otherwise."""
    mode: str | None = None
    names: dict[str, str] = {}
    for value in values:
        old, equals, new = value.partition("=")
        if equals and old and new:
            if names.get(old, new) != new:
                raise UsageError(f"--deployments gives '{old}' two new names, '{names[old]}' and '{new}'")
            names[old] = new
        elif value in ("rename", "keep"):
            if mode not in (None, value):
                raise UsageError("--deployments cannot both rename and keep")
            mode = value
        else:
            raise UsageError(f"--deployments {value!r} is none of rename, keep, OLD=NEW")
    return mode or "rename", names


def check_rules(codes: Iterable[str], known: Iterable[str], option: str) -> frozenset[str]:
    """`codes`, each of which must be known. `UsageError` names the first that is not."""
    wanted = frozenset(code.strip().upper() for value in codes for code in value.split(",") if code.strip())
    if unknown := sorted(wanted - set(known)):
        raise UsageError(f"{option} {unknown[0]}: there is no such rule", "see rtdoctor migrate --list-rules")
    return wanted


def check_target(model: str, option: str, as_of: date | None = None) -> list[str]:
    """Refuse a model of which no version lasts `RETIRES_WITHIN` days, on any service that has it.

    Raises `UsageError` with the dates. Returns notes: dates that others give and that would be too early. A
    model that the catalog does not know is taken as it is, and said.
    """
    from rtdoctor import catalog

    facts = catalog.load()
    today = as_of or datetime.now(timezone.utc).date()
    rows = facts.find(None, model)
    too_soon: list[str] = []
    notes = [] if rows else [f"{option} {model} is not in the catalog: nothing is known of its retirement"]
    for service in sorted({row.service for row in rows}):
        standings = [(row, facts.state(row, today)) for row in rows if row.service == service]
        lasting = [
            (row, standing)
            for row, standing in standings
            if standing.state != "retired"
            and (standing.days_left is None or standing.days_left >= RETIRES_WITHIN)
        ]
        if not lasting:
            days = [str(standing.retires) for _, standing in standings if standing.retires]
            too_soon.append(f"{service}: {max(days) if days else 'retired'}")
        for row, standing in lasting:
            if standing.warn_days_left is not None and standing.warn_days_left < RETIRES_WITHIN:
                of = f" {row.version}" if row.version else ""
                notes.append(
                    f"{option} {model}{of}: another source has it retire on {standing.warns} ({service})"
                )
    if too_soon:
        raise UsageError(
            f"{option} {model} would have to be left again within {RETIRES_WITHIN} days ({'; '.join(too_soon)})",
            "rtdoctor models lists what lasts longer; --force takes it all the same",
        )
    return notes
