"""What the rules of one language give back to the plan."""

from __future__ import annotations

from dataclasses import dataclass, field

from rtdoctor.migrate.edit import Edit
from rtdoctor.scan.reference import Reference


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something that must be done elsewhere ("create the deployment"); never a place left broken."""

    text: str
    command: str | None = None
    connection: str | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """One realtime connection of the program, over however many files.

    `status` is `done` when every part of it is rewritten (or already right), `manual` when a part cannot be
    moved safely, so that none is. `places` says for a manual one what to write where: (path, line, text).
    """

    id: str
    summary: str
    path: str
    line: int
    status: str
    places: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Rewriting:
    """Edits, references, connections, follow-ups over a set of files; and what could not be judged."""

    edits: tuple[Edit, ...] = ()
    references: tuple[Reference, ...] = ()
    connections: tuple[Connection, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    """(path, reason)"""


@dataclass(frozen=True, slots=True)
class RewriteOptions:
    """What the user chose. `deployments` is `rename` or `keep`; names given as OLD=NEW go before it."""

    to: str = "gpt-realtime-1.5"
    mini_to: str | None = None
    deployments: str = "rename"
    deployment_names: dict[str, str] = field(default_factory=dict)
    unsafe: bool = False
    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
