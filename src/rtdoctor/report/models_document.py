"""The JSON of `rtdoctor models`: `rtdoctor/models/1`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from rtdoctor.catalog import Catalog
from rtdoctor.catalog.rows import DateClaim, ModelRow
from rtdoctor.catalog.succession import Choice, Step

SCHEMA = "rtdoctor/models/1"


def models_document(catalog: Catalog, rows: Sequence[ModelRow], as_of: date) -> dict[str, Any]:
    """Every row with its state as of a day and all that is known of it, sources spelt out once."""
    models = [_model(catalog, row, as_of) for row in rows]
    return {
        "schema": SCHEMA,
        "as_of": as_of.isoformat(),
        "catalog": {"compiled": catalog.compiled.isoformat(), "age_days": catalog.age_days(as_of)},
        "models": models,
        "sources": {key: _source(catalog, key) for key in sorted(_keys(models))},
    }


def _model(catalog: Catalog, row: ModelRow, as_of: date) -> dict[str, Any]:
    standing = catalog.state(row, as_of)
    succession = catalog.successors(row, as_of)
    limits = catalog.limits(row)
    return {
        "service": row.service,
        "model": row.model,
        "version": row.version or None,
        "tier": row.tier or None,
        "state": standing.state,
        "basis": standing.basis,
        "retires": _iso(standing.retires),
        "decided_by": standing.decided_by or None,
        "verified": standing.verified,
        "days_left": standing.days_left,
        "warns": _iso(standing.warns),
        "warn_days_left": standing.warn_days_left,
        "conflict": standing.conflict,
        "dates": [_date(claim, as_of) for claim in standing.dates],
        "states": [
            _present(
                state=claim.state,
                source=claim.source,
                seen=claim.seen.isoformat(),
                superseded=claim.superseded,
                note=claim.note,
            )
            for claim in row.states
        ],
        "gone": row.gone
        and {
            "by": row.gone.by.isoformat(),
            "source": row.gone.source,
            "why": row.gone.why,
            "inferred": row.gone.inferred,
        },
        "limits": limits and limits._asdict(),
        "limit_claims": [
            _present(
                context=claim.context,
                output=claim.output,
                file_mb=claim.file_mb,
                source=claim.source,
                seen=claim.seen.isoformat(),
                superseded=claim.superseded,
                note=claim.note,
            )
            for claim in row.limits
        ],
        "offers": [
            {
                "sku": offer.sku,
                "regions": list(offer.regions),
                "source": offer.source,
                "seen": offer.seen.isoformat(),
                "notes": list(offer.notes),
            }
            for offer in catalog.offers(row)
        ],
        "successors": [_step(step) for step in succession.steps],
        "safe_successor": succession.safe and _step(succession.safe),
        "no_safe_successor_because": succession.why or None,
        "choices": [_choice(choice) for choice in catalog.choices(row, as_of)]
        if succession.safe is None
        else [],
        "notes": list(row.notes),
    }


def _date(claim: DateClaim, as_of: date) -> dict[str, Any]:
    return _present(
        date=claim.on.isoformat(),
        kind=claim.kind,
        source=claim.source,
        seen=claim.seen.isoformat(),
        since=_iso(claim.since),
        age_days=(as_of - claim.seen).days,
        superseded=claim.superseded,
        unverified=claim.unverified,
        sku=claim.sku,
        note=claim.note,
    )


def _step(step: Step) -> dict[str, Any]:
    return {
        "model": step.row.model,
        "version": step.row.version or None,
        "retires": _iso(step.standing.retires),
        "days_left": step.standing.days_left,
        "warns": _iso(step.standing.warns),
        "dying": step.dying,
        "advised": step.advised,
        "source": step.source,
    }


def _choice(choice: Choice) -> dict[str, Any]:
    return {
        "model": choice.row.model,
        "version": choice.row.version or None,
        "retires": _iso(choice.standing.retires),
        "warns": _iso(choice.standing.warns),
        "conflict": choice.standing.conflict,
        "dying": choice.dying,
    }


def _source(catalog: Catalog, key: str) -> dict[str, Any]:
    source = catalog.source(key)
    return {
        "title": source.title,
        "about": source.about,
        "day": source.day.isoformat(),
        "dating": source.dating,
        "authority": source.authority,
        "series": source.series,
    }


def _keys(value: Any) -> set[str]:
    """Every source key that is named anywhere in the document."""
    if isinstance(value, list):
        return {key for item in value for key in _keys(item)}
    if isinstance(value, dict):
        named = {value[name] for name in ("source", "decided_by") if value.get(name)}
        return named.union(*(_keys(item) for item in value.values())) if value else named
    return set()


def _present(**fields: Any) -> dict[str, Any]:
    """The fields that say something: flags that are down and empty notes are left out."""
    return {name: value for name, value in fields.items() if value not in (None, "", False)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
