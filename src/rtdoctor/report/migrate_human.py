"""A run of `migrate` as a person reads it: the conclusion, what to do before the edits, then the details."""

from __future__ import annotations

import re
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rtdoctor.migrate.outcome import Outcome
from rtdoctor.migrate.plan import Left, Unit
from rtdoctor.migrate.rewriting import Connection
from rtdoctor.report.styled import Line, Style, line
from rtdoctor.scan.reference import Reference

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
"""A file name may hold what a terminal would obey."""


def migrate_lines(outcome: Outcome, width: int) -> Iterator[Line]:
    """The whole report, no line wider than `width` except commands, which are there to be copied."""
    yield from _conclusion(outcome, width)
    yield from _follow_ups(outcome, width)
    for unit in outcome.plan.units:
        yield from unit_lines(unit, "written" if outcome.written else "to be made", width)
    for left in outcome.plan.left:
        if left.unit.connection is None or left.kind in ("limit", "choice", "refused"):
            yield from _left(left, width)
    for connection in outcome.manual_connections:
        yield from _manual_connection(connection, width)
    yield from _by_hand(outcome, width)
    yield from _kept(outcome.plan.references, width)
    yield from _skipped(outcome, width)
    yield line("")
    yield line(completeness(outcome), "dim")


def conclusion(outcome: Outcome) -> str:
    """The first line: what was or would be changed, and what is left for a person."""
    plan = outcome.plan
    edits, files = len(plan.edits), len(plan.results)
    parts: list[str] = []
    if edits:
        verb = "made" if outcome.written else "can be made"
        parts.append(f"{count(edits, 'edit')} in {count(files, 'file')} {verb}")
    if plan.held_back:
        parts.append(f"{count(plan.held_back, 'edit')} held back (--unsafe)")
    if later := sum(left.kind in ("limit", "choice") for left in plan.left):
        parts.append(f"{count(later, 'change')} left for another run")
    if refused := sum(left.kind == "refused" for left in plan.left):
        parts.append(f"{count(refused, 'change')} not written")
    manual = [
        count(number, noun)
        for number, noun in ((len(outcome.manual_connections), "connection"), (len(_loose(outcome)), "place"))
        if number
    ]
    if manual:
        parts.append(f"{' and '.join(manual)} to change by hand")
    if not parts:
        parts.append(
            "nothing is left to migrate"
            if not plan.not_judged
            else "nothing to migrate in what could be read"
        )
    text = ", ".join(parts)
    ending = "" if outcome.written or not edits else "; nothing was written"
    return text[0].upper() + text[1:] + ending + "."


def completeness(outcome: Outcome) -> str:
    """How much was looked at, and how much could not be."""
    unjudged = len(outcome.plan.not_judged)
    read = f"{count(outcome.plan.files_read, 'file')} read"
    return f"{read}, {unjudged} could not be judged." if unjudged else f"{read}, all could be judged."


def unit_lines(unit: Unit, status: str, width: int) -> Iterator[Line]:
    """One unit: what it is, and its files with the number of edits in each."""
    yield line("")
    yield from _wrapped(f"{_head(unit.id, unit.summary, unit.connection)}  {status}", width, "bold")
    for path, number in sorted(Counter(edit.path for edit in unit.edits).items()):
        rules = sorted({edit.rule for edit in unit.edits if edit.path == path})
        yield from _wrapped(f"{path}  {count(number, 'edit')}: {', '.join(rules)}", width, "plain", 2)


def _conclusion(outcome: Outcome, width: int) -> Iterator[Line]:
    style: Style = "good" if outcome.exit_code == 0 else "warn"
    yield from _wrapped(conclusion(outcome), width, style)


def _follow_ups(outcome: Outcome, width: int) -> Iterator[Line]:
    if not outcome.plan.follow_ups:
        return
    yield line("")
    first = outcome.plan.edits and not outcome.written
    yield line("Do this first, elsewhere" if first else "Do this elsewhere", "bold")
    # Several connections may need the same: said once.
    for follow_up in {(f.text, f.command): f for f in outcome.plan.follow_ups}.values():
        yield from _wrapped(follow_up.text, width, "plain", 2)
        if follow_up.command:
            for command in follow_up.command.splitlines():
                yield line(f"    {command}", "good")


def _left(left: Left, width: int) -> Iterator[Line]:
    yield from unit_lines(left.unit, "not made", width)
    yield from _wrapped(left.why, width, "warn", 2)


def _head(id_: str, summary: str, connection: Connection | None) -> str:
    """Where it is, what it is, and its id where that says more."""
    where = f"{connection.path}:{connection.line}" if connection else id_
    return f"{where}  {summary}" + (f"  [{id_}]" if id_ != where else "")


def _manual_connection(connection: Connection, width: int) -> Iterator[Line]:
    yield line("")
    head = _head(connection.id, connection.summary, connection)
    yield from _wrapped(f"{head}  by hand, left whole", width, "bold")
    for path, number, text in connection.places:
        says, _, code = text.partition("\n")
        yield from _wrapped(f"{path}:{number}  {says}", width, "warn", 2)
        yield from _code(code)


def _code(code: str) -> Iterator[Line]:
    """Code to write, to be copied: its lines as they are, moved to one margin."""
    first, _, rest = code.partition("\n")
    for piece in (first, *textwrap.dedent(rest).splitlines()) if code else ():
        yield line(f"      {_plain(piece)}", "good")


def _loose(outcome: Outcome) -> list[Reference]:
    """Manual references that are not told already, with a manual connection or with edits held back."""
    ids = {connection.id for connection in outcome.manual_connections}
    held = {(path, left.why) for left in outcome.plan.left for path in left.unit.paths}
    return [r for r in outcome.plan.manual if r.connection not in ids and (r.path, r.reason) not in held]


def _by_hand(outcome: Outcome, width: int) -> Iterator[Line]:
    by_reason: dict[str, list[Reference]] = defaultdict(list)
    for reference in _loose(outcome):
        by_reason[reference.reason].append(reference)
    for reason, references in by_reason.items():
        yield line("")
        yield from _wrapped(f"By hand: {reason}", width, "bold")
        for reference in references:
            place = f"{reference.path}:{reference.line}:{reference.column}"
            yield from _wrapped(f"{place}  {reference.match}", width, "warn", 2)


def _kept(references: Iterable[Reference], width: int) -> Iterator[Line]:
    kept = Counter(reference.role for reference in references if reference.action == "keep")
    if kept:
        yield line("")
        roles = ", ".join(f"{number} {role}" for role, number in sorted(kept.items()))
        yield from _wrapped(f"Right as they are: {roles}.", width, "dim")


def _skipped(outcome: Outcome, width: int) -> Iterator[Line]:
    kinds: tuple[tuple[bool, str, Style], ...] = (
        (True, "Could not be judged", "bad"),
        (False, "Not entered or read", "dim"),
    )
    for asked, title, style in kinds:
        by_reason: dict[str, list[str]] = defaultdict(list)
        for skipped in outcome.plan.skipped:
            if skipped.asked == asked:
                by_reason[skipped.reason].append(skipped.path)
        if not by_reason:
            continue
        yield line("")
        yield line(title, "bold")
        for reason, paths in by_reason.items():
            shown = paths if asked else paths[:3]
            more = f" and {len(paths) - len(shown)} more" if len(paths) > len(shown) else ""
            yield from _wrapped(f"{', '.join(shown)}{more}: {reason}", width, style, 2)


def _wrapped(text: str, width: int, style: Style = "plain", indent: int = 0) -> Sequence[Line]:
    lines = textwrap.wrap(
        _plain(text),
        max(20, width),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 4),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line(piece, style) for piece in lines]


def _plain(text: str) -> str:
    """`text` with control characters written out."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def count(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}" + ("" if number == 1 else "s")
