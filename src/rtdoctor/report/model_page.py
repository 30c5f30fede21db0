"""`rtdoctor models NAME` for people: one model on one screen, the conclusion first, 80 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date

from rtdoctor.catalog import Catalog
from rtdoctor.catalog.rows import DateClaim, ModelRow
from rtdoctor.catalog.rules import Standing, rank
from rtdoctor.report.model_conclusion import conclusion, until
from rtdoctor.report.models_human import SERVICE_NAMES, STATE_STYLES, version_name
from rtdoctor.report.styled import Line, Style, line

_WIDTH = 80
_COLUMNS = "  date        what it is  seen        age  said by"
_KINDS: dict[str, Style] = {
    "decides": "bold",
    "disputes": "warn",
    "differs": "plain",
    "gone by": "plain",
    "unverified": "dim",
    "deprecated": "plain",
    "not before": "dim",
    "superseded": "dim",
}
"""What a date can be, in the order of the page. `deprecated`: closed to new subscriptions from that day on."""


def page(catalog: Catalog, rows: Sequence[ModelRow], as_of: date) -> Iterator[Line]:
    """The conclusion, then every row with all its dates, their sources and ages."""
    standings = [(row, catalog.state(row, as_of)) for row in rows]
    yield line(rows[0].model, "bold")
    for sentence in conclusion(catalog, standings, as_of):
        yield from _wrapped(sentence, "  " if sentence.startswith("- ") else "")
    yield line(f"As of {as_of}, from facts of {catalog.compiled}. A date is the end of its day, UTC.", "dim")
    yield line()
    yield line(_COLUMNS, "dim")
    for service, service_name in SERVICE_NAMES.items():
        said: set[str] = set()
        for group in _alike([pair for pair in standings if pair[0].service == service]):
            row, standing = group[0]
            versions = ", ".join(version_name(member) for member, _ in group)
            name = f"{service_name} {versions}".rstrip()
            yield from _heading(f"{name}: ", _life(standing, row, as_of), STATE_STYLES[standing.state])
            yield from _claims(catalog, row, standing, as_of)
            for text in _remarks(catalog, row, standing):
                if text not in said:
                    said.add(text)
                    yield from _wrapped(text, "  ")


def _alike(standings: list[tuple[ModelRow, Standing]]) -> list[list[tuple[ModelRow, Standing]]]:
    """Versions of which exactly the same is known, told once."""
    groups: list[list[tuple[ModelRow, Standing]]] = []
    for row, standing in standings:
        for group in groups:
            if group[0][1] == standing and group[0][0].gone == row.gone:
                group.append((row, standing))
                break
        else:
            groups.append([(row, standing)])
    return groups


def _heading(name: str, life: str, style: Style) -> Iterator[Line]:
    if len(name + life) <= _WIDTH:
        yield Line(((name, "bold"), (life, style)))
    else:
        yield line(name, "bold")
        yield line(f"  {life}", style)


def _life(standing: Standing, row: ModelRow, as_of: date) -> str:
    """The state in a few words, with the date that decides it."""
    announced = next(
        (claim.on for claim in row.dates if claim.kind == "announced" and claim.on <= as_of), None
    )
    if standing.state == "retired":
        if standing.basis == "inferred":
            return "retired, by inference"
        state = f"retired {standing.retires}" if not row.gone and standing.retires else "retired"
        return f"{state}, announced {announced}" if announced else state
    since = f" since {announced}" if announced and standing.state == "deprecated" else ""
    return f"{standing.state}{since}, {until(standing)}"


def _claims(catalog: Catalog, row: ModelRow, standing: Standing, as_of: date) -> Iterator[Line]:
    """One line for each date and what it is, with who says so: the highest authority first, and by its day."""
    found: dict[tuple[str, date], list[DateClaim]] = {}
    for claim in row.dates:
        if claim.kind == "announced":
            continue  # stands in the heading
        found.setdefault((_kind(claim, standing), claim.on), []).append(claim)
    if row.gone is not None:
        source = catalog.source(row.gone.source)
        found["gone by", row.gone.by] = [
            DateClaim(row.gone.by, source.key, source.day, None, "retires", False, False, "", row.gone.why)
        ]
    order = list(_KINDS)
    for kind, on in sorted(found, key=lambda key: (order.index(key[0]), key[1])):
        claims = sorted(found[kind, on], key=lambda claim: rank(claim, catalog.source))
        first, source = claims[0], catalog.source(claims[0].source)
        about = "~" if source.dating != "published" and first.seen == source.day else " "
        head = f"  {on}  {kind:10} {about}{first.seen} {(as_of - first.seen).days:>4}  "
        notes = [first.note] if first.note else []
        if kind == "superseded" and first.kind == "not-before":
            notes.append("not before")
        note = f" ({', '.join(notes)})" if notes else ""
        # In a dispute it matters who says what; elsewhere a count will do.
        width = _WIDTH - len(head) - len(note) if not standing.conflict else 3 * _WIDTH
        yield from _hanging(head, _by(catalog, claims, width) + note, _KINDS[kind])


def _by(catalog: Catalog, claims: Sequence[DateClaim], width: int) -> str:
    """The publications that say so, as many as fit in `width` columns, and how many more there are."""
    by_series: dict[str, str] = {}
    for claim in claims:
        source = catalog.source(claim.source)
        by_series.setdefault(source.series, source.title)
    titles = list(by_series.values())
    for shown in range(len(titles), 0, -1):
        more = len(titles) - shown
        text = ", ".join(titles[:shown]) + (f" +{more}" if more else "")
        if len(text) <= width:
            return text
    return text


def _kind(claim: DateClaim, standing: Standing) -> str:
    if claim.superseded:
        return "superseded"
    if claim.kind == "not-before":
        return "not before"
    if claim.kind == "deprecated":
        return "deprecated"
    if claim.unverified:
        return "unverified"
    if claim.on == standing.retires:
        return "decides"
    return "disputes" if standing.conflict else "differs"


def _remarks(catalog: Catalog, row: ModelRow, standing: Standing) -> Iterator[str]:
    """Whose word on the state differs, where dates are inferred from, limits and regions of what lives, notes."""
    for claim in row.states:
        if not claim.superseded and standing.state != "retired" and claim.state != standing.state:
            yield f"{catalog.source(claim.source).title} says {claim.state} ({claim.seen})"
    if row.base and standing.state != "retired":
        yield f"no schedule of its own: inferred from {row.base} on Azure OpenAI"
    if standing.state != "retired":
        yield from _offered(catalog, row)
    yield from row.notes


def _offered(catalog: Catalog, row: ModelRow) -> Iterator[str]:
    limits = catalog.limits(row)
    facts = []
    if limits is not None:
        if limits.context and limits.output:
            facts.append(f"{limits.context:,} tokens in, {limits.output:,} out")
        if limits.file_mb:
            facts.append(f"files up to {limits.file_mb} MB")
        if limits.disputed:
            others = sorted({c.context for c in row.limits if c.context and c.context != limits.context})
            facts.append(f"another page says {', '.join(f'{context:,}' for context in others)} in")
    if facts:
        yield "; ".join(facts)
    for offer in catalog.offers(row):
        yield f"{offer.sku}: {', '.join(offer.regions)}"


def _wrapped(text: str, indent: str = "") -> Iterator[Line]:
    """`text` in lines of the page's width, what follows the first one indented."""
    for part in textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False
    ):
        yield line(part)


def _hanging(head: str, text: str, style: Style) -> Iterator[Line]:
    parts = textwrap.wrap(text, _WIDTH - len(head), break_on_hyphens=False) or [""]
    yield line(head + parts[0], style)
    for part in parts[1:]:
        yield line(" " * len(head) + part, style)
