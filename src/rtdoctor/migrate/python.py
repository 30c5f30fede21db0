"""Python: programs found, judged and rewritten. One program is one connection; it moves whole or stays as it is."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from pathlib import Path

from rtdoctor.migrate.rewriting import RewriteOptions, Rewriting
from rtdoctor.migrate.rules._outcome import Outcome
from rtdoctor.migrate.rules._rule import HitIndex
from rtdoctor.scan.python.importers import adopt_importers
from rtdoctor.scan.python.program import Program
from rtdoctor.scan.python.project import Module, Project
from rtdoctor.scan.vocabulary import NEEDLES


def rewrite_python(
    root: Path,
    files: Mapping[str, bytes],
    options: RewriteOptions,
    read: Callable[[str], bytes | None],
) -> Rewriting:
    """Rewrite the Python `files` (path relative to `root`, with `/`, to bytes).

    `read` gives the bytes of any other file below `root`, or None: what an import leads to is read for its values.
    A connection with a part that cannot be moved safely is reported as manual, with what to write where, and has
    no edits. Nothing is written here.
    """
    project = Project(files, read)
    adopt_importers(
        root, project, files, [module for module in project.modules.values() if _may_open(module)]
    )
    hits = HitIndex()
    outcome = Outcome(options)
    deep: list[tuple[str, str]] = []
    for modules in project.linked():
        if any(_is_of_interest(module.file.data) or hits.of(module.file) for module in modules):
            part = Outcome(options)
            try:
                part.add(Program(project, modules), hits)
            except RecursionError:
                deep += [(module.file.path, "nested too deeply to be followed") for module in modules]
            else:
                outcome.take(part)
    return Rewriting(
        edits=tuple(outcome.edits),
        references=tuple(sorted(outcome.references, key=lambda r: (r.path, r.start, r.end))),
        connections=tuple(outcome.connections),
        follow_ups=tuple(outcome.follow_ups),
        skipped=(*project.skipped, *deep),
    )


def _may_open(module: Module) -> bool:
    return b"openai" in module.file.data and any(
        attribute.attr == "realtime" for attribute in module.file.nodes(ast.Attribute)
    )


def _is_of_interest(data: bytes) -> bool:
    """A client may be made in one file and a connection opened in another, without any retired name."""
    return any(needle in data for needle in NEEDLES)
