"""The plan: which edits are made together, proved in memory before anything is written.

What is applied or left is a unit: a whole connection, or the edits of one file that stand alone. A unit is
taken up only if the files it leads to still parse, lose no comment, and leave nothing for a second run; a unit
that fails is reported as manual, whole, with the reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from rtdoctor.migrate.edit import Edit, OverlappingEditsError, splice
from rtdoctor.migrate.env_file import rewrite_env_files
from rtdoctor.migrate.rewriting import Connection, FollowUp, RewriteOptions, Rewriting
from rtdoctor.migrate.verification import edit_key, find_problems
from rtdoctor.scan.reference import Reference
from rtdoctor.scan.text import find_text_references
from rtdoctor.scan.tree import Tree
from rtdoctor.scan.vocabulary import find_references_in_text
from rtdoctor.scan.walk import Skipped

Rewriter = Callable[[Path, Mapping[str, bytes], RewriteOptions, Callable[[str], "bytes | None"]], Rewriting]


@dataclass(frozen=True, slots=True)
class Language:
    """Files with one of `suffixes` (lower case, with the dot) are rewritten by `rewrite`."""

    suffixes: frozenset[str]
    rewrite: Rewriter

    def takes(self, path: str) -> bool:
        """Whether the file at `path` is of this language."""
        return Path(path).suffix.lower() in self.suffixes


def _rewrite_python(
    root: Path, files: Mapping[str, bytes], options: RewriteOptions, read: Callable[[str], bytes | None]
) -> Rewriting:
    from rtdoctor.migrate.python import rewrite_python

    return rewrite_python(root, files, options, read)


LANGUAGES: tuple[Language, ...] = (Language(frozenset((".py", ".pyi", ".pyw")), _rewrite_python),)


@dataclass(frozen=True, slots=True)
class Unit:
    """Edits that are applied together or not at all. `id` is the connection's, or the path of lone edits."""

    id: str
    summary: str
    edits: tuple[Edit, ...]
    connection: Connection | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """The files it changes, sorted."""
        return tuple(sorted({edit.path for edit in self.edits}))


LeftKind = Literal["unsafe", "unproved", "limit", "choice", "refused"]
"""Why a unit is not taken up: it needs `--unsafe`; its result did not hold; it is beyond `--max-changes`; the
user did not choose it; one of its files could not be written."""

_MANUAL: frozenset[LeftKind] = frozenset(("unsafe", "unproved"))


@dataclass(frozen=True, slots=True)
class Left:
    """A unit that is not taken up. Its references become `manual` when somebody has to decide or write."""

    unit: Unit
    kind: LeftKind
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done. `originals` and `results` hold the content of every file that changes."""

    root: Path
    units: tuple[Unit, ...] = ()
    left: tuple[Left, ...] = ()
    results: Mapping[str, bytes] = field(default_factory=dict)
    originals: Mapping[str, bytes] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    connections: tuple[Connection, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    files_read: int = 0

    @property
    def held_back(self) -> int:
        """The number of edits that need `--unsafe`."""
        return sum(len(left.unit.edits) for left in self.left if left.kind == "unsafe")

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits of all units by place; one that several connections share is there once."""
        unique = {replace(edit, connection=None): edit for unit in self.units for edit in unit.edits}
        return tuple(sorted(unique.values(), key=lambda edit: (edit.path, edit.start, edit.end)))

    @property
    def not_judged(self) -> tuple[Skipped, ...]:
        """What was asked for and could not be judged."""
        return tuple(skipped for skipped in self.skipped if skipped.asked)

    @property
    def manual(self) -> tuple[Reference, ...]:
        """The references somebody has to see to, in files that could be judged."""
        blind = {skipped.path for skipped in self.not_judged}
        return tuple(r for r in self.references if r.action == "manual" and r.path not in blind)


_NEEDS_UNSAFE = "held back: it may change what the program does; --unsafe makes it"
_BEYOND_LIMIT = "beyond --max-changes"
_NOT_CHOSEN = "not chosen"


class Planner:
    """Runs the rules over a tree once, then makes plans of any choice of its units."""

    def __init__(
        self, tree: Tree, options: RewriteOptions, languages: Sequence[Language] = LANGUAGES
    ) -> None:
        self.tree = tree
        self.options = options
        self._languages = languages
        self._own = {path: file.data for path, file in tree.files.items() if file.origin is None}
        self._first = self._run(self._own)
        paths = {edit.path for edit in self._first.edits}
        self._foreign = {path: why for path in paths if (why := tree.why_not_edited(path))}
        self._originals = {path: tree.read(path) or b"" for path in paths}
        self._all_units = _units(self._first)

    def plan(
        self,
        *,
        choose: Collection[str] | None = None,
        refused: Mapping[str, str] | None = None,
        max_changes: int | None = None,
    ) -> Plan:
        """A proved plan. `choose` names the units to take, None for all; `refused` says which cannot be written."""
        left: dict[str, tuple[LeftKind, str]] = {
            id_: ("refused", why) for id_, why in (refused or {}).items()
        }
        for unit in self._all_units:
            for path in unit.paths:
                if path in self._foreign:
                    left.setdefault(
                        unit.id, ("unproved", f"{path} would have to change, but {self._foreign[path]}")
                    )
            if not self.options.unsafe and any(edit.unsafe for edit in unit.edits):
                left.setdefault(unit.id, ("unsafe", _NEEDS_UNSAFE))
            elif choose is not None and unit.id not in choose:
                left.setdefault(unit.id, ("choice", _NOT_CHOSEN))
        while True:
            candidates = [unit for unit in self._all_units if unit.id not in left]
            units = candidates[:max_changes]
            results, problems = self._prove(units)
            if not problems:
                for unit in candidates[len(units) :]:
                    left[unit.id] = ("limit", _BEYOND_LIMIT)
                return self._finish(units, left, results)
            left.update({id_: ("unproved", why) for id_, why in problems.items()})

    def _prove(self, units: Sequence[Unit]) -> tuple[dict[str, bytes], dict[str, str]]:
        """The new contents, and the units (by id) that must not be taken up, with the reason."""
        by_path: dict[str, set[Edit]] = defaultdict(set)
        for unit in units:
            for edit in unit.edits:
                by_path[edit.path].add(replace(edit, connection=None))
        results: dict[str, bytes] = {}
        reasons: dict[str, str] = {}
        for path, edits in by_path.items():
            try:
                results[path] = splice(self._originals[path], edits)
            except OverlappingEditsError as error:
                reasons[path] = f"two rules claim the same place ({error})"
        if not reasons:
            pending = [e for u in self._all_units if u not in units for e in u.edits]
            leftovers = [edit_key(self._originals[edit.path], edit) for edit in pending]
            originals = {path: self._originals[path] for path in results}
            reasons = find_problems(
                originals, results, by_path, leftovers, lambda new: self._run({**self._own, **new}, new)
            )
        blamed = {
            unit.id: next(reasons[path] for path in unit.paths if path in reasons)
            for unit in units
            if reasons.keys() & set(unit.paths)
        }
        if reasons and not blamed:  # a rule wants to edit, the second time, a file that no unit touched
            why = next(iter(reasons.values()))
            blamed = {unit.id: why for unit in units}
        return results, blamed

    def _run(self, files: Mapping[str, bytes], changed: Mapping[str, bytes] | None = None) -> Rewriting:
        overlay = changed or {}

        def read(path: str) -> bytes | None:
            return overlay[path] if path in overlay else self.tree.read(path)

        found = Rewriting()
        programs: dict[str, bytes] = {}
        for language in self._languages:
            mine = {path: data for path, data in files.items() if language.takes(path)}
            if mine:
                found = _joined(found, self._rewritten(language, mine, read))
                programs |= mine
        return _joined(found, rewrite_env_files(files, programs, found, self.options))

    def _rewritten(
        self, language: Language, files: Mapping[str, bytes], read: Callable[[str], bytes | None]
    ) -> Rewriting:
        """What the rules make of `files`. A rule that breaks leaves them unjudged: the run goes on and says so."""
        try:
            return language.rewrite(self.tree.root, files, self.options, read)
        except Exception as error:  # noqa: BLE001 - no input may end the run
            reason = f"a rule of rtdoctor broke ({type(error).__name__}: {error}); please report it"
            return Rewriting(skipped=tuple((path, reason) for path in files))

    def _finish(
        self, units: Sequence[Unit], left: Mapping[str, tuple[LeftKind, str]], results: dict[str, bytes]
    ) -> Plan:
        left_units = tuple(Left(unit, *left[unit.id]) for unit in self._all_units if unit.id in left)
        by_hand = {connection.id for connection in self._first.connections if connection.status == "manual"}
        unjudged = (Skipped(path, reason, self._matters(path)) for path, reason in self._first.skipped)
        return Plan(
            root=self.tree.root,
            units=tuple(units),
            left=left_units,
            results=results,
            originals={path: self._originals[path] for path in results},
            references=self._references(left_units),
            connections=tuple(_settle(connection, left_units) for connection in self._first.connections),
            follow_ups=tuple(f for f in self._first.follow_ups if f.connection not in {*left, *by_hand}),
            skipped=tuple(sorted({*self.tree.skipped, *unjudged}, key=lambda s: (s.path, s.reason))),
            files_read=self.tree.files_read,
        )

    def _matters(self, path: str) -> bool:
        """Whether a file that could not be judged names anything retired; if not, nothing was missed."""
        file = self.tree.files.get(path)
        return file is not None and next(find_references_in_text(file.data), None) is not None

    def _references(self, left: Sequence[Left]) -> tuple[Reference, ...]:
        # A rule may read somebody else's file for its values; what stands there is still not the user's.
        foreign = {path for path, file in self.tree.files.items() if file.origin is not None}
        references = [_settle_reference(r, left) for r in self._first.references if r.path not in foreign]
        told = {(reference.path, reference.start) for reference in references}
        unparsed = dict(self._first.skipped)
        for path, file in self.tree.files.items():
            judged = file.origin is None and any(language.takes(path) for language in self._languages)
            if judged and path not in unparsed:
                continue
            for reference in find_text_references(path, file.data, file.origin):
                if (path, reference.start) in told:
                    continue
                why = f"not judged: {unparsed.get(path)}"
                references.append(replace(reference, action="manual", reason=why) if judged else reference)
        return tuple(sorted(references, key=lambda r: (r.path, r.start, r.end)))


def _joined(one: Rewriting, other: Rewriting) -> Rewriting:
    return Rewriting(
        one.edits + other.edits,
        one.references + other.references,
        one.connections + other.connections,
        one.follow_ups + other.follow_ups,
        one.skipped + other.skipped,
    )


def _units(rewriting: Rewriting) -> tuple[Unit, ...]:
    connections = {connection.id: connection for connection in rewriting.connections}
    grouped: dict[str, list[Edit]] = defaultdict(list)
    for edit in rewriting.edits:
        grouped[edit.connection if edit.connection is not None else edit.path].append(edit)
    units = []
    for id_, edits in grouped.items():
        connection = connections.get(id_)
        summary = connection.summary if connection else "edits that stand alone"
        ordered = sorted(edits, key=lambda edit: (edit.path, edit.start, edit.end))
        units.append(Unit(id_, summary, tuple(ordered), connection))
    return tuple(sorted(units, key=lambda unit: (unit.edits[0].path, unit.edits[0].start, unit.id)))


def _settle(connection: Connection, left: Sequence[Left]) -> Connection:
    for one in left:
        if one.unit.id == connection.id and one.kind in _MANUAL:
            places = ((connection.path, connection.line, one.why), *connection.places)
            return replace(connection, status="manual", places=places)
    return connection


def _settle_reference(reference: Reference, left: Sequence[Left]) -> Reference:
    if reference.action != "rewrite":
        return reference
    for one in left:
        if one.kind in _MANUAL and (
            reference.connection == one.unit.id
            or (reference.connection is None and any(_touch(edit, reference) for edit in one.unit.edits))
        ):
            return replace(reference, action="manual", reason=one.why)
    return reference


def _touch(edit: Edit, reference: Reference) -> bool:
    return edit.path == reference.path and edit.start < reference.end and reference.start < edit.end
