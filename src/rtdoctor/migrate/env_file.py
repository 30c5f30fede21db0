"""Deployment and model names in `.env` files: they change with the connection that reads them, or not at all.

A variable whose whole value is the id of a retired model is renamed when every connection whose program names
the variable moves, and as a part of those connections. Voice Live keeps its protocol, so a variable of its own
name is renamed alone. Anything else is left to a person: nothing says that the protocol is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rtdoctor.migrate.edit import Edit
from rtdoctor.migrate.rewriting import Connection, FollowUp, RewriteOptions, Rewriting
from rtdoctor.scan.reference import Reference, Role
from rtdoctor.scan.text import Lines
from rtdoctor.scan.vocabulary import Hit, find_references_in_text

RULE = "RM107"
"""The rule of model names; this is its arm for `.env` files."""

_ASSIGNMENT = re.compile(
    rb"^[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_]\w*)[ \t]*=[ \t]*(?P<quote>[\"']?)(?P<value>[A-Za-z0-9.-]+)(?P=quote)"
    rb"[ \t]*(?:#[^\n]*)?\r?$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class _Assignment:
    path: str
    name: str
    hit: Hit


def is_env_file(path: str) -> bool:
    """`.env`, `.env.local`, `prod.env`."""
    name = path.rpartition("/")[2].lower()
    return name.startswith(".env") or name.endswith(".env")


def rewrite_env_files(
    files: Mapping[str, bytes], programs: Mapping[str, bytes], found: Rewriting, options: RewriteOptions
) -> Rewriting:
    """Edits, references and follow-ups for the env files among `files`.

    `programs` are the sources that may read a variable; `found` is what their own rules gave back.
    """
    if RULE in options.skip or (options.only and RULE not in options.only):
        return Rewriting()
    edits: list[Edit] = []
    references: list[Reference] = []
    follow_ups: dict[tuple[str, str | None], FollowUp] = {}
    for assignment in _assignments(files):
        readers = _readers(assignment.name, programs, found)
        new, reason = _new_name(assignment, readers, options)
        ids: list[str | None] = [connection.id for connection in readers] or [None]
        references.append(_reference(assignment, files[assignment.path], new, reason, ids[0]))
        if new is None:
            continue
        hit = assignment.hit
        for id_ in ids:
            edits.append(Edit(assignment.path, hit.start, hit.end, new.encode(), RULE, id_))
            if id_ is not None:
                follow_up = _create(new, options, id_)
                follow_ups[follow_up.text, id_] = follow_up
    told = {(follow_up.text, follow_up.connection) for follow_up in found.follow_ups}
    return Rewriting(
        tuple(edits), tuple(references), (), tuple(f for key, f in follow_ups.items() if key not in told)
    )


def _assignments(files: Mapping[str, bytes]) -> Iterator[_Assignment]:
    for path, data in files.items():
        if not is_env_file(path):
            continue
        hits = {(hit.start, hit.end): hit for hit in find_references_in_text(data)}
        for match in _ASSIGNMENT.finditer(data):
            hit = hits.get(match.span("value"))
            if hit is not None and hit.kind in ("model", "mini-model"):
                yield _Assignment(path, match["name"].decode("ascii"), hit)


def _readers(name: str, programs: Mapping[str, bytes], found: Rewriting) -> list[Connection]:
    """The connections whose program names the variable; all of them when only another file does."""
    word = re.compile(rb"(?i)(?<!\w)%s(?!\w)" % re.escape(name.encode()))
    naming = {path for path, data in programs.items() if word.search(data)}
    if not naming:
        return []
    own = [connection for connection in found.connections if _files_of(connection, found) & naming]
    return own or list(found.connections)


def _files_of(connection: Connection, found: Rewriting) -> set[str]:
    edited = {edit.path for edit in found.edits if edit.connection == connection.id}
    named = {reference.path for reference in found.references if reference.connection == connection.id}
    return {connection.path, *edited, *named}


def _new_name(
    assignment: _Assignment, readers: list[Connection], options: RewriteOptions
) -> tuple[str | None, str]:
    """The new name, None when it stays; and the reason."""
    old = assignment.hit.match
    voice_live = "VOICELIVE" in assignment.name.upper()
    if not voice_live:
        if old in options.deployment_names:
            if options.deployment_names[old] == old:
                return None, _KEPT
        elif options.deployments == "keep":
            return None, _KEPT
        if not readers:
            return (
                None,
                "no connection that moves reads this variable: change it once its protocol is the GA one",
            )
        if left := [connection.id for connection in readers if connection.status != "done"]:
            return None, f"read by {left[0]}, which is left as it is: they change together"
        if old in options.deployment_names:
            return options.deployment_names[old], "renamed as asked"
    if assignment.hit.kind == "mini-model":
        if options.mini_to is None:
            return None, "the mini tier has no safe default successor: choose one with --mini-to"
        return options.mini_to, "the retired mini model's name"
    return options.to, "the retired model's name"


_KEPT = "a deployment's name, kept as asked"


def _reference(
    assignment: _Assignment, data: bytes, new: str | None, reason: str, connection: str | None
) -> Reference:
    line, column = Lines(data).place(assignment.hit.start)
    role: Role = "model" if "MODEL" in assignment.name.upper() else "deployment"
    return Reference(
        assignment.path,
        line,
        column,
        assignment.hit.start,
        assignment.hit.end,
        assignment.hit.match,
        role,
        "rewrite" if new is not None else "keep" if reason == _KEPT else "manual",
        reason,
        "safe" if new is not None else None,
        RULE if new is not None else None,
        new,
        connection if new is not None else None,
    )


def _create(name: str, options: RewriteOptions, connection: str) -> FollowUp:
    from rtdoctor.migrate.rules._models import create_deployment

    todo = create_deployment(name, name if name == options.mini_to else options.to)
    return FollowUp(todo.text, todo.command, connection)
