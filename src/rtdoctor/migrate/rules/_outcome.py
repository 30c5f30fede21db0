"""From the findings of all rules over a program to edits, references, a connection and follow-ups."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from rtdoctor.migrate.edit import Edit, OverlappingEditsError, splice
from rtdoctor.migrate.rewriting import Connection, FollowUp, RewriteOptions
from rtdoctor.migrate.rules import all_rules
from rtdoctor.migrate.rules._compose import Ruled, compose
from rtdoctor.migrate.rules._leftovers import kept, leftover, unmoved
from rtdoctor.migrate.rules._rule import (
    CannotRebuildError,
    Change,
    Context,
    Finding,
    HitIndex,
    Keep,
    Obstacle,
    Rebuild,
    Rule,
    Situation,
    Todo,
)
from rtdoctor.scan.python.clients import find_clients
from rtdoctor.scan.python.connections import Talk, judge
from rtdoctor.scan.python.openings import find_unclear
from rtdoctor.scan.python.payloads import find_payloads
from rtdoctor.scan.python.program import Program
from rtdoctor.scan.python.sites import Sites
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.reference import Action, Applicability, Reference, Role
from rtdoctor.scan.vocabulary import Hit

_LONGEST_MATCH = 60


class Outcome:
    """Collects what `rewrite_python` gives back, program by program."""

    def __init__(self, options: RewriteOptions) -> None:
        self.options = options
        self.edits: list[Edit] = []
        self.references: list[Reference] = []
        self.connections: list[Connection] = []
        self.follow_ups: list[FollowUp] = []

    def take(self, part: Outcome) -> None:
        """Add what was found out about another program."""
        self.edits += part.edits
        self.references += part.references
        self.connections += part.connections
        self.follow_ups += [follow_up for follow_up in part.follow_ups if follow_up not in self.follow_ups]

    def add(self, program: Program, hits: HitIndex) -> None:
        """Judge one program and add all that is to say about it."""
        sites = Sites()
        find_clients(program, sites)
        if sites.namespaces:
            find_payloads(program, sites)
            find_unclear(program, sites)
        talk = judge(program, sites)
        report = _Report(program, hits)
        if talk.preview:
            self._preview(program, sites, talk, hits, report)
        else:
            if talk.ga:
                self._names_alone(_context(program, sites, talk, hits, self.options, "ga"), report)
            connection = unmoved(program, talk, hits)
            if connection is not None:
                self.connections.append(connection)
        if talk.voice_live:
            self._names_alone(_context(program, sites, talk, hits, self.options, "voice-live"), report)
        report.rest(talk)
        self.references += report.references.values()

    def _preview(self, program: Program, sites: Sites, talk: Talk, hits: HitIndex, report: _Report) -> None:
        context = _context(program, sites, talk, hits, self.options, "preview")
        findings = list(_findings(context, self.options))
        findings += [("RM100", finding) for finding in leftover(context, talk, [f for _, f in findings])]
        obstacles = [(rule, f) for rule, f in findings if isinstance(f, Obstacle)]
        changes = [Ruled(rule, f) for rule, f in findings if isinstance(f, (Change, Rebuild))]
        if not changes and not obstacles:
            return
        first = min(
            (site for site in sites.namespaces if site.file.path not in talk.voice_live),
            key=lambda site: (site.file.path, site.file.start(site.node)),
        )
        line = first.file.position(first.file.start(first.node))[0]
        name = f"{first.file.path}:{line}"
        edits: list[Edit] = []
        if not obstacles:
            try:
                edits = compose(changes, name)
                _parse(program, edits)
            except (OverlappingEditsError, CannotRebuildError, SyntaxError) as error:
                obstacle = Obstacle(
                    first.file, *first.file.span(first.node), f"move this connection by hand: {error}"
                )
                obstacles = [("RM100", obstacle)]
        done = not obstacles
        places = (
            [] if done else [_place(f) for _, f in findings if isinstance(f, (Change, Rebuild, Obstacle))]
        )
        places += [_place(f) for rule, f in obstacles if (rule, f) not in findings]
        self.edits += edits
        self.connections.append(
            Connection(
                name,
                _summary(context),
                first.file.path,
                line,
                "done" if done else "manual",
                tuple(sorted(set(places))),
            )
        )
        why = "" if done else "its connection is not moved: another part of it needs a person"
        for rule, finding in findings:
            report.finding(rule, finding, name, done, why)
            if isinstance(finding, Todo) and done:
                self._follow_up(finding, name)

    def _names_alone(self, context: Context, report: _Report) -> None:
        changes = []
        for rule, finding in _findings(context, self.options):
            report.finding(rule, finding, None, True, "")
            if isinstance(finding, (Change, Rebuild)):
                changes.append(Ruled(rule, finding))
            elif isinstance(finding, Todo):
                self._follow_up(finding, None)
        self.edits += compose(changes, None)

    def _follow_up(self, todo: Todo, connection: str | None) -> None:
        follow_up = FollowUp(todo.text, todo.command, connection)
        if follow_up not in self.follow_ups:
            self.follow_ups.append(follow_up)


def _parse(program: Program, edits: Iterable[Edit]) -> None:
    """Raises `SyntaxError` when a file would not parse with its edits."""
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.path, []).append(edit)
    for file in program.files:
        if file.path in by_path:
            ast.parse(splice(file.data, by_path[file.path]))


def _context(
    program: Program, sites: Sites, talk: Talk, hits: HitIndex, options: RewriteOptions, situation: Situation
) -> Context:
    outside = talk.other.keys() if situation == "voice-live" else talk.voice_live | talk.other.keys()
    azure = any(
        client.azure or _is_azure_v1(client.file, client.call)
        for client in sites.clients
        if client.namespaces
    )
    return Context(
        program=program,
        sites=sites,
        options=options,
        situation=situation,
        azure=azure,
        hits={file.path: hits.of(file) for file in program.files},
        excluded=frozenset(outside),
        voice_live=talk.voice_live,
    )


def _is_azure_v1(file: SourceFile, call: ast.Call) -> bool:
    return any(
        keyword.arg == "base_url"
        and any(mark in file.text(keyword.value) for mark in ("azure", "AZURE", "/openai/v1"))
        for keyword in call.keywords
    )


def _findings(context: Context, options: RewriteOptions) -> Iterator[tuple[str, Finding]]:
    """What the rules for this situation find, with those that the user has switched off or marked to be kept."""
    for rule in all_rules():
        if context.situation not in rule.situations:
            continue
        for finding in rule.find(context):
            yield rule.code, _allowed(rule, finding, context, options)


def _allowed(rule: Rule, finding: Finding, context: Context, options: RewriteOptions) -> Finding:
    if not isinstance(finding, (Change, Rebuild)):
        return finding
    if not context.program.project.of(finding.file).given:
        says = f"{finding.says} (this file was only read for what it imports)"
        return Obstacle(finding.file, finding.start, finding.end, says, finding.role)
    enabled = rule.code not in options.skip and (not options.only or rule.code in options.only)
    ignored = finding.file.ignored(finding.start, rule.code)
    if enabled and not ignored:
        return finding
    why = f"`rtdoctor: ignore[{rule.code}]` keeps it" if ignored else f"{rule.code} is not asked for"
    if context.situation != "preview":
        return Keep(finding.file, finding.start, finding.end, finding.role, why)
    return Obstacle(finding.file, finding.start, finding.end, f"{finding.says} ({why})", finding.role)


def _summary(context: Context) -> str:
    clients = sorted(
        {ast.unparse(c.call.func).rpartition(".")[2] for c in context.sites.clients if c.namespaces}
    )
    return f"realtime connection of the openai package ({', '.join(clients) or 'client not found'})"


def _place(finding: Change | Rebuild | Obstacle) -> tuple[str, int, str]:
    return finding.file.path, finding.file.position(finding.start)[0], finding.says


class _Report:
    """The references of one program: each place once, the first word said about it stands."""

    def __init__(self, program: Program, hits: HitIndex) -> None:
        self.program = program
        self.hits = hits
        self.references: dict[tuple[str, int], Reference] = {}

    def _add(
        self,
        file: SourceFile,
        start: int,
        end: int,
        role: Role,
        action: Action,
        reason: str,
        *,
        rule: str | None = None,
        to: str | None = None,
        connection: str | None = None,
    ) -> None:
        if (file.path, start) in self.references:
            return
        line, column = file.position(start)
        match = file.decode(start, end).partition("\n")[0][:_LONGEST_MATCH]
        safe: Applicability | None = "safe" if action == "rewrite" else None
        self.references[file.path, start] = Reference(
            file.path, line, column, start, end, match, role, action, reason, safe, rule, to, connection
        )

    def finding(self, rule: str, finding: Finding, connection: str | None, done: bool, why: str) -> None:
        if isinstance(finding, Todo):
            return
        if isinstance(finding, Keep):
            self._add(finding.file, finding.start, finding.end, finding.role, "keep", finding.reason)
            return
        action: Action = "rewrite" if done and not isinstance(finding, Obstacle) else "manual"
        says = finding.says.partition("\n")[0].rstrip(":")
        reason = says if done or isinstance(finding, Obstacle) else why
        for start, end, to in _spots(finding, self.hits.of(finding.file)):
            self._add(
                finding.file,
                start,
                end,
                finding.role,
                action,
                reason,
                rule=rule,
                to=to,
                connection=connection,
            )

    def rest(self, talk: Talk) -> None:
        """What no rule has spoken of."""
        for file in self.program.files:
            for hit in self.hits.of(file):
                if (file.path, hit.start) not in self.references:
                    role, action, reason = kept(self.program, talk, file, hit, self.hits)
                    self._add(file, hit.start, hit.end, role, action, reason)


def _spots(
    finding: Change | Rebuild | Obstacle, hits: Iterable[Hit]
) -> Iterator[tuple[int, int, str | None]]:
    """The retired names in a place, or the place itself where none is."""
    marks = [] if isinstance(finding, Obstacle) else list(finding.marks)
    found = {mark.start for mark in marks}
    for mark in marks:
        yield mark.start, mark.end, mark.to
    for hit in hits:
        if finding.start <= hit.start and hit.end <= finding.end and hit.start not in found:
            if any(mark.start <= hit.start < mark.end for mark in marks):
                continue
            whole = isinstance(finding, Change) and (hit.start, hit.end) == (finding.start, finding.end)
            found.add(hit.start)
            yield hit.start, hit.end, finding.text if whole and isinstance(finding, Change) else None
    if not found and finding.end > finding.start:
        text = finding.text if isinstance(finding, Change) else None
        yield finding.start, finding.end, text
