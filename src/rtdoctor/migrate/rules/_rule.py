"""What a rule is, what it may say about a place, and what it is given to look at."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from rtdoctor.migrate.rewriting import RewriteOptions
from rtdoctor.scan.python.program import Program
from rtdoctor.scan.python.sites import Sites
from rtdoctor.scan.python.source import SourceFile
from rtdoctor.scan.reference import Applicability, Role
from rtdoctor.scan.vocabulary import Hit, find_references_in_text

Situation = Literal["preview", "ga", "voice-live"]
"""What the program's connection speaks: the preview, so that it moves whole; the GA API or Voice Live, where only
a retired model name is left to change."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A retired name inside a change: bytes `start` to `end`, and what stands there afterwards (None: nothing)."""

    start: int
    end: int
    to: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """Bytes `start` to `end` of `file` become `text`. `says` tells a person what to write there."""

    file: SourceFile
    start: int
    end: int
    text: str
    says: str
    marks: tuple[Mark, ...] = ()
    role: Role = "protocol"


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Like `Change`, made from the text that stands there once every change inside of it is made."""

    file: SourceFile
    start: int
    end: int
    build: Callable[[str], str]
    says: str
    marks: tuple[Mark, ...] = ()
    role: Role = "protocol"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A place that must change and cannot safely be changed here: its connection stays as it is, whole."""

    file: SourceFile
    start: int
    end: int
    says: str
    role: Role = "protocol"


@dataclass(frozen=True, slots=True)
class Keep:
    """A retired name that is right where it stands."""

    file: SourceFile
    start: int
    end: int
    role: Role
    reason: str


@dataclass(frozen=True, slots=True)
class Todo:
    """Something to do outside the program."""

    text: str
    command: str | None = None


Finding = Change | Rebuild | Obstacle | Keep | Todo


class CannotRebuildError(ValueError):
    """The text cannot be rebuilt without losing something; the message says what to do by hand."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule looks at: one program, its sites, and what the user chose."""

    program: Program
    sites: Sites
    options: RewriteOptions
    situation: Situation
    azure: bool
    """True when the name in `connect(model=…)` is an Azure deployment's, false when it is OpenAI's model id."""
    hits: Mapping[str, tuple[Hit, ...]]
    """The retired names in each file of the program, by path."""
    excluded: frozenset[str] = frozenset()
    """Files of the program that this situation says nothing about."""
    voice_live: frozenset[str] = frozenset()
    """Files of the program that talk to Voice Live, whose wire shape stays."""

    def files(self) -> Iterable[SourceFile]:
        return (file for file in self.program.files if file.path not in self.excluded)

    def obstacle(self, file: SourceFile, node: ast.expr | ast.stmt | ast.keyword, says: str) -> Obstacle:
        return Obstacle(file, *file.span(node), says)


@dataclass(frozen=True, slots=True)
class Example:
    """A whole small program before and after: what the rule does, and its test."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rewrite. `code` is permanent and never used again; the examples are its tests and its documentation.

    `valid` are programs of which this rule says nothing; `source` is the upstream page or source that says so.
    """

    code: str
    name: str
    source: str
    find: Callable[[Context], Iterable[Finding]]
    situations: frozenset[Situation] = frozenset({"preview"})
    applicability: Applicability | Literal["manual"] = "safe"
    valid: tuple[str, ...] = ()
    invalid: tuple[Example, ...] = ()
    manual: tuple[str, ...] = ()
    """Programs with a place that this rule leaves to a person, so that the whole connection stays as it is."""


class HitIndex:
    """The hits of each file, found once."""

    def __init__(self) -> None:
        self._hits: dict[str, tuple[Hit, ...]] = {}

    def of(self, file: SourceFile) -> tuple[Hit, ...]:
        if file.path not in self._hits:
            self._hits[file.path] = tuple(find_references_in_text(file.data))
        return self._hits[file.path]
