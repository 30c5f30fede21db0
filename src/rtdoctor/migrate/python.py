"""Python: programs found, judged and rewritten. One program is one connection; it moves whole or stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from rtdoctor.migrate.rewriting import RewriteOptions, Rewriting
from rtdoctor.migrate.rules._outcome import Outcome
from rtdoctor.migrate.rules._rule import HitIndex
from rtdoctor.scan.python.importers import Importers
from rtdoctor.scan.python.program import Program
from rtdoctor.scan.python.project import Project


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
    importers = Importers(root, files)
    hits = HitIndex()
    outcome = Outcome(options, importers)
    deep: list[tuple[str, str]] = []
    for paths in project.linked(project.modules):
        modules = [project.modules[path] for path in paths]
        if any(_is_of_interest(module.file.data) or hits.of(module.file) for module in modules):
            part = Outcome(options, importers)
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


def _is_of_interest(data: bytes) -> bool:
    """A client may be made in one file and a connection opened in another, without any retired name."""
    return b"realtime" in data or b"AzureOpenAI" in data
